package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The words of {@link PermitQueue}: how many permits there are or are missing, and the guard. */
abstract sealed class PermitCount permits PermitWatch {
  /*
   * field    written by                             written with       read with
   * state    takers, givers, waiters that give up   volatile RMW       acquire, opaque
   * guard    who enters or leaves the section       CAS, release       opaque
   * balance  the holder of the guard                plain              plain, under the guard
   *
   * state    permits given less permits claimed. Above 0: permits to be had. Below 0: so many
   *          claims have no permit yet.
   * balance  permits for claims that are on no list; a claimant, or the next to come to the list,
   *          takes one there.
   *
   * A taker claims a permit by lowering state: from above 0 it has one, else it has a claim. #claim
   * withdraws that at once; PermitQueue#take makes it and gets its place on the list in one section.
   * A giver raises state: from 0 or more the permit is there for anybody. From below 0 it belongs to
   * a claim, and the giver raises state and hands it over in one section.
   *
   * So outside the guard: threads on the list + claims of #claim = balance + max(0, -state), and
   * balance is 0 while the list is not empty. Hence a thread on the list, or one with a claim that
   * finds no balance, knows state to be below 0, and gives up by raising it by one.
   *
   * Conservation: permits + handed over = given, claims = served + withdrawn, each change by one
   * atomic step.
   *
   * Visibility: the volatile RMWs on state are called P1, the guard's pair is called P2.
   */

  /** The highest count. */
  public static final int MAX = Integer.MAX_VALUE;

  private volatile int state;
  private volatile int guard;
  private int balance;

  /**
   * Makes a count.
   *
   * @param permits the permits to begin with, 0 or more
   */
  PermitCount(int permits) {
    state = permits; // volatile: as good as any, the object is not shared yet
  }

  /**
   * Whether a count of {@link #MAX} is inexhaustible.
   *
   * @return true if taking a permit from a full count leaves it full
   */
  protected abstract boolean isFullSticky();

  /**
   * Takes a permit if there is one, without a look before the step; not for a queue that {@link
   * #isFullSticky}.
   *
   * @return true if taken; false if {@link PermitQueue#take} must follow
   */
  public final boolean claim() {
    // volatile: P1, pairs with every RMW on state; what the givers did before. No load before the
    // add: it would wait for the store buffer, and the add does so anyway
    if ((int) STATE.getAndAdd(this, -1) > 0) {
      return true;
    }
    // A claim without a permit is withdrawn at once: what it is given, nobody else can use, and its
    // thread may be one that lost its processor. With no more stack than the add: no accessors.
    for (; ; ) {
      int seen = (int) STATE.getAcquire(this); // acquire: P1, pairs with every RMW on state
      if (seen < 0) {
        // volatile: P1, pairs with every RMW on state
        if (STATE.weakCompareAndSet(this, seen, seen + 1)) {
          return false;
        }
        continue;
      }
      boolean room = true;
      try {
        StackReserve.ensure();
      } catch (StackOverflowError tooDeep) {
        room = false; // whoever waits next will throw it again
      }
      if (room) {
        return settleClaim();
      }
      // acquire: P2, pairs with #unlockGuard; balance
      if (GUARD.weakCompareAndSetAcquire(this, 0, 1)) {
        boolean served = balance > 0; // if not, the giver or another claim was between
        balance -= served ? 1 : 0;
        GUARD.setRelease(this, 0); // release: P2, pairs with #weakCasGuardAcquire; balance
        if (served) {
          return true;
        }
      }
      Thread.onSpinWait();
    }
  }

  /** A giver has seen the claim: takes the permit, or withdraws the claim if others took it. */
  final boolean settleClaim() {
    lockGuard();
    boolean served = takeBalance();
    if (!served) {
      withdrawState();
    }
    unlockGuard();
    return served;
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
   * @return true if some claim has no permit yet
   */
  public final boolean hasWaiters() {
    return stateOpaque() < 0;
  }

  /**
   * Under the guard: makes a claim, or takes a permit that is there; true for a claim without one.
   */
  final boolean claimGuarded() {
    for (; ; ) {
      if (tryTake()) {
        return false;
      }
      int seen = stateAcquire();
      if (seen <= 0 && weakCasState(seen, seen - 1)) {
        return !takeBalance();
      }
    }
  }

  /** Under the guard: takes a permit that was left for a claim on no list. */
  final boolean takeBalance() {
    if (balance == 0) {
      return false;
    }
    balance--;
    return true;
  }

  /** Under the guard, while nobody is on the list: leaves permits for claims. */
  final void leaveBalance(int permits) {
    balance += permits;
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
    return (int) STATE.getAcquire(this); // acquire: P1, pairs with every RMW on state
  }

  private int stateOpaque() {
    return (int) STATE.getOpaque(this); // opaque: a hint, nothing is read because of it
  }

  final boolean weakCasState(int expected, int newState) {
    // volatile: P1, pairs with every RMW on state; a giver publishes what it did, a taker sees what
    // every giver before it did. Acquire alone would not do for takers: Java does not say that an
    // acquire CAS passes on the release that it read from
    return STATE.weakCompareAndSet(this, expected, newState);
  }

  final void withdrawState() {
    // volatile: P1, pairs with every RMW on state; below 0, as the notes say
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
