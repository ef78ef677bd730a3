package org.kernsync.kernel.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqHandler;
import org.kernsync.kernel.mm.StackFrames;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping.Sleeper;

/**
 * Where a scenario is played: a booted model with a CPU for each of two roles, and a third for
 * init, which directs. Roles meet at named points: one comes to a point ({@link #reach}), another
 * waits for that ({@link #await}), so that the order of events that the lesson is about comes about
 * every time, on CPUs that really run at once. Nothing sleeps to be likely to be late.
 *
 * <p>A seed chooses which CPU has which role, and small delays at each point.
 */
public final class Stage {
  /** How many CPUs the model needs. */
  static final int CPUS = 3;

  private static final int ROLES = 2;
  private static final int LINE = 9;
  private static final int JITTER_NANOS = 20_000;
  private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;
  private static final long LOOK_NANOS = 500_000;

  /** Ends the part of a role whose partner has died. */
  private static final class SceneOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SceneOver() {
      super("the scene is over", null, false, false);
    }
  }

  private final Kernel kernel;
  private final Task init;
  private final long seed;
  private final List<Task> roles = new ArrayList<>();
  private final AtomicInteger playing = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> reached = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> symptoms;
  private IrqAction line;

  Stage(Kernel kernel, Task init, long seed, ConcurrentLinkedQueue<String> symptoms) {
    this.kernel = kernel;
    this.init = init;
    this.seed = seed;
    this.symptoms = symptoms;
    kernel.scheduler().setAffinity(init, init, 1L << ROLES);
  }

  // ---- setting up: by init, before the scene is played
  // --------------------------------------------------------------

  /** The CPU of a role. */
  private int cpuOf(int role) {
    return (int) ((role + seed) & 1);
  }

  /**
   * Gives a role to a kernel thread that runs on the CPU of that role only.
   *
   * @param role 0 or 1
   * @param comm its name
   * @param part what it does
   */
  public void role(int role, String comm, Task.Body part) {
    Task task =
        kernel
            .kernelThreads()
            .create(
                init,
                comm,
                self -> {
                  try {
                    part.run(self);
                  } catch (SceneOver over) {
                    log(comm + " leaves: " + over.getMessage());
                  } finally {
                    playing.decrementAndGet();
                  }
                });
    kernel.scheduler().bind(cpuOf(role), task);
    roles.add(task);
  }

  /**
   * Puts a device on a line whose interrupts go to the CPU of a role.
   *
   * @param role 0 or 1
   * @param driver the name of its driver
   * @param handler the driver's top half
   */
  public void device(int role, String driver, IrqHandler handler) {
    line = kernel.irqs().requestIrq(init, LINE, driver, handler, false);
    kernel.irqs().setAffinity(LINE, 1L << cpuOf(role));
  }

  /**
   * The stack of one role, checked where lock debugging is on.
   *
   * @return an empty stack
   */
  public StackFrames newStack() {
    return new StackFrames(kernel.config().lockDebugging());
  }

  /**
   * The model.
   *
   * @return the kernel
   */
  public Kernel kernel() {
    return kernel;
  }

  /** Plays what was set up, to its end or to the end of the model. */
  void play() {
    playing.set(roles.size());
    roles.forEach(role -> kernel.processes().start(init, role));
    Sleeper sleeper = kernel.timekeeping().sleeper(init);
    while (playing.get() > 0 && !kernel.isStopRequested()) {
      kernel.timekeeping().sleepUntil(init, sleeper, System.nanoTime() + LOOK_NANOS);
    }
    if (line != null) {
      kernel.irqs().freeIrq(init, line);
    }
  }

  // ---- playing: by roles and handlers
  // -------------------------------------------------------------------------------

  /**
   * Comes to a point. In any context.
   *
   * @param point its name
   */
  public void reach(String point) {
    delay(point);
    reached.add(point);
  }

  /**
   * Waits until somebody has come to a point; spins, and takes the interrupts that come where they
   * are on. Not in handlers.
   *
   * @param point its name
   */
  public void await(String point) {
    long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
    for (int step = 0; !reached.contains(point); step++) {
      if (kernel.isStopRequested()) {
        throw new SceneOver();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("nobody came to \"" + point + "\" within 10 s");
      }
      CpuSpinWait.relax(here(), step);
    }
    delay(point);
    here().poll(); // what was raised before the point is served by now, if interrupts are on
  }

  private void delay(String point) {
    int nanos = new SplittableRandom(seed ^ point.hashCode()).nextInt(JITTER_NANOS);
    for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0; ) {
      Thread.onSpinWait();
    }
  }

  /** The device pulls its line. */
  public void raiseInterrupt() {
    kernel.irqs().raise(LINE);
  }

  /**
   * The CPU that executes the caller.
   *
   * @return the CPU
   */
  public Cpu here() {
    return kernel.scheduler().currentCpu();
  }

  /**
   * Notes what came of a fault that nobody detected.
   *
   * @param what one sentence
   */
  public void symptom(String what) {
    symptoms.add(what);
  }

  private void log(String sentence) {
    kernel.log().printk("%s", sentence);
  }
}
