package org.kernsync.percpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitOutcome;
import org.kernsync.sleep.RwSemaphore;

/** The readers' counters of {@link PerCpuRwSemaphore}, and how a writer waits for them. */
abstract sealed class PerCpuRwSemaphoreState permits PerCpuRwSemaphore {
  /*
   * field           written by                  written with    read with
   * cells[ENTERS]   readers that enter          release         acquire (writer)
   * cells[EXITS]    readers that leave          release         acquire (writer)
   * blocked         the holder of gate's        volatile,       acquire
   *                 write side, the writer      release
   * waiter          the writer                  volatile        opaque
   * pardoned        the writer                  plain           plain; racy in readersInside
   *
   * Readers: ENTERS stored | light fence | blocked read: false, then in; true, then EXITS stored
   * Writer:  has gate, blocked stored | heavy fence | EXITS read, then ENTERS: equal, then in
   * PC5: not both miss the other. A reader that the writer misses finds it, and goes in line.
   *
   * The sum: EXITS first, ENTERS second. Each exit that is counted has its enter counted, for that
   * came first (by program order, or by whatever handed the lock to the thread that leaves). So the
   * difference is at least the number of readers that were in at the moment in between, and later
   * ones find blocked. Zero: nobody is in. Less than zero: somebody left who had not entered.
   *
   * In line: a reader takes the read side of gate, behind any writer that has or awaits its write
   * side, enters without a look (nobody can set blocked as long as it has gate), and gives gate
   * back. The next writer gets gate after that, and sees its ENTERS.
   *
   * PC6: EXITS is stored with release and read with acquire: a reader's section before the
   * writer's. blocked is cleared with release and read with acquire: the writer's section before
   * readers'. A reader cannot find a false that is older than the writer before: see PC5.
   *
   * PC7: EXITS stored | light fence | waiter read; waiter stored | heavy fence | EXITS read, park.
   * Not both miss the other: the last reader wakes the writer, or that does not park. Before the
   * unpark stands a full fence: it does nothing where the permit is there already, and then the
   * writer that takes this permit must see EXITS. The stack of a reader may end between EXITS and
   * unpark: so the writer's parks are bounded.
   *
   * Stack: who takes gate has made sure of enough to give it back, where gate asks again. A reader
   * that is counted in and finds no stack to look at blocked counts itself out as it counted in.
   */
  private static final int ENTERS = 0;
  private static final int EXITS = 1;

  /** A writer looks again after so long, whether it is woken or not. */
  static final long LONGEST_PARK_NANOS = 10_000_000;

  /** Where those stand in line who cannot get in; the writer has it throughout. */
  final RwSemaphore gate = new RwSemaphore();

  private final CpuIds cpus;
  private final PerCpuCells cells;
  private final long longestParkNanos;
  private volatile boolean blocked;
  private volatile Thread waiter;
  private long pardoned;

  PerCpuRwSemaphoreState(CpuIds cpus, long longestParkNanos) {
    this.cpus = Objects.requireNonNull(cpus, "cpus");
    this.longestParkNanos = longestParkNanos;
    cells = new PerCpuCells(cpus.count());
  }

  /** Enters as a reader unless a writer is in or waits. */
  final boolean tryEnter() {
    if (blockedAcquire()) {
      return false;
    }
    int slot = cpus.slot();
    // release: PC5, pairs with #inside; opaque would do, the fence orders it
    cells.addRelease(slot, ENTERS, 1);
    boolean turnedAway;
    try {
      HeavyFence.light(); // light: PC5, pairs with #block; ENTERS before blocked
      turnedAway = blockedAcquire();
    } catch (StackOverflowError undecided) {
      // release: PC6, pairs with #inside; fits: a call as above
      cells.addRelease(slot, EXITS, 1);
      throw undecided;
    }
    if (turnedAway) {
      cells.addRelease(slot, EXITS, 1); // release: PC6, pairs with #inside
      wakeWriter();
    }
    return !turnedAway;
  }

  /** Enters as a reader, by one that has the read side of gate, which it gives back. */
  final void enterThroughGate() {
    try {
      enterUnasked(); // may throw, for a new thread's slot takes memory; then it is not in
    } finally {
      gate.upRead();
    }
  }

  /** Enters as a reader, by one that keeps writers out. */
  final void enterUnasked() {
    // release: PC5, pairs with #inside; opaque would do, the next writer sees it through gate
    cells.addRelease(cpus.slot(), ENTERS, 1);
  }

