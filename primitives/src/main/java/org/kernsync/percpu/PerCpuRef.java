package org.kernsync.percpu;

import java.util.Objects;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.HeavyFence;

/**
 * A reference count that threads take and drop without meeting while nobody wants to know whether
 * it is zero: {@code struct percpu_ref} of Linux.
 *
 * <p>Use it for what lives long, is used by many threads all the time, and is shut down some day: a
 * memory segment, a connection pool, a module. While it lives, the first reference keeps it alive,
 * so nobody has to look at the sum; {@link #kill} gives that reference up and turns the count into
 * an ordinary one, which ends with the release. For short-lived objects take {@code
 * org.kernsync.ref.RefCount}: this one takes 128 bytes per CPU.
 *
 * <pre>{@code
 * private final PerCpuRef users = new PerCpuRef(this::unmap);
 *
 * boolean read(long offset) {
 *   if (!users.tryGetLive()) {
 *     return false; // it is being shut down
 *   }
 *   try {
 *     return readMapped(offset);
 *   } finally {
 *     users.put();
 *   }
 * }
 *
 * void close() {
 *   users.kill(); // unmap runs when the last user is done, maybe right here
 * }
 * }</pre>
 *
 * <p><b>Context:</b> getting and putting anywhere; they never block but for a small lock in the
 * moment of a mode switch, and a {@code put} may run the release. The switches ({@link #kill},
 * {@link #resurrect}, {@link #switchToAtomic} and the like) take that lock, and {@code membarrier}
 * where it is available.
 *
 * <p><b>Progress:</b> in per-CPU mode getting and putting are wait-free, and for a thread with a
 * slot of its own take no atomic instruction; in atomic mode they are lock-free.
 *
 * <p><b>Memory effects:</b> what a thread did before a put happens-before the release; and before
 * the return of a switch to atomic mode that follows it. What happened before {@code kill} happens
 * before the confirmation. Getting orders nothing.
 *
 * <p><b>Differences from Linux:</b> a switch needs no grace period, only a fence on every CPU, so
 * it is over when the method returns: there is no asynchronous form, and no allow-reinit flag. The
 * release runs without any lock. A tryGet that loses against a kill may be the one that runs it.
 * Misuse throws.
 */
public final class PerCpuRef extends PerCpuRefCount {
  /*
   * field          written by                       written with    read with
   * cells[CHANGE]  the slot's owner; its sharers    release; RMW    acquire, under lock
   * folded         the holder of lock               plain           plain, under lock
   * alwaysAtomic,  the holder of lock               plain           plain, under lock
   * leaked
   * (word, count: see PerCpuRefCount)
   *
   * Conservation: references = count - BIAS in per-CPU mode + sum of CHANGEs - folded. Each get and
   * put goes into a CHANGE or into count, once. To fold is to move to count, under the lock, what
   * the sum has grown by since the last time: each change is moved once, whoever moves it.
   *
   * The switch to atomic, PC3 (store-load on both sides):
   *   get, put:  CHANGE stored | light fence | word read: per-CPU? then done, else fold
   *   switcher:  word stored   | heavy fence | CHANGEs read and folded, then BIAS taken off
   * Not both miss the other. A change that the switcher misses is one whose thread finds ATOMIC,
   * and folds under the lock before its get or put returns. So with BIAS gone, what is not folded
   * belongs to calls that are under way, or cancels out:
   *   a put under way makes count too large: the release comes later, by that put or who folds it;
   *   a get under way makes it too small by its own reference; but the reference that its caller
   *     goes by is counted, since the call that got it has returned;
   *   a tryGet goes by none. It takes its change back, folds, and asks count, which it raises only
   *     from above zero. If somebody else folded between its change and the return, count is too
   *     large until the return is folded, and who does that may make it zero and run the release.
   * Folding, too, leaves a count of zero alone: then all that is left is changes of such tryGets,
   * and raising count for one would make it cross zero again. Hence release exactly once.
   *
   * The switch back needs no fence: a late get or put in count is as good as one in CHANGE, and
   * with BIAS on nobody makes count zero. BIAS goes on by the CAS that finds count where it has to
   * be.
   *
   * PC4: a put's change is stored with release and read with acquire by who folds it; count changes
   * by volatile CAS only. So what was done before each put happens before the release.
   *
   * leaked: a switch found fewer references than there must be. Then BIAS is added for good: what
   * is counted wrong is never released, rather than too early.
   */
  private static final int CHANGE = 0;

  private final CpuIds cpus;
  private final PerCpuCells cells;
  private final Runnable release;
  private final PerCpuGuard lock = new PerCpuGuard();
  private long folded;
  private boolean alwaysAtomic;
  private boolean leaked;

