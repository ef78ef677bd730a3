package org.kernsync.sleep;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

/** The state word of {@link RwSemaphore}: who is in, and what sleepers ask of who leaves. */
abstract sealed class RwSemaphoreState extends AbstractOwnableSynchronizer
    permits RwSemaphoreQueue {
  /*
   * bits   name      meaning                                        changed by
   * 0      WRITER    a writer is in; no readers then                who enters or leaves, or for it
   *                                                                 who grants
   * 1      WAITERS   the list is not empty                          the holder of the list's guard
   * 2      WAKE      who leaves last must serve the list: it is     the holder of the list's guard
   *                  not empty, and no waiter is awake to look
   * 3      HANDOFF   the first waiter has lost for too long: from   the holder of the list's guard
   *                  now on only it gets in; WAKE is set as well
   * 4-30   readers   how many readers are in, up to MAX_READERS     as WRITER
   *
   * field   written by                            written with   read with
   * state   see above                             volatile CAS   acquire, opaque (hints)
   * owner   the writer that is in; who grants     plain          plain, racy but for the writer
   * (super) or frees the lock, for it                            itself
   *
   * Exclusion: WRITER is set only where the same CAS finds no holder, a reader is added only where
   * it finds no WRITER. Nothing is ever added on suspicion and taken back, so each value of the word
   * is true.
   *
   * Visibility: every change of state is a volatile CAS, called RS1. So each one happens before the
   * next, and who enters sees what all who left before did: a writer the sections of several
   * readers too. (An acquire CAS would end the chain: Java does not say that it passes on the
   * release that it read from.)
   *
   * The bits for sleepers are in the same word as the holders: who leaves and who goes to sleep meet
   * there in one order, so no fence is needed to make sure that one sees the other.
   *
   * The writer may read owner plainly: the only write of its own identity that it can see and that
   * is not overwritten (by itself, when it leaves) is the one that made it the holder.
   */
  private static final long serialVersionUID = 1L;

  static final int WRITER = 1;
  static final int WAITERS = 1 << 1;
  static final int WAKE = 1 << 2;
  static final int HANDOFF = 1 << 3;

  /** One reader. */
  static final int READER = 1 << 4;

  /** How many readers may be in at a time. */
  static final int MAX_READERS = 1 << 26;

  private static final int FULL = MAX_READERS * READER;

  private static final int FREE = 0;
  static final int SLEEPERS = WAITERS | WAKE | HANDOFF;

  private transient volatile int state;

  RwSemaphoreState() {}

  /** Nobody is in. */
  static boolean isFree(int state) {
    return (state & ~SLEEPERS) == 0;
  }

  static int readers(int state) {
    return state / READER;
  }

  static boolean isFull(int state) {
    return (state & FULL) != 0;
  }

  /** Whether a reader may join, its turn having come. */
  static boolean admitsReader(int state) {
    return (state & (WRITER | FULL)) == 0;
  }

  /**
   * Whether a reader may join that has not queued: past sleepers only into a free lock. Else
   * readers could keep a writer out by never all leaving.
   */
  static boolean admitsReaderAtOnce(int state) {
    return (state & (WRITER | FULL | HANDOFF)) == 0 && ((state & WAITERS) == 0 || state < READER);
  }

  /** Whether a writer may enter that has not queued. */
  static boolean admitsWriterAtOnce(int state) {
    return (state & ~(WAITERS | WAKE)) == 0;
  }

  /** Whether the lock is free and somebody must serve the sleepers. */
  static boolean owesService(int state) {
    return (state & WAKE) != 0 && isFree(state);
  }

  /**
   * Joins as a reader if that is possible at once. The first attempt guesses that the lock is free
   * instead of looking, the next ones know from the failed one: under contention that moves the
   * cache line once, where a look and a CAS move it twice.
   */
  final boolean tryAcquireRead() {
    int seen = FREE;
    do {
      int found = compareAndExchangeState(seen, seen + READER);
      if (found == seen) {
        return true;
      }
      seen = found;
    } while (admitsReaderAtOnce(seen));
    return false;
  }

  /**
   * Becomes the writer if the lock is free, also past sleepers. Guesses as {@link #tryAcquireRead}.
   */
  final boolean tryAcquireWrite() {
    int seen = FREE;
    do {
      int found = compareAndExchangeState(seen, seen | WRITER);
      if (found == seen) {
        try {
          setExclusiveOwnerThread(Thread.currentThread());
        } catch (StackOverflowError noOwner) {
          seen |= WRITER;
          found = compareAndExchangeState(seen, seen & ~WRITER); // fits: the same call as before
          while (found != seen) {
            seen = found;
            found = compareAndExchangeState(seen, seen & ~WRITER);
          }
          throw noOwner; // WAKE stays set: serving the list needs more stack, who leaves next will
        }
        return true;
      }
      seen = found;
    } while (admitsWriterAtOnce(seen));
    return false;
  }

  /**
   * The fast path out for a writer that nobody waits for. May fail without cause. The owner has
   * been cleared.
   */
  final boolean weakTryReleaseUncontendedWrite() {
    return weakCasState(WRITER, FREE);
  }

  /** The writer leaves. Returns the state as it left it. */
  final int dropWriter() {
    int seen = stateAcquire();
    while (!weakCasState(seen, seen & ~WRITER)) {
      seen = stateAcquire();
    }
    return seen & ~WRITER;
  }

  /** The writer becomes the first of the readers. Returns the state as it left it. */
  final int turnWriterIntoReader() {
    int seen = stateAcquire();
    while (!weakCasState(seen, seen - WRITER + READER)) {
      seen = stateAcquire();
    }
    return seen - WRITER + READER;
  }

  final int compareAndExchangeState(int expected, int newState) {
    // volatile: RS1, pairs with #compareAndExchangeState, #weakCasState, #stateAcquire; for who
    // enters, what those who left did;
    // for who leaves, publishes what it did
    return (int) STATE.compareAndExchange(this, expected, newState);
  }

  final boolean weakCasState(int expected, int newState) {
    // volatile: RS1, pairs with #compareAndExchangeState, #weakCasState, #stateAcquire; as there
    return STATE.weakCompareAndSet(this, expected, newState);
  }

  final int stateAcquire() {
    // acquire: RS1, pairs with #weakCasState, #compareAndExchangeState; a look
    return (int) STATE.getAcquire(this);
  }

  final int stateOpaque() {
    return (int) STATE.getOpaque(this); // opaque: a hint, nothing is read because of it
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE =
          MethodHandles.lookup()
              .findVarHandle(RwSemaphoreState.class, "state", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
