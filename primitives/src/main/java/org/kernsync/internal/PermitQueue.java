package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A count of permits and the threads that wait for one, first in, first out: what a counting
 * semaphore and a completion have in common. A permit given while threads wait goes to the first of
 * them directly and never shows up in the count, so nobody can overtake.
 */
public abstract class PermitQueue {
  /*
   * field    written by                             written with       read with
   * state    takers, givers, waiters that give up   volatile RMW       acquire, opaque
   * guard    who enters or leaves the section       CAS, release       opaque
   * tail     the holder of the guard                plain              plain, under the guard
   * balance  the holder of the guard                plain              plain, under the guard
   * credit   who watches                            plain, racy        plain, racy: a hint
   *
   * state    permits given less permits claimed. Above 0: permits to be had. Below 0: so many
   *          claims have no permit yet.
   * balance  permits for claims that are on no list; a claimant, or the next to come to the list,
   *          takes one there.
   * credit   above 0: so many more watches, even if they are for nothing. 0: none was made yet.
   *          Below -1: so many waits, less one, before the next watch.
   *
   * A taker claims a permit by lowering state: from above 0 it has one, else it has a claim. #claim
   * withdraws that at once; #take makes it and gets its place on the list in one section. A giver
   * raises state: from 0 or more the permit is there for anybody. From below 0 it belongs to a claim,
   * and the giver raises state and hands it over in one section.
   *
   * So outside the guard: threads on the list + claims of #claim = balance + max(0, -state), and
   * balance is 0 while the list is not empty. Hence a thread on the list, or one with a claim that
   * finds no balance, knows state to be below 0, and gives up by raising it by one.
   *
   * Why one section: were a permit under way to the list after state has told of it, takeAll could
   * empty the count meanwhile and a thread come that claims a place after that; it would be let
   * through by what was given before the reset, or be told of a permit that a waiter gave back since.
   * A claim of #claim leaves such a gap, so that is not for a queue where takeAll means that nobody
   * who comes later may pass.
   *
   * Conservation: permits + handed over = given, claims = served + withdrawn, each change by one
   * atomic step.
   *
   * Fairness: a permit that finds threads on the list goes to the first; state > 0 means that the
   * list is empty.
   *
   * Visibility: the volatile RMWs on state are called P1; a grant is N1 of WaitNode; the guard's
   * pair is called P2.
   */

  /** The highest count. */
  public static final int MAX = Integer.MAX_VALUE;

  /** How long a thread watches for its permit before it does anything else. */
  private static final long SPIN_NANOS = 5_000;

  private static final int SPIN_PAUSES = SpinCalibration.pausesWithin(SPIN_NANOS);

  /** How long it watches where that has paid lately: about what a parked thread takes to wake. */
  private static final long WATCH_NANOS = 40_000;

  private static final int WATCH_PAUSES = SpinCalibration.pausesWithin(WATCH_NANOS);

  /** Who yields does so this often, and where that took less than a watch, more often. */
  private static final int YIELDS = 4;

  private static final int MOST_YIELDS = 256;

  /** So many watches may be for nothing after one that paid; then one wait in so many has one. */
  private static final int CREDIT = 8;

  private static final int WAITS_PER_WATCH = 64;

  /** Without a node a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  private volatile int state;
  private volatile int guard;
  private int balance;
  private WaitNode tail;
  private int credit;

  /**
   * Makes a queue that nobody waits on.
   *
   * @param permits the permits to begin with, 0 or more
   */
  protected PermitQueue(int permits) {
    state = permits; // volatile: as good as any, the object is not shared yet
  }

  /**
   * Whether a count of {@link #MAX} is inexhaustible.
   *
   * @return true if taking a permit from a full count leaves it full
   */
  protected abstract boolean isFullSticky();

  /**
   * What a thread does before it stands in line: {@link #watchAnswer} or {@link #watchTurns}.
   *
   * @return true if it took a permit
   */
  protected abstract boolean watch();

