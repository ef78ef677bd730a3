package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;

/**
 * However little stack is left, the last reference goes with its lock and its release, or stays.
 */
class RefCountStackTest {
  private static final int ROUNDS = 60;
  private static final long STACK_BYTES = 192 << 10;

  private final RefCount count = new RefCount(1);
  private final Kref kref = new Kref();
  private final TicketSpinLock ticket = new TicketSpinLock();
  private final QueuedSpinLock queued = new QueuedSpinLock();
  private final Mutex mutex = new Mutex();
  private boolean held;
  private boolean released;

  private enum Form {
    DEC_AND_LOCK_TICKET,
    DEC_AND_LOCK_QUEUED,
    DEC_AND_MUTEX_LOCK,
    PUT_LOCK,
    PUT_MUTEX
  }

  /** Where it throws, the count is one and the lock is free; or the release has run. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void lastReference_stackOverflow_allOrNothing(Form form) {
    try (Crew crew = new Crew(body -> new Thread(null, body, "dive", STACK_BYTES))) {
      crew.start(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              reset();
              step(form); // loads all that is needed: a class that runs out of stack is lost
              diveFrom(round, form);
              boolean locked = ticket.isLocked() || queued.isLocked() || mutex.isLocked();
              if (held) { // thrown behind the last step, in the unlock of this test
                unlock();
              } else {
                assertThat(locked).as("locked, round %d", round).isFalse();
                assertThat(count.read()).as("count, round %d", round).isEqualTo(1);
                assertThat(kref.read() == 1 || released).as("kref, round %d", round).isTrue();
              }
            }
          });
    }
  }

  private void reset() {
    held = false;
    released = false;
    count.set(1);
    kref.init();
  }

  private void unlock() {
    if (ticket.isLocked()) {
      ticket.unlock();
    }
    if (queued.isLocked()) {
      queued.unlock();
    }
    if (mutex.isLocked()) {
      mutex.unlock();
    }
  }

  private void diveFrom(int frames, Form form) {
    try {
      shift(frames, form);
      throw new AssertionError("there is no end to the dive but the overflow");
    } catch (StackOverflowError expected) {
      // where it came is up to the round
    }
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private int shift(int frames, Form form) {
    return frames == 0 ? dive(form) : shift(frames - 1, form) + 1;
  }

  private int dive(Form form) {
    step(form);
    return dive(form) + 1;
  }

  private void step(Form form) {
    switch (form) {
      case DEC_AND_LOCK_TICKET:
        held = count.decAndLock(ticket); // no call between the step and the store
        count.set(1);
        ticket.unlock();
        break;
      case DEC_AND_LOCK_QUEUED:
        held = count.decAndLock(queued);
        count.set(1);
        queued.unlock();
        break;
      case DEC_AND_MUTEX_LOCK:
        held = count.decAndMutexLock(mutex);
        count.set(1);
        mutex.unlock();
        break;
      case PUT_LOCK:
        kref.putLock(ticket, () -> released = true);
        break;
      default:
        kref.putMutex(mutex, () -> released = true);
        break;
    }
    held = false;
    if (released) {
      kref.init();
      released = false;
    }
  }
}
