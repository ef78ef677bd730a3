package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * One CPU's clocks: the machine's monotonic clock, the task clock that leaves out steal, and where
 * the time went by mode.
 *
 * <p><b>Steal.</b> The host may take the core away from a CPU thread. After a gap of more than 1 ms
 * between two reads, every 0.3 ms while busy, and on entering and leaving idle, the thread's CPU
 * time is compared with the monotonic clock; what the thread did not get is steal. It is never
 * charged to a task, so the busy times of all CPUs add up to the host's CPU time of their threads.
 * Short losses are looked for so often because they would otherwise stay with the task that
 * suffered them and be given back to another one.
 *
 * <p><b>Context.</b> All writes by the CPU itself. {@link #stealNanos}, {@link #modeNanos} and
 * {@link #lastReadNanos} may be read by any thread and may be stale.
 */
public final class CpuClock {
  private static final long GAP_NANOS = 1_000_000;
  private static final long COMPARE_NANOS = 300_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final CpuMode[] MODES = CpuMode.values();

  /*
   * field          written by    written with   read with
   * lastRead       the CPU       release        plain (the CPU), acquire (others' task clock), opaque (watchdog)
   * stealNanos     the CPU       opaque         plain (the CPU), opaque (others' run-queue clocks, reports)
   * mode           the CPU       opaque         plain (the CPU), opaque (live view)
   * modeNanos      the CPU       opaque         opaque (reports)
   * the rest       the CPU       plain          plain
   *
   * K1: steal is written before lastRead, and read after it. Otherwise nobody derives an order from these values: each stands
   * for itself and may be stale.
   */
  private long lastRead = System.nanoTime(); // until it starts it counts as alive
  private long stealNanos;
  private CpuMode mode = CpuMode.SYSTEM;
  private final long[] modeNanos = new long[MODES.length];
  private long modeSince; // task clock at the last change of mode
  private long baseWall; // the last point at which wall and CPU time were compared
  private long baseCpu;
  private long maxGapNanos;
  private long threadId;

  CpuClock() {}

  /** Starts the clocks; on the CPU's own thread. */
  void start(Thread cpuThread) {
    threadId = cpuThread.threadId();
    long now = System.nanoTime();
    baseWall = now;
    baseCpu = threadCpuNanos();
    modeSince = now;
    LAST_READ.setRelease(this, now); // release: K1, pairs with #taskClock
  }

  /**
   * Reads the monotonic clock and looks for steal where the last read is long ago.
   *
   * @return {@link System#nanoTime}
   */
  public long read() {
    long now = System.nanoTime();
    long gap = now - lastRead;
    if ((gap > GAP_NANOS || now - baseWall > COMPARE_NANOS) && mode != CpuMode.IDLE) {
      maxGapNanos = Math.max(maxGapNanos, gap > GAP_NANOS ? gap : 0);
      measureSteal(now);
    }
    LAST_READ.setRelease(this, now); // release: K1, pairs with #taskClock; after steal
    return now;
  }

  /**
   * The task clock: time that this CPU really had, up to its own last look at the clock. Whoever
   * asks from another CPU must not count the time since: it may turn out to be stolen.
   *
   * @param nowNanos a value of {@link System#nanoTime}, of this or another CPU
   * @return nanoseconds that advance only while the CPU is not stolen
   */
  public long taskClock(long nowNanos) {
    // acquire: K1, pairs with #read; steal is at least as new, so the result may lag but not lead
    long settled = (long) LAST_READ.getAcquire(this);
    long at = settled - nowNanos < 0 ? settled : nowNanos;
    return at - (long) STEAL.getOpaque(this); // opaque: K1
  }

  /** Compares wall and CPU time since the last comparison; the difference was stolen. */
  private void measureSteal(long now) {
    long cpuTime = threadCpuNanos();
    long stolen = (now - baseWall) - (cpuTime - baseCpu);
    if (stolen > 0) {
      STEAL.setOpaque(this, stealNanos + stolen);
    }
    baseWall = now;
    baseCpu = cpuTime;
  }

  /**
   * Changes the mode; the time since the last change belongs to the old one. Returns the old mode.
   */
  CpuMode enter(CpuMode next, long now) {
    CpuMode previous = mode;
    if (previous != next) {
      charge(previous, now);
      MODE.setOpaque(this, next);
    }
    return previous;
  }

  private void charge(CpuMode owner, long now) {
    long at = now - stealNanos;
    long delta = at - modeSince;
    if (delta
        != 0) { // below zero where steal was seen late: the mode that was overcharged gives it back
      MODE_NANOS.setOpaque(modeNanos, owner.ordinal(), modeNanos[owner.ordinal()] + delta);
      modeSince = at;
    }
  }

  /** Before parking in idle: settles steal so that nothing of it falls into the idle time. */
  void enterIdle(long now) {
    measureSteal(now);
    enter(CpuMode.IDLE, now);
  }

  /**
   * After parking in idle: the CPU time that parking itself took is the kernel's, the rest is idle.
   */
  void leaveIdle(long now) {
    long cpuTime = threadCpuNanos();
    long overhead = Math.max(0, Math.min(cpuTime - baseCpu, now - baseWall));
    enter(CpuMode.SYSTEM, now);
    int idle = CpuMode.IDLE.ordinal();
    int system = CpuMode.SYSTEM.ordinal();
    MODE_NANOS.setOpaque(modeNanos, idle, modeNanos[idle] - overhead);
    MODE_NANOS.setOpaque(modeNanos, system, modeNanos[system] + overhead);
    baseWall = now;
    baseCpu = cpuTime;
    LAST_READ.setRelease(this, now); // release: K1, pairs with #taskClock; after steal
  }

  /** Settles the books when the CPU goes off-line. */
  void stop() {
    long now = System.nanoTime();
    measureSteal(now);
    charge(mode, now);
  }

  /**
   * What the CPU is doing now.
   *
   * @return the mode, possibly stale
   */
  public CpuMode mode() {
    return (CpuMode) MODE.getOpaque(this);
  }

  /**
   * Time spent in a mode, up to the last change of mode.
   *
   * @param which the mode
   * @return nanoseconds, possibly stale
   */
  public long modeNanos(CpuMode which) {
    return (long) MODE_NANOS.getOpaque(modeNanos, which.ordinal());
  }

  /**
   * Time the host took away from this CPU.
   *
   * @return nanoseconds, possibly stale
   */
  public long stealNanos() {
    return (long) STEAL.getOpaque(this);
  }

  /**
   * When the CPU last read its clock: its sign of life.
   *
   * @return a {@link System#nanoTime}, possibly stale
   */
  public long lastReadNanos() {
    return (long) LAST_READ.getOpaque(this);
  }

  /**
   * The longest time between two reads while not idle, steal included.
   *
   * @return nanoseconds
   */
  public long maxGapNanos() {
    return maxGapNanos;
  }

  /**
   * The host's CPU time of the CPU's thread.
   *
   * @return nanoseconds
   */
  public long threadCpuNanos() {
    return THREADS.getThreadCpuTime(threadId);
  }

  private static final VarHandle LAST_READ;
  private static final VarHandle STEAL;
  private static final VarHandle MODE;
  private static final VarHandle MODE_NANOS = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LAST_READ = lookup.findVarHandle(CpuClock.class, "lastRead", long.class);
      STEAL = lookup.findVarHandle(CpuClock.class, "stealNanos", long.class);
      MODE = lookup.findVarHandle(CpuClock.class, "mode", CpuMode.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