  /**
   * Takes a permit if there is one, without a look before the step; not for a queue that {@link
   * #isFullSticky}.
   *
   * @return true if taken; false if {@link #take} must follow
   */
  public final boolean claim() {
    // volatile: P1, pairs with every RMW on state; what the givers did before. No load before the
    // add: it would wait for the store buffer, and the add does so anyway
    if ((int) STATE.getAndAdd(this, -1) > 0) {
      return true;
    }
    // A claim without a permit is withdrawn at once: what it is given, nobody else can use, and its
    // thread may be one that lost its processor. With no more stack than the add: no accessors.
    int seen = (int) STATE.getAcquire(this); // acquire: P1, pairs with every RMW on state
    while (seen < 0) {
      // volatile: P1, pairs with every RMW on state
      if (STATE.weakCompareAndSet(this, seen, seen + 1)) {
        return false;
      }
      seen = (int) STATE.getAcquire(this); // acquire: P1, as above
    }
    try {
      StackReserve.ensure();
    } catch (StackOverflowError tooDeep) {
      for (; ; ) {
        seen = (int) STATE.getAcquire(this); // acquire: P1, as above
        if (seen < 0) {
          // volatile: P1, pairs with every RMW on state
          if (STATE.weakCompareAndSet(this, seen, seen + 1)) {
            return false; // to a method that throws
          }
          // acquire: P2, pairs with #unlockGuard; balance
        } else if (GUARD.weakCompareAndSetAcquire(this, 0, 1)) {
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
    return settleClaim();
  }

  /** A giver has seen the claim: takes the permit, or withdraws the claim if others took it. */
  private boolean settleClaim() {
    lockGuard();
    boolean served = balance > 0;
    if (served) {
      balance--;
    } else {
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
   * Gives permits, to waiters first.
   *
   * @param permits how many, at least 1
   * @return true if given; false if the count would exceed {@link #MAX}, then nothing changed
   */
  public final boolean tryGive(int permits) {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen > MAX - permits) {
        return false;
      }
      if (seen < 0) {
        StackReserve.ensure();
        return giveGuarded(permits);
      }
      if (weakCasState(seen, seen + permits)) {
        return true;
      }
    }
  }

  /**
   * Gives a permit if there are none and nobody waits for one. Makes no load before the atomic
   * step: where the other thread has just taken the last permit, the line is fetched once, not
   * twice.
   *
   * @return true if given; false if {@link #tryGive} must be asked
   */
  public final boolean tryGiveToNobody() {
    return weakCasState(0, 1);
  }

  /** Gives a permit to every waiter and sets the count to {@link #MAX}. */
  public final void giveAll() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen < 0) {
        StackReserve.ensure();
        giveAllGuarded();
        return;
      }
      if (weakCasState(seen, MAX)) {
        return;
      }
    }
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
   * Takes a permit, waiting for it if need be. A thread may watch for a permit for a moment before
   * it makes a claim and has a place in line.
   *
   * @param owner the primitive, which tools show as what the thread waits for
   * @param interruptible whether an interrupt ends the wait; else its flag is set again at the end
   * @param nanos how long to wait at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how the wait ended. A hand-over that races with an interrupt or a timeout wins: the
   *     thread has the permit, and the interrupt's flag is set
   */
  public final WaitOutcome take(Object owner, boolean interruptible, long nanos) {
    boolean forEver = nanos == WaitOutcome.FOREVER;
    long deadline = forEver ? 0 : System.nanoTime() + nanos;
    if (nanos > WATCH_NANOS && watch()) {
      return WaitOutcome.ACQUIRED;
    }
    StackReserve.ensure(); // after the watch, which changes nothing but to take a permit
    if (tryTake()) {
      return WaitOutcome.ACQUIRED;
    }
    return waitFor(owner, interruptible, forEver, deadline);
  }

  /**
   * Takes a permit if one comes soon, where nobody is in line: for what another thread is about to
   * do. Not for virtual threads: parking costs them less.
   *
   * <p>The first watch is short. Once one has paid, the next are as long as a parked thread takes
   * to wake: else two threads that answer each other, once parked, would find each other parked for
   * ever after. Where they do not pay, only one wait of many begins with one.
   *
   * @return true if taken
   */
  protected final boolean watchAnswer() {
    int before = credit; // plain, racy: a wrong guess costs a watch or a park
    if (SPIN_PAUSES == 0 || !isWatchDue(before)) {
      return false;
    }
    int pauses = before == 0 ? SPIN_PAUSES : WATCH_PAUSES;
    for (int i = 0; i < pauses; i++) {
      if (stateAcquire() < 0) {
        return false; // behind those who wait
      }
      if (takeWatched(before)) {
        return true;
      }
      SpinCalibration.pause();
    }
    settleMiss(before);
    return false;
  }

  /**
   * Takes a permit if one comes soon and all who are in line have theirs: for permits that each
   * thread holds for a moment and wants again. Not for virtual threads: parking costs them less.
   *
   * <p>A line that has come about by one thread that lost its processor does not end by itself: who
   * has been served comes back sooner than the next one wakes, and stands behind those who still
   * wait. So each section costs a park and a wake-up from then on. A thread that yields instead
   * lets those run who are in line, or the one that lost its processor, until nobody is left there.
   *
   * @return true if taken
   */
  protected final boolean watchTurns() {
    int before = credit; // plain, racy: a wrong guess costs a watch or a park
    if (!isWatchDue(before)) {
      return false;
    }
    for (int i = 0; i < SPIN_PAUSES; i++) {
      if (takeWatched(before)) {
        return true;
      }
      SpinCalibration.pause();
    }
    long begin = System.nanoTime();
    for (int yields = 0; yields < YIELDS || mayYieldMore(yields, begin); yields++) {
      Thread.yield();
      if (takeWatched(before)) {
        return true;
      }
    }
    settleMiss(before);
    return false;
  }

  private static boolean mayYieldMore(int yields, long begin) {
    return yields < MOST_YIELDS && System.nanoTime() - begin < WATCH_NANOS;
  }

  private boolean isWatchDue(int before) {
    if (ThreadKinds.isVirtual(Thread.currentThread())) {
      return false;
    }
    if (before < -1) {
      credit = before + 1;
      return false;
    }
    return true;
  }

  private boolean takeWatched(int before) {
    if (!tryTake()) {
      return false;
    }
    if (before != CREDIT) {
      credit = CREDIT;
    }
    return true;
  }

  private void settleMiss(int before) {
    credit = before > 1 ? before - 1 : -WAITS_PER_WATCH;
  }

  private WaitOutcome waitFor(Object owner, boolean interruptible, boolean forEver, long deadline) {
    Object event = ContendedWaits.begin();
    WaitNode node = WaitNode.allocateOrNull();
    WaitOutcome outcome =
        node != null
            ? takeQueued(node, owner, interruptible, forEver, deadline)
            : takeByPolling(owner, interruptible, forEver, deadline);
    ContendedWaits.end(event, owner, null);
    return outcome;
  }

  private WaitOutcome takeQueued(
      WaitNode node, Object owner, boolean interruptible, boolean forEver, long deadline) {
    if (!enqueue(node)) {
      return WaitOutcome.ACQUIRED;
    }
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    boolean interrupted = false;
    while (!node.isGranted()) {
      if (forEver) {
        LockSupport.park(owner);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          outcome = withdraw(node) ? WaitOutcome.TIMED_OUT : WaitOutcome.ACQUIRED;
          break;
        }
        LockSupport.parkNanos(owner, left);
      }
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = withdraw(node) ? WaitOutcome.INTERRUPTED : WaitOutcome.ACQUIRED;
          break;
        }
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** Makes a claim and appends the node; false if there was a permit. */
  private boolean enqueue(WaitNode node) {
    lockGuard();
    boolean served = !claimGuarded();
    if (!served && balance > 0) {
      balance--;
      served = true;
    }
    tail = served ? tail : WaitNode.append(tail, node);
    unlockGuard();
    return !served;
  }

  /**
   * Under the guard: makes a claim, or takes a permit that has come meanwhile; true for a claim.
   */
  private boolean claimGuarded() {
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

  /** Gives up the claim, unless its permit is here already. */
  private boolean withdraw(WaitNode node) {
    lockGuard();
    boolean served = node.isGranted();
    if (!served) {
      tail = WaitNode.remove(tail, node);
      withdrawState();
    }
    unlockGuard();
    return !served;
  }

  /** Gives permits, where threads were seen to wait; false if the count would exceed its bound. */
  private boolean giveGuarded(int permits) {
    lockGuard();
    int seen = stateAcquire();
    while (seen <= MAX - permits && !weakCasState(seen, seen + permits)) {
      seen = stateAcquire();
    }
    boolean given = seen <= MAX - permits;
    WaitNode chain = given ? handOver(Math.min(permits, -seen)) : null;
    unlockGuard();
    wake(chain);
    return given;
  }

  private void giveAllGuarded() {
    lockGuard();
    int seen = stateAcquire();
    while (!weakCasState(seen, MAX)) {
      seen = stateAcquire();
    }
    WaitNode chain = handOver(-seen);
    unlockGuard();
    wake(chain);
  }

  /**
   * Under the guard: grants so many claims, those on the list first. Returns the chain of nodes to
   * wake.
   */
  private WaitNode handOver(int permits) {
    WaitNode wakeFirst = null;
    WaitNode wakeLast = null;
    for (int left = permits; left > 0; left--) {
      if (tail == null) {
        balance += left;
        break;
      }
      WaitNode node = WaitNode.first(tail);
      tail = WaitNode.remove(tail, node);
      wakeLast = node.chainBehind(wakeLast);
      wakeFirst = wakeFirst == null ? node : wakeFirst;
      node.setStatusVolatile(WaitNode.GRANTED);
    }
    return wakeFirst;
  }

  /** Outside the guard: unpark may cost microseconds or run a scheduler. */
  private static void wake(WaitNode chain) {
    WaitNode node = chain;
    while (node != null) {
      WaitNode successor = node.unchain();
      LockSupport.unpark(node.thread);
      node = successor;
    }
  }

  /** Without memory for a node: polls, and leaves the permits to the waiters on the list. */
  private WaitOutcome takeByPolling(
      Object owner, boolean interruptible, boolean forEver, long deadline) {
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!tryTake()) {
      long left = forEver ? pollNanos : deadline - System.nanoTime();
      if (left <= 0) {
        outcome = WaitOutcome.TIMED_OUT;
        break;
      }
      LockSupport.parkNanos(owner, Math.min(left, pollNanos));
      pollNanos = Math.min(2 * pollNanos, LONGEST_POLL_NANOS);
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = WaitOutcome.INTERRUPTED;
          break;
        }
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
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
   * How many threads wait.
   *
   * @return the length of the list
   */
  public final int queueLength() {
    lockGuard();
    int length = WaitNode.length(tail);
    unlockGuard();
    return length;
  }

  private void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  private void unlockGuard() {
    GUARD.setRelease(this, 0); // release: P2, pairs with #weakCasGuardAcquire; the list and state
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: P2, pairs with #unlockGuard; the list as the last section left it
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  private int stateAcquire() {
    return (int) STATE.getAcquire(this); // acquire: P1, pairs with every RMW on state
  }

  private int stateOpaque() {
    return (int) STATE.getOpaque(this); // opaque: a hint, nothing is read because of it
  }

  private boolean weakCasState(int expected, int newState) {
    // volatile: P1, pairs with every RMW on state; a giver publishes what it did, a taker sees what
    // every giver before it did. Acquire alone would not do for takers: Java does not say that an
    // acquire CAS passes on the release that it read from
    return STATE.weakCompareAndSet(this, expected, newState);
  }

  private void withdrawState() {
    // volatile: P1, pairs with every RMW on state; below 0, as the notes say
    int unused = (int) STATE.getAndAdd(this, 1);
  }

  private static final VarHandle STATE;
  private static final VarHandle GUARD;

  static {
    SlowPathClasses.load();
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(PermitQueue.class, "state", int.class).withInvokeExactBehavior();
      GUARD = lookup.findVarHandle(PermitQueue.class, "guard", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