  /**
   * Makes a live reference count in per-CPU mode, with the first reference, for ordinary threads.
   *
   * @param release what to do when the last reference is gone; runs once per life, in the thread
   *     that dropped it
   */
  public PerCpuRef(Runnable release) {
    this(CpuIds.threads(), release);
  }

  /**
   * Makes a live reference count in per-CPU mode, with the first reference.
   *
   * @param cpus says on which CPU a thread is
   * @param release what to do when the last reference is gone
   */
  public PerCpuRef(CpuIds cpus, Runnable release) {
    this.cpus = Objects.requireNonNull(cpus, "cpus");
    this.release = Objects.requireNonNull(release, "release");
    cells = new PerCpuCells(cpus.count());
  }

  // ---- getting and putting

  /**
   * Takes another reference, for a caller that goes by one that it or somebody else holds.
   *
   * @throws IllegalStateException if it is seen that there is none; nothing has changed then
   */
  public void get() {
    change(1);
  }

  /**
   * Takes more references, as {@link #get}.
   *
   * @param references how many, 1 or more
   * @throws IllegalArgumentException if less
   * @throws IllegalStateException if it is seen that there is none; nothing has changed then
   */
  public void getMany(int references) {
    change(requirePositive(references));
  }

  /** Adds to the references, on behalf of somebody who holds one. */
  private void change(long references) {
    if (wordAcquire() != PER_CPU) {
      raise(references);
    } else if (!tryChangePerCpu(references)) {
      foldLate();
    }
  }

  /** Returns whether that counts; if not, it is in the cells, and the mode is atomic by now. */
  private boolean tryChangePerCpu(long references) {
    int slot = cpus.slot();
    cells.addRelease(slot, CHANGE, references); // release: PC4, pairs with #fold; what was done
    HeavyFence.light(); // light: PC3, pairs with #leavePerCpu; the change before word
    return wordAcquire() == PER_CPU;
  }

  /** Gives a reference back. If it was the last, the release runs in here. */
  public void put() {
    give(1);
  }

  /**
   * Gives references back. If they were the last, the release runs in here.
   *
   * @param references how many, 1 or more
   * @throws IllegalArgumentException if less
   * @throws IllegalStateException if it is seen that there are not as many; nothing has changed
   *     then
   */
  public void putMany(int references) {
    give(requirePositive(references));
  }

  private void give(long references) {
    if (wordAcquire() != PER_CPU) {
      if (drop(references)) {
        release.run();
      }
    } else if (!tryChangePerCpu(-references)) {
      foldLate();
    }
  }

  /**
   * Takes a reference unless there are none, for a caller that may go by none. Not linearizable
   * while the count leaves per-CPU mode: a call that comes too late for it, and fails in the end,
   * holds a reference meanwhile, on which another thread's {@code tryGet} may succeed though the
   * last one was given back before. The release runs once all the same, behind the last put of a
   * reference that was taken, never while one is held; {@link #tryGetLive} is linearizable.
   *
   * @return true if taken, also after {@link #kill} while others hold references
   */
  public boolean tryGet() {
    return tryGetPerCpu() || tryRaise(1);
  }

  /**
   * Takes a reference unless the count was killed: what lets a shutdown come to an end.
   *
   * @return true if taken; never once a call of {@link #kill} has returned, or confirmed
   */
  public boolean tryGetLive() {
    return tryGetPerCpu() || (wordAcquire() & DEAD) == 0 && tryRaise(1);
  }

  private boolean tryGetPerCpu() {
    if (wordAcquire() != PER_CPU) {
      return false;
    }
    if (tryChangePerCpu(1)) {
      return true;
    }
    cells.addRelease(cpus.slot(), CHANGE, -1); // release: PC4, pairs with #fold; nothing was done
    foldLate();
    return false;
  }

  /** Folds what this thread changed when the mode was just changing. */
  private void foldLate() {
    lock.lock();
    boolean last;
    try {
      last = fold();
    } finally {
      lock.unlock();
    }
    if (last) {
      release.run();
    }
  }

  /** Under the lock: moves changes to count. Returns whether that made it zero. */
  private boolean fold() {
    // acquire: PC3 and PC4, pairs with #tryChangePerCpu, #tryGetPerCpu
    long sum = cells.sumAcquire(CHANGE);
    long growth = sum - folded;
    long seen;
    do {
      seen = countAcquire();
      if (seen == 0 || growth == 0) {
        return false;
      }
      if (seen + growth < 0) {
        throw leak(seen + growth);
      }
    } while (!weakCasCount(seen, seen + growth));
    folded = sum;
    return seen + growth == 0;
  }

  // ---- switching

