package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The words of {@link PermitQueue}: how many permits there are or are missing, and the guard. */
abstract sealed class PermitCount permits PermitWatch {
  /*
   * field    written by                             written with       read with
   * state    takers, givers, waiters that give up   volatile RMW       acquire, opaque
   * guard    who enters or leaves the section       CAS, release       opaque
   * usual    takers                                 plain, racy        plain, racy: a guess
   *
   * state    permits given less permits waited for. Above 0: permits to be had. Below 0: so many
   *          threads are on the list.
   * usual    what state was when a permit was last taken from another value than this; above 0.
   *
   * State goes below 0 only under the guard, by one with each node that is appended, and comes up
   * again under the guard, by one with each node that is removed. So outside of the section there are
   * max(0, -state) threads on the list; and one on the list that gives up raises state by one.
   *
   * Nothing is claimed on suspicion and given back: a taker moves state only where it gets a permit
   * by that, and calls nothing afterwards, so no lack of stack can hide that it did.
   *
   * Conservation: permits + handed over = given, each change by one atomic step.
   *
   * Visibility: the volatile RMWs on state are called P1, the guard's pair is called P2.
   */

  /** The highest count. */
  public static final int MAX = Integer.MAX_VALUE;

  private volatile int state;
  private volatile int guard;
  private int usual;

  /**
   * Makes a count.
   *
   * @param permits the permits to begin with, 0 or more
   */
  PermitCount(int permits) {
    state = permits; // volatile: as good as any, the object is not shared yet
    usual = Math.max(1, permits); // plain: as above
  }

  /**
   * Whether a count of {@link #MAX} is inexhaustible.
   *
   * @return true if taking a permit from a full count leaves it full
   */
  protected abstract boolean isFullSticky();

  /**
   * Takes a permit if there is one. The first step guesses how many there are instead of looking: a
   * load would wait for the store buffer, and the step does so anyway. Not for a queue that {@link
   * #isFullSticky}.
   *
   * @return true if taken; false if {@link PermitQueue#take} must follow
   */
  public final boolean tryTakeByGuess() {
    int seen = usual; // plain, racy: any value above 0 will do
    int found = compareAndExchangeState(seen, seen - 1);
    return found == seen || found > 0 && tryTakeOf(found);
  }

  /** After a wrong guess: the next ones know what the one before has found. */
  private boolean tryTakeOf(int found) {
    int seen = found;
    while (seen > 0) {
      int now = compareAndExchangeState(seen, seen - 1);
      if (now == seen) {
        usual = seen; // plain, racy: for the next guess
        return true;
      }
      seen = now;
    }
    return false;
  }

  /**
   * Takes a permit if there is one; never overtakes a waiter.
   *
   * @return true if taken
   */
  public final boolean tryTake() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen <= 0) {
        return false;
      }
      if (seen == MAX && isFullSticky() || weakCasState(seen, seen - 1)) {
        return true;
      }
    }
  }

  /**
   * Gives a permit if there are none and nobody waits for one. Makes no load before the atomic
   * step: where the other thread has just taken the last permit, the line is fetched once, not
   * twice.
   *
   * @return true if given; false if {@link PermitQueue#tryGive} must be asked
   */
  public final boolean tryGiveToNobody() {
    return weakCasState(0, 1);
  }

  /**
   * Publishes what the caller did to those who find the count at {@link #MAX}, without raising it.
   *
   * @return true if the count was {@link #MAX}
   */
  public final boolean giveToFull() {
    return weakCasState(MAX, MAX);
  }

  /**
   * Takes all permits that are there.
   *
   * @return how many
   */
  public final int takeAll() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen <= 0) {
        return 0;
      }
      if (weakCasState(seen, 0)) {
        return seen;
      }
    }
  }

  /**
   * The permits that are there.
   *
   * @return the count, 0 if threads wait
   */
  public final int permits() {
    return Math.max(0, stateAcquire());
  }

  /**
   * Whether threads wait.
   *
   * @return true if some thread is on the list
   */
  public final boolean hasWaiters() {
    return stateOpaque() < 0;
  }

  /**
   * Under the guard: takes a permit that is there, or counts one more thread on the list; true for
   * the latter.
   */
  final boolean waitGuarded() {
    for (; ; ) {
      if (tryTake()) {
        return false;
      }
      int seen = stateAcquire();
      if (seen <= 0 && weakCasState(seen, seen - 1)) {
        return true;
      }
    }
  }

  final void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  final void unlockGuard() {
    GUARD.setRelease(this, 0); // release: P2, pairs with #weakCasGuardAcquire; the list and state
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: P2, pairs with #unlockGuard; the list as the last section left it
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  final int stateAcquire() {
    // acquire: P1, pairs with #weakCasState, #compareAndExchangeState, #withdrawState
    return (int) STATE.getAcquire(this);
  }

  private int stateOpaque() {
    return (int) STATE.getOpaque(this); // opaque: a hint, nothing is read because of it
  }

  final boolean weakCasState(int expected, int newState) {
    // volatile: P1, pairs with #weakCasState, #compareAndExchangeState, #withdrawState,
    // #stateAcquire; a giver publishes what it did, a taker sees what every giver before it did.
    // Acquire is too weak for takers: Java does not say that an acquire CAS passes on the release
    // that it read from
    return STATE.weakCompareAndSet(this, expected, newState);
  }

  private int compareAndExchangeState(int expected, int newState) {
    // volatile: P1, pairs with #weakCasState, #compareAndExchangeState, #withdrawState,
    // #stateAcquire; the same
    return (int) STATE.compareAndExchange(this, expected, newState);
  }

  final void withdrawState() {
    // volatile: P1, pairs with #weakCasState, #compareAndExchangeState, #withdrawState,
    // #stateAcquire; below 0, as the notes say
    int unused = (int) STATE.getAndAdd(this, 1);
  }

  private static final VarHandle STATE;
  private static final VarHandle GUARD;

  static {
    SlowPathClasses.load();
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(PermitCount.class, "state", int.class).withInvokeExactBehavior();
      GUARD = lookup.findVarHandle(PermitCount.class, "guard", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
