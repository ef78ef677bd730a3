package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.internal.Crew;

/** However little stack is left, a lock that throws is not held, contended or not. */
class BitSpinLockStackTest {
  private static final int ROUNDS = 40;
  private static final long STACK_BYTES = 192 << 10;

  private BitLockWord word;
  private boolean contended;
  private boolean freed;
  private boolean held;

  /** Whoever was thrown at by lock does not hold it; who returned from it does. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lock_stackOverflow_notHeldIfThrown(BitLockWord.Kind kind) {
    BitSpinLock bits = new BitSpinLock(new Freeing());
    try (Crew crew = new Crew(body -> new Thread(null, body, "dive", STACK_BYTES))) {
      crew.start(
          () -> {
            for (int round = 0; round < 2 * ROUNDS; round++) {
              word = kind.create(bits);
              contended = round % 2 == 1;
              step(); // loads all that is needed: a class that runs out of stack is lost
              int failures = divedInto(round / 2);
              assertThat(failures).as("round %d", round).isZero();
            }
          });
    }
  }

  private int divedInto(int frames) {
    try {
      shift(frames);
      return 1; // there is no end to the dive but the overflow
    } catch (StackOverflowError expected) {
      boolean mayBeSet = held || contended && !freed; // set before lock, and not freed since
      return word.isLocked(3) && !mayBeSet ? 1 : 0;
    }
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private int shift(int frames) {
    return frames == 0 ? dive() : shift(frames - 1) + 1;
  }

  private int dive() {
    step();
    return dive() + 1;
  }

  private void step() {
    if (contended) {
      freed = false;
      word.flip(3); // somebody else takes it; the hook frees it for us
    }
    word.lock(3);
    held = true; // no call between the lock and here
    word.unlock(3);
    held = false;
  }

  private final class Freeing implements SpinWait {
    @Override
    public void pause(int step) {
      if (!freed) {
        word.flip(3);
        freed = true;
      }
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      throw new AssertionError("nobody would wake it");
    }
  }
}
