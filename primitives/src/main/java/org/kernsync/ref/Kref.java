package org.kernsync.ref;

import java.util.Objects;
import java.util.function.Consumer;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;

/**
 * A reference count that releases its object when the last reference is given back, exactly once:
 * {@code struct kref} of Linux.
 *
 * <p>Put one into an object that must be recycled, closed or handed back. Take a {@link RefCount}
 * where a zero means something else, and nothing at all where the garbage collector does.
 *
 * <p>Three rules make it right:
 *
 * <ol>
 *   <li>Before you hand the object to somebody who keeps it (another thread, a queue, a field),
 *       {@link #get}: for them.
 *   <li>When you are done with it, {@link #put}. It may be gone then: do not touch it again.
 *   <li>Who takes a reference without holding one, for instance from a table, must know that the
 *       last {@code put} cannot happen meanwhile. Either a lock covers both, with {@link #putMutex}
 *       or {@link #putLock} on the other side; or {@link #getUnlessZero}, with something else to
 *       keep the memory from being reused for another object: here, the garbage collector.
 * </ol>
 *
 * <pre>{@code
 * final class Buffer {
 *   private final Kref references = new Kref();      // whoever makes it holds the first one
 *
 *   void send(Queue<Buffer> wire) {
 *     references.get();                              // rule 1: for whoever reads the queue
 *     wire.add(this);
 *   }
 *
 *   void done() {
 *     references.put(this, Buffer::giveBack);        // rule 2
 *   }
 *
 *   static Buffer find(Map<String, Buffer> table, String name) {
 *     Buffer found = table.get(name);                // rule 3
 *     return found != null && found.references.getUnlessZero() ? found : null;
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread. The release runs in the thread that gave the last reference back,
 * before its {@code put} returns. Only {@code putMutex} and {@code putLock} wait.
 *
 * <p><b>Progress:</b> as {@link RefCount}: {@code get} and {@code put} are one atomic instruction.
 *
 * <p><b>Memory effects:</b> what any thread did before its {@code put} happens-before the release.
 *
 * <p><b>Faults:</b> what a release throws, the {@code put} throws. The object counts as released:
 * no further call of the release follows, so it must see to it itself that nothing is left over.
 * Misuse is told as {@link RefCountMisuse} says: {@code get} on a dead object, a {@code put} too
 * many. The object is then never released, or not once more.
 *
 * <p><b>Differences from Linux:</b> {@code putMutex} and {@code putLock} unlock after the release;
 * Linux leaves that to the release. A release does not get the kref, but what you give it.
 */
public final class Kref extends SaturatingCount {
  /** Makes a count of one: the reference of whoever makes the object. */
  public Kref() {
    super(1);
  }

  /**
   * Back to one, for an object that is recycled and that nobody else has. Who may find it without a
   * lock, by {@link #getUnlessZero}, then also sees what was done before. Release.
   */
  public void init() {
    storeRelease(1);
  }

  /**
   * Takes one more reference. The caller must hold one, or keep the last {@code put} from happening
   * by a lock. Relaxed. A dead object is {@link RefCountMisuse#ADD_ON_ZERO}.
   */
  public void get() {
    increment();
  }

  /**
   * Takes a reference if the object is alive. Acquire, if true.
   *
   * @return whether the caller holds a reference now; if not, the object is released or being so
   */
  public boolean getUnlessZero() {
    return addUnlessZero(1);
  }

  /**
   * Gives a reference back, and releases the object if it was the last.
   *
   * @param release what the last one runs
   * @return whether this was the last; then the release has run
   */
  public boolean put(Runnable release) {
    Objects.requireNonNull(release, "release");
    if (!decrementAndTest()) {
      return false;
    }
    release.run();
    return true;
  }

  /**
   * As {@link #put(Runnable)}, for a release that captures nothing, so that no call allocates.
   *
   * @param <T> the type of the object
   * @param object what the release is given, mostly the object that this is a field of
   * @param release what the last one runs
   * @return whether this was the last; then the release has run
   */
  public <T> boolean put(T object, Consumer<? super T> release) {
    Objects.requireNonNull(release, "release");
    if (!decrementAndTest()) {
      return false;
    }
    release.accept(object);
    return true;
  }

  /**
   * Gives a reference back; if it is the last, takes a lock for the last step and for the release,
   * and unlocks it when that has returned or thrown. Who looks for the object under that lock finds
   * it alive or not at all, if the release takes it out of where it is found.
   *
   * @param mutex the lock, not held by the caller
   * @param release what the last one runs; must not unlock
   * @return whether this was the last; then the release has run
   */
  public boolean putMutex(Mutex mutex, Runnable release) {
    Objects.requireNonNull(release, "release");
    if (!decrementAndLock(mutex)) {
      return false;
    }
    try {
      release.run();
    } finally {
      mutex.unlock();
    }
    return true;
  }

  /**
   * As {@link #putMutex}, with a spinlock: the release must not block.
   *
   * @param lock the lock, not held by the caller
   * @param release what the last one runs; must not unlock
   * @return whether this was the last; then the release has run
   */
  public boolean putLock(SpinLock lock, Runnable release) {
    Objects.requireNonNull(release, "release");
    if (!decrementAndLock(lock)) {
      return false;
    }
    try {
      release.run();
    } finally {
      lock.unlock();
    }
    return true;
  }

  /**
   * The count; relaxed. Out of date as soon as it is known.
   *
   * @return the number of references; 0: released or being so; negative: saturated
   */
  public int read() {
    return load();
  }
}