  /** Leaves as a reader. */
  final void leave() {
    // release: PC6, pairs with #inside; the section, and its ENTERS
    cells.addRelease(cpus.slot(), EXITS, 1);
    try {
      wakeWriter();
    } catch (StackOverflowError notWoken) {
      // The reader is out, and thrown errors would deny it. The writer looks again by itself.
      return;
    }
  }

  private void wakeWriter() {
    HeavyFence.light(); // light: PC7, pairs with #block; EXITS before waiter
    Thread writer = waiterOpaque();
    if (writer != null) {
      // full: PC7, pairs with #inside; EXITS before the permit that unpark reads: the writer that
      // takes that permit looks again and finds it
      VarHandle.fullFence();
      LockSupport.unpark(writer);
    }
  }

  /**
   * Becomes the writer, by one that has the write side of gate.
   *
   * @param nanos how long to wait at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how it ended; unless acquired, gate is given back
   * @throws IllegalStateException if readers have left more often than entered; gate is given back
   */
  final WaitOutcome awaitReaders(boolean interruptible, long nanos) {
    WaitOutcome outcome = null;
    try {
      StackReserve.ensure();
      block();
      outcome = inside() > 0 ? drain(interruptible, nanos) : WaitOutcome.ACQUIRED;
      setWaiterVolatile(null);
      pardonIfNegative();
      return outcome;
    } catch (Throwable thrown) {
      outcome = null;
      throw thrown;
    } finally {
      if (outcome != WaitOutcome.ACQUIRED) {
        setWaiterVolatile(null);
        unblock();
      }
    }
  }

  private void block() {
    setWaiterVolatile(Thread.currentThread());
    setBlockedVolatile();
    // heavy: PC5 and PC7, pairs with #tryEnter, #wakeWriter; blocked and waiter, then the counts
    HeavyFence.heavy();
  }

  private WaitOutcome drain(boolean interruptible, long nanos) {
    Object event = ContendedWaits.begin();
    long begin = System.nanoTime();
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (inside() > 0) {
      long park = longestParkNanos;
      if (nanos != WaitOutcome.FOREVER) {
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          outcome = WaitOutcome.TIMED_OUT;
          break;
        }
        park = Math.min(park, left);
      }
      LockSupport.parkNanos(this, park);
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = WaitOutcome.INTERRUPTED;
          break;
        }
      }
    }
    ContendedWaits.end(event, this, null);
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** Readers that left without having entered are a bug; it is told once. */
  private void pardonIfNegative() {
    long inside = inside();
    if (inside < 0) {
      pardoned -= inside;
      throw new IllegalStateException(-inside + " upRead without downRead: " + this);
    }
  }

  /** Lets readers in again, by the writer, and gives gate back. */
  final void unblock() {
    setBlockedRelease();
    gate.upWrite();
  }

  /** How many readers are in, by the writer: at least as many, if the result is not zero. */
  private long inside() {
    // acquire: PC6 and PC7, pairs with #leave, #tryEnter, #wakeWriter
    long exits = cells.sumAcquire(EXITS);
    VarHandle.fullFence(); // full: PC6, pairs with #leave; EXITS before ENTERS, see the notes
    // acquire: PC5, pairs with #tryEnter, #enterUnasked; opaque would do, fences order it
    return cells.sumAcquire(ENTERS) - exits + pardoned;
  }

  /** How many readers are in, about, for anybody. */
  final long readersInside() {
    return Math.max(0, inside());
  }

  final boolean hasReaders() {
    return inside() > 0;
  }

  final boolean isBlocked() {
    return blockedAcquire();
  }

  private boolean blockedAcquire() {
    // acquire: PC6, pairs with #setBlockedRelease; behind the light fence also PC5
    return (boolean) BLOCKED.getAcquire(this);
  }

  private void setBlockedVolatile() {
    BLOCKED.setVolatile(this, true); // volatile: PC5, the heavy fence behind it orders it
  }

  private void setBlockedRelease() {
    BLOCKED.setRelease(this, false); // release: PC6, pairs with #blockedAcquire; the section
  }

  private Thread waiterOpaque() {
    // opaque: PC7, pairs with #setWaiterVolatile; the light fence before it orders it
    return (Thread) WAITER.getOpaque(this);
  }

  private void setWaiterVolatile(Thread thread) {
    WAITER.setVolatile(this, thread); // volatile: PC7, pairs with #waiterOpaque; the thread
  }

  private static final VarHandle BLOCKED;
  private static final VarHandle WAITER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BLOCKED =
          lookup
              .findVarHandle(PerCpuRwSemaphoreState.class, "blocked", boolean.class)
              .withInvokeExactBehavior();
      WAITER =
          lookup
              .findVarHandle(PerCpuRwSemaphoreState.class, "waiter", Thread.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
