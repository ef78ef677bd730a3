package org.kernsync.kernel.boot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * One kernel: CPUs of real threads, from power-on to power-off.
 *
 * <pre>{@code
 * Kernel kernel = new Kernel(KernelConfig.ofCpus(2));
 * kernel.boot((self, k) -> ...);     // what init does, in task context
 * Outcome outcome = kernel.await();  // every CPU is off now
 * }</pre>
 *
 * <p><b>Stop.</b> When what init does has returned, or after {@link #requestStop}: every user task
 * gets a fatal signal, unwinds by way of exit to user mode, lets go of what it holds, and is
 * collected; kernel threads end; the CPUs power off; the invariants are checked. What has not
 * unwound within two seconds is named. No thread outlives its model.
 *
 * <p>{@link Assembly} puts the parts together, {@link Bringup} goes on from there on the CPUs,
 * {@link Shutdown} is how init ends a run, {@link AtRest} what must hold after it.
 */
public final class Kernel extends KernelParts {
  /** What init does once the system is up. */
  @FunctionalInterface
  public interface Init {
    /**
     * Runs in task context, as pid 1.
     *
     * @param self init
     * @param kernel the kernel
     */
    void run(Task self, Kernel kernel);
  }

  private static final long FORCED_STOP_NANOS = 10_000_000_000L;
  private static final long OFF_NANOS = 5_000_000_000L; // a CPU may lose its core for a while

  private final CountDownLatch cpusOff;
  private final Bringup bringup;
  private volatile boolean stopRequested;
  private volatile String stall;
  private volatile long powerOffNanos;
  private volatile boolean poweringOff;
  private volatile boolean panicked; // a CPU has died: the rest cannot unwind
  private volatile long offNanos;

  /**
   * Assembles the machine; nothing runs yet.
   *
   * @param config how
   * @throws UnsupportedOperationException with one sentence where this JDK cannot host the model
   */
  public Kernel(KernelConfig config) {
    super(config);
    cpusOff = new CountDownLatch(config.cpus());
    bringup = new Bringup(this, parts);
  }

  /**
   * Powers the boot CPU on and returns; the rest of the boot, and {@code userland}, run on the
   * model's own CPUs.
   *
   * @param userland what init does
   */
  public void boot(Init userland) {
    bringup.powerOn(userland);
    Thread watch = new Thread(this::watch, "kernsync-watchdog");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * How long the model ran.
   *
   * @return nanoseconds from the boot to now or to power-off
   */
  public long upNanos() {
    long end = offNanos;
    return (end == 0 ? System.nanoTime() : end) - parts.bootNanos;
  }

  /** A CPU has left its loop; by that CPU. */
  void cpuOff() {
    panicked |= !poweringOff; // a CPU ends in no other way
    cpusOff.countDown();
  }

  @Override
  void oops(Task task, Throwable bug) {
    StackTraceElement[] stack = bug.getStackTrace();
    String place = stack.length == 0 ? "" : " at " + stack[0];
    parts.violations.accept("oops in " + task + ": " + bug + place);
    for (StackTraceElement frame : stack) {
      parts.log.printk("  %s", frame);
    }
    if (task.isKernelThread()) {
      requestStop();
    }
  }

  @Override
  void panic(String problem) {
    parts.violations.accept("kernel panic: " + problem);
    panicked = true;
  }

  // ---- stopping
  // --------------------------------------------------------------------------------------------

  /** Asks the model to stop as if its time were over. From any thread; returns at once. */
  public void requestStop() {
    stopRequested = true;
    Task first = bringup.init();
    if (first != null) {
      first.childExit().wakeAll();
    }
  }

  /**
   * Whether the model is asked to stop.
   *
   * @return true after {@link #requestStop}
   */
  public boolean isStopRequested() {
    return stopRequested;
  }

  /**
   * For init: waits until it has no child left or a stop is requested; collects children meanwhile.
   *
   * @param self init
   */
  public void awaitChildren(Task self) {
    parts.scheduler.sleepIdle(
        self,
        TaskState.INTERRUPTIBLE,
        () -> self.childExit().waitEvent(() -> reapAll(self) || stopRequested));
  }

  private boolean reapAll(Task self) {
    Processes.Reaped reaped;
    do {
      reaped = parts.processes.reap(self, -1);
    } while (reaped != null);
    return !parts.processes.hasChild(self, -1);
  }

  /**
   * Whether a task that ended is still on its way off its stack: it may have to wake its parent
   * first, and sleep for that. The CPUs must not go off before.
   */
  boolean anyEndedOnItsStack() {
    return parts.ended.list().stream().anyMatch(task -> !task.isOff())
        || bringup.kthreadd().exitState() != 0 && !bringup.kthreadd().isOff();
  }

  /**
   * The last act of init, or of whoever gives up on the model.
   *
   * @param abandon true to leave tasks behind that do not end
   */
  void powerOff(boolean abandon) {
    parts.log.printk("reboot: power down");
    powerOffNanos = System.nanoTime();
    poweringOff = true;
    for (Cpu cpu : parts.cpus) {
      parts.scheduler.powerOff(cpu.id(), abandon);
    }
  }

  Task kthreadd() {
    return bringup.kthreadd();
  }

  /** Gives up: the CPUs that still poll go off, the rest are named. */
  private Outcome giveUp(Outcome outcome) throws InterruptedException {
    parts.log.printk("%s", StateDump.of(this));
    powerOff(true);
    if (!cpusOff.await(OFF_NANOS, TimeUnit.NANOSECONDS)) {
      parts.violations.accept(cpusOff.getCount() + " CPUs do not power off: they never poll");
    }
    offNanos = System.nanoTime();
    return outcome;
  }

  /**
   * Waits until every CPU is off, then checks the invariants.
   *
   * @return how the run ended
   * @throws InterruptedException if interrupted while waiting
   */
  public Outcome await() throws InterruptedException {
    long stopSince = 0;
    while (!cpusOff.await(20, TimeUnit.MILLISECONDS)) {
      long now = System.nanoTime();
      if (stall != null) {
        return giveUp(Outcome.STALLED);
      }
      if (panicked) {
        return giveUp(Outcome.VIOLATED);
      }
      if (poweringOff && now - powerOffNanos > OFF_NANOS) {
        parts.violations.accept(cpusOff.getCount() + " CPUs were told to power off and did not");
        return giveUp(Outcome.VIOLATED);
      }
      if (stopRequested && stopSince == 0) {
        stopSince = now;
      }
      if (stopSince != 0 && now - stopSince > FORCED_STOP_NANOS) {
        parts.violations.accept(
            "the model did not stop within "
                + FORCED_STOP_NANOS / 1_000_000_000
                + " s of the request");
        return giveUp(Outcome.VIOLATED);
      }
    }
    offNanos = System.nanoTime();
    new AtRest(parts, bringup).check();
    return parts.violations.any() ? Outcome.VIOLATED : Outcome.FINE;
  }

  // ---- watching
  // --------------------------------------------------------------------------------------------

  private void watch() {
    Watchdog watchdog = new Watchdog(this, parts.config.stallNanos(), this::onStall);
    try {
      while (!cpusOff.await(watchdog.pauseNanos(), TimeUnit.NANOSECONDS)) {
        if (watchdog.look()) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void onStall(String problem) {
    parts.log.printk("watchdog: BUG: stall: %s", problem);
    stall = "stalled: " + problem + "\n" + StateDump.of(this);
  }

  /**
   * What the watchdog saw.
   *
   * @return a report of many lines, or null where nothing stalled
   */
  public String stall() {
    return stall;
  }
}
