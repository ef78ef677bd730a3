package org.kernsync.ref;

import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;

/**
 * A reference count that saturates instead of wrapping: {@code refcount_t} of Linux.
 *
 * <p>Use it where something is recycled, closed or handed back when its last user is done: pooled
 * buffers, off-heap memory, connections. A bug in the counting then leaks the object, and does not
 * free it under somebody's hands. Use {@link Kref} where releasing is all that the count is for, an
 * {@link java.util.concurrent.atomic.AtomicInteger} where it counts anything but references, and
 * nothing where the garbage collector frees the object anyway.
 *
 * <pre>{@code
 * private final RefCount users = new RefCount(1);
 *
 * boolean tryOpen() {
 *   return users.incNotZero();     // false: too late, it is closed
 * }
 *
 * void close() {
 *   if (users.decAndTest()) {      // the last one
 *     channel.release();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread, platform or virtual. Nothing waits, except for the lock in {@link
 * #decAndLock} and {@link #decAndMutexLock}. Nothing allocates, except the report of a misuse.
 *
 * <p><b>Progress:</b> steps of one without a condition are a single atomic instruction where the
 * processor has it; the others are lock-free loops.
 *
 * <p><b>Memory effects:</b> what a thread did before it gave a reference back happens-before what
 * follows the {@link #decAndTest}, {@link #subAndTest}, {@link #decIfOne} or locking form that
 * brought the count to zero. What a thread did before {@link #setRelease} happens-before what
 * follows a conditional increment that found the count not zero. {@code inc} and {@code add} order
 * nothing: who increments without a condition holds a reference, and has the object through that. A
 * {@code false} orders nothing. None is a full fence.
 *
 * <p><b>Misuse</b> (five kinds: {@link RefCountMisuse}) saturates the count and then tells the
 * handler, which throws {@link IllegalStateException} unless another was set. Where the handler
 * returns, the operation returns what its description says. A saturated count stays so until {@code
 * set}: no number of decrements brings it to zero.
 *
 * <p><b>Differences from Linux:</b> misuse throws. A successful conditional increment is an
 * acquire, in both forms: Linux's plain one has a control dependency, which Java does not have.
 * Additions of more than one cannot pass through a wrong value; Linux adds first and looks
 * afterwards. {@link #decNotOne} on zero saturates, where Linux leaves the zero.
 */
public final class RefCount extends SaturatingCount {
  /** The largest count. One more, and it is saturated. */
  public static final int MAX = SaturatingCount.MAX;

  /** What {@link #read} returns of a saturated count, unless another thread is in a misuse. */
  public static final int SATURATED = SaturatingCount.SATURATED;

  /**
   * Makes a count.
   *
   * @param references the references that exist already, mostly one; negative: saturated
   */
  public RefCount(int references) {
    super(references);
  }

  /**
   * Sets the count of an object that nobody else has; relaxed.
   *
   * @param references the references that exist from now on; negative: saturated
   */
  public void set(int references) {
    store(references);
  }

  /**
   * As {@link #set}, for an object that others may find without a lock while it is being recycled:
   * whoever then gets a reference to it sees it initialized. Release.
   *
   * @param references the references that exist from now on; negative: saturated
   */
  public void setRelease(int references) {
    storeRelease(references);
  }

  /**
   * The count; relaxed. Out of date as soon as it is known.
   *
   * @return the number of references; 0: dead; negative: saturated
   */
  public int read() {
    return load();
  }

  /**
   * Takes one more reference. The caller must hold one: a count of zero is {@link
   * RefCountMisuse#ADD_ON_ZERO}, a full one {@link RefCountMisuse#ADD_OVERFLOW}. Relaxed.
   */
  public void inc() {
    increment();
  }

  /**
   * As {@link #inc}, for several references at once.
   *
   * @param n how many; zero changes nothing, but on a dead count is a misuse as well
   * @throws IllegalArgumentException if {@code n} is negative; nothing has changed then
   */
  public void add(int n) {
    incrementBy(n);
  }

