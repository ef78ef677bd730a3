package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;
import org.kernsync.spin.SpinWait;

/** However little stack is left, what throws has changed nothing, contended or not. */
class LockRefStackTest {
  private static final int ROUNDS = 40;
  private static final long STACK_BYTES = 192 << 10;

  private LockRef ref;
  private boolean contended;
  private boolean lockedByOther;
  private boolean held;
  private int references;

  /** Whoever was thrown at neither holds the lock nor has a reference more, nor one less. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void operations_stackOverflow_allOrNothing(boolean withOther) {
    try (Crew crew = new Crew(body -> new Thread(null, body, "dive", STACK_BYTES))) {
      crew.start(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              ref = new LockRef(1, new Freeing());
              references = 1;
              held = false;
              lockedByOther = false;
              contended = withOther;
              step(); // loads all that is needed: a class that runs out of stack is lost
              diveFrom(round);
              boolean mayBeLocked = held || lockedByOther;
              assertThat(ref.isLocked() && !mayBeLocked).as("locked, round %d", round).isFalse();
              assertThat(ref.read()).as("count, round %d", round).isEqualTo(references);
            }
          });
    }
  }

  private void diveFrom(int frames) {
    try {
      shift(frames);
      throw new AssertionError("there is no end to the dive but the overflow");
    } catch (StackOverflowError expected) {
      // where it came is up to the round
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
    other();
    ref.get();
    references++; // no call between the step and here, nowhere
    other();
    boolean put = ref.putOrLock();
    references--;
    other();
    boolean locked = !ref.putOrLock();
    held = locked;
    ref.unlock();
    held = false;
    if (!put) {
      throw new AssertionError("the last of two");
    }
  }

  /** Somebody else takes the lock; the hook frees it for us. */
  private void other() {
    if (contended) {
      ref.lock();
      lockedByOther = true;
    }
  }

  private final class Freeing implements SpinWait {
    @Override
    public void pause(int step) {
      if (lockedByOther) {
        ref.unlock();
        lockedByOther = false;
      }
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      throw new AssertionError("nobody would wake it");
    }
  }
}