  /**
   * Declares the count dead and gives up its first reference: {@link #tryGetLive} fails from now
   * on, and the release runs when the last reference is put, maybe in here.
   *
   * @throws IllegalStateException if it is dead already: nothing has changed then; or if more
   *     references were put than got: then it is dead, and never released
   */
  public void kill() {
    killAndConfirm(() -> {});
  }

  /**
   * As {@link #kill}, and says when no {@link #tryGetLive} can succeed any more.
   *
   * @param confirm runs in here, before the release can
   * @throws IllegalStateException as {@link #kill}
   */
  public void killAndConfirm(Runnable confirm) {
    Objects.requireNonNull(confirm, "confirm");
    lock.lock();
    try {
      int before = wordAcquire();
      if ((before & DEAD) != 0) {
        throw new IllegalStateException("kill of a dead count: " + this);
      }
      leavePerCpu(before, ATOMIC | DEAD);
    } finally {
      lock.unlock();
    }
    boolean last = false;
    try {
      confirm.run();
    } finally {
      last = drop(1);
      if (last) {
        release.run();
      }
    }
  }

  /**
   * Counts atomically from now on, and until {@link #switchToPerCpu}, also across {@link
   * #resurrect} and {@link #reinit}. When it returns the switch is over: {@link #toString} tells
   * the exact number of references.
   *
   * @throws IllegalStateException if more references were put than got; never released then
   */
  public void switchToAtomic() {
    lock.lock();
    try {
      alwaysAtomic = true;
      int before = wordAcquire();
      if (before == PER_CPU) {
        leavePerCpu(before, ATOMIC);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void leavePerCpu(int before, int after) {
    setWordVolatile(after);
    HeavyFence.heavy(); // heavy: PC3, pairs with #tryChangePerCpu; word, then the changes
    if (before != PER_CPU) {
      return;
    }
    fold(); // with BIAS: not zero
    long seen;
    do {
      seen = countAcquire();
      if (seen - BIAS < 1) {
        throw leak(seen - BIAS); // the first reference, at least, is there
      }
    } while (!weakCasCount(seen, seen - BIAS));
  }

  /** Under the lock: what is left of the count is wrong. */
  private IllegalStateException leak(long references) {
    leaked = true;
    long seen;
    do {
      seen = countAcquire();
    } while (!weakCasCount(seen, seen - references + BIAS));
    return new IllegalStateException(
        "more puts than gets, " + references + " references left; it is never released: " + this);
  }

  /**
   * Counts per CPU again: at once if the count is live, else when it is revived. A new count does
   * so from the start.
   */
  public void switchToPerCpu() {
    lock.lock();
    try {
      alwaysAtomic = false;
      if (!leaked && wordAcquire() == ATOMIC && tryRaise(BIAS)) {
        setWordVolatile(PER_CPU);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a kill back, while some reference is left: gives the count its first reference again.
   *
   * @throws IllegalStateException if it is live, or if the last reference is gone; nothing has
   *     changed then
   */
  public void resurrect() {
    revive(false);
  }

  /**
   * Begins a new life after the release: live, with the first reference.
   *
   * @throws IllegalStateException if it is live, or if references are left; nothing has changed
   *     then
   */
  public void reinit() {
    revive(true);
  }

  private void revive(boolean fromZero) {
    lock.lock();
    try {
      boolean atomic = alwaysAtomic || leaked;
      long references = 1 + (atomic ? 0 : BIAS);
      boolean dead = (wordAcquire() & DEAD) != 0;
      if (!dead || !(fromZero ? reviveFromZero(references) : tryRaise(references))) {
        throw new IllegalStateException((fromZero ? "reinit of " : "resurrect of ") + this);
      }
      setWordVolatile(atomic ? ATOMIC : PER_CPU);
    } finally {
      lock.unlock();
    }
  }

  // ---- queries

  /**
   * Whether it was killed, and not revived since.
   *
   * @return true if so
   */
  public boolean isDying() {
    return (wordAcquire() & DEAD) != 0;
  }

  /**
   * Whether the last reference is gone. In per-CPU mode that cannot be.
   *
   * @return true if so
   */
  public boolean isZero() {
    return countAcquire() == 0;
  }

  @Override
  public String toString() {
    int mode = wordAcquire();
    String name = "PerCpuRef@" + Integer.toHexString(System.identityHashCode(this));
    if (mode == PER_CPU) {
      return name + "[live, per CPU]";
    }
    long references = countAcquire();
    return name
        + ((mode & DEAD) == 0 ? "[live, " : "[dead, ")
        + (references > BIAS / 2 ? "leaked]" : references + " references]");
  }

  private static int requirePositive(int references) {
    if (references < 1) {
      throw new IllegalArgumentException(references + " references");
    }
    return references;
  }
}