  /**
   * Takes a reference if the object is alive. The caller need not hold one, but must be sure that
   * the count itself is not reused for another object meanwhile. Acquire, if true.
   *
   * @return whether the caller holds a reference now; true also of a saturated count, which is
   *     {@link RefCountMisuse#ADD_NOT_ZERO_OVERFLOW}, as is the step beyond {@link #MAX}
   */
  public boolean incNotZero() {
    return addUnlessZero(1);
  }

  /**
   * The same as {@link #incNotZero}, for code that wants the order to stand in the name.
   *
   * @return as {@link #incNotZero}
   */
  public boolean incNotZeroAcquire() {
    return addUnlessZero(1);
  }

  /**
   * As {@link #incNotZero}, for several references at once.
   *
   * @param n how many
   * @return whether the caller holds them now
   * @throws IllegalArgumentException if {@code n} is negative; nothing has changed then
   */
  public boolean addNotZero(int n) {
    return addUnlessZero(n);
  }

  /**
   * The same as {@link #addNotZero}, for code that wants the order to stand in the name.
   *
   * @param n how many
   * @return as {@link #addNotZero}
   * @throws IllegalArgumentException if {@code n} is negative; nothing has changed then
   */
  public boolean addNotZeroAcquire(int n) {
    return addUnlessZero(n);
  }

  /**
   * Takes references if the object is alive and has few enough. Acquire, if true.
   *
   * @param n how many
   * @param limit the most that there may be afterwards
   * @return whether the caller holds them now; a saturated count has no limit: true, and told
   * @throws IllegalArgumentException if an argument is negative; nothing has changed then
   */
  public boolean addNotZeroLimitedAcquire(int n, int limit) {
    return addUnlessZeroLimited(n, limit);
  }

  /**
   * Gives a reference back that is not the last: bringing the count to zero is {@link
   * RefCountMisuse#DECREMENT_TO_ZERO}, and saturates it. Release.
   */
  public void dec() {
    decrement();
  }

  /**
   * Gives a reference back. Release; and acquire, if true. A dead or saturated count is {@link
   * RefCountMisuse#UNDERFLOW}.
   *
   * @return whether it was the last: the caller releases the object
   */
  public boolean decAndTest() {
    return decrementAndTest();
  }

  /**
   * As {@link #decAndTest}, for several references at once.
   *
   * @param n how many; more than there are is {@link RefCountMisuse#UNDERFLOW}
   * @return whether they were the last
   * @throws IllegalArgumentException if {@code n} is negative; nothing has changed then
   */
  public boolean subAndTest(int n) {
    return subtractAndTest(n);
  }

  /**
   * Gives the reference back if it is the last. Release and acquire, if true. No misuse is known.
   *
   * @return whether it was; false changes nothing
   */
  public boolean decIfOne() {
    return decrementIfOne();
  }

  /**
   * Gives the reference back if it is not the last. Release, if true. A dead count is {@link
   * RefCountMisuse#UNDERFLOW}.
   *
   * @return whether it was not; true also of a saturated count, silently
   */
  public boolean decNotOne() {
    return decrementNotOne();
  }

  /**
   * Gives a reference back, and if it is the last does so under a lock: for objects that are found
   * through a table under that lock, so that nobody finds one that is dead. The lock is taken only
   * where the count seems to be one. Misuse as in {@link #decAndTest}.
   *
   * @param lock the lock, not held by the caller
   * @return whether it was the last: the caller holds the lock then, and not otherwise
   */
  public boolean decAndLock(SpinLock lock) {
    return decrementAndLock(lock);
  }

  /**
   * As {@link #decAndLock}, with a lock that sleeps.
   *
   * @param mutex the lock, not held by the caller
   * @return whether it was the last: the caller holds the lock then, and not otherwise
   */
  public boolean decAndMutexLock(Mutex mutex) {
    return decrementAndLock(mutex);
  }
}
