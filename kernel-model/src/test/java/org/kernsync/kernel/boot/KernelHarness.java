package org.kernsync.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.time.Timekeeping.Sleeper;

/**
 * Boots a model, lets init run a test's body, waits with a limit until every CPU is off, and judges
 * the outcome.
 *
 * <pre>{@code
 * KernelHarness.on(2).run((self, kernel) -> ...).assertFine();
 * }</pre>
 *
 * <p>A failure shows the kernel's log. What init's body throws, an assertion too, fails the test.
 */
public final class KernelHarness {
  private static final long DEFAULT_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long DEFAULT_STALL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STEP_NANOS = 500_000;
  private static final long MEMORY_BYTES = 16 << 20;

  private KernelConfig config;
  private long limitNanos = DEFAULT_LIMIT_NANOS;
  private Consumer<Kernel> preparation = kernel -> {};

  private KernelHarness(KernelConfig config) {
    this.config = config;
  }

  /**
   * A harness for so many CPUs; with the system property {@code kernsync.preempt} for another rule
   * of preemption than usual, and with {@code kernsync.lockdep} with lock debugging, so that the
   * whole suite can be run under them.
   */
  public static KernelHarness on(int cpus) {
    String rule = System.getProperty("kernsync.preempt", Preemption.NONE.name());
    return of(
        KernelConfig.ofCpus(cpus)
            .withStallNanos(DEFAULT_STALL_NANOS)
            .withPreemption(Preemption.valueOf(rule))
            .withLockDebugging(Boolean.getBoolean("kernsync.lockdep")));
  }

  /** A harness for a configuration of the test's own. */
  public static KernelHarness of(KernelConfig config) {
    return new KernelHarness(config);
  }

  /** Without lock debugging whatever the property says: for what breaks its rules on purpose. */
  public KernelHarness withoutLockDebugging() {
    config = config.withLockDebugging(false);
    return this;
  }

  /** With so much memory. */
  public KernelHarness withMemoryBytes(long bytes) {
    config = config.withMemoryBytes(bytes);
    return this;
  }

  /** After so long the model is asked to stop, and the run counts as timed out. */
  public KernelHarness withLimit(long time, TimeUnit unit) {
    limitNanos = unit.toNanos(time);
    return this;
  }

  /** What to do with the machine before it is powered on. */
  public KernelHarness prepared(Consumer<Kernel> action) {
    preparation = action;
    return this;
  }

  /** What the body of init is given to do its work: a {@link Kernel.Init} that may throw. */
  @FunctionalInterface
  public interface Body {
    /** Runs in task context, as pid 1. */
    void run(Task self, Kernel kernel) throws Exception;
  }

  /** Boots, runs the body in init, and returns once the model has ended, however it did. */
  public Run run(Body body) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Kernel kernel = new Kernel(config);
    preparation.accept(kernel);
    Thread alarm = alarm(kernel);
    kernel.boot(
        (self, booted) -> {
          try {
            body.run(self, booted);
          } catch (Throwable thrown) {
            failure.set(thrown);
          }
        });
    Outcome outcome = kernel.await();
    alarm.interrupt();
    alarm.join();
    return new Run(kernel, outcome, failure.get(), kernel.isStopRequested());
  }

  private Thread alarm(Kernel kernel) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(limitNanos); // the limit itself, not a synchronization
                kernel.requestStop();
              } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /**
   * A run that has ended.
   *
   * @param kernel the model, off
   * @param outcome how it ended
   * @param failure what init's body threw, or null
   * @param stopped whether somebody asked it to stop, be it the test or the limit
   */
  public record Run(Kernel kernel, Outcome outcome, Throwable failure, boolean stopped) {
    /** Nothing was violated, nothing stalled, the body threw nothing, and it was in time. */
    public Run assertFine() {
      assertNotThrown();
      if (stopped) {
        fail("the run did not end by itself\n%s", log());
      }
      return assertRested();
    }

    /** As {@link #assertFine}, of a run that somebody asked to stop. */
    public Run assertStoppedFine() {
      assertNotThrown();
      assertThat(stopped).as("stop was requested").isTrue();
      return assertRested();
    }

    private Run assertRested() {
      if (outcome != Outcome.FINE || !kernel.violations().isEmpty()) {
        fail("%s, violations %s\n%s%s", outcome, kernel.violations(), stallText(), log());
      }
      return this;
    }

    /** The body threw nothing; whatever else went wrong. */
    public Run assertNotThrown() {
      if (failure != null) {
        throw new AssertionError(
            "init's body failed: " + failure + "\n" + stallText() + log(), failure);
      }
      return this;
    }

    private String stallText() {
      return kernel.stall() == null ? "" : kernel.stall() + "\n";
    }

    private String log() {
      return String.join("\n", kernel.log().lines());
    }

    /** The ended task of that name; there must be exactly one. */
    public Task ended(String comm) {
      List<Task> named =
          kernel.endedTasks().stream().filter(task -> task.comm().equals(comm)).toList();
      assertThat(named).as("ended tasks named %s", comm).hasSize(1);
      return named.getFirst();
    }
  }

  // ---- what bodies do

  /** Makes and starts a kernel thread. */
  public static Task startThread(Kernel kernel, Task self, String comm, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, comm, body);
    kernel.processes().start(self, task);
    return task;
  }

  /** Makes and starts a kernel thread that may run on the given CPUs only. */
  public static Task startThreadOn(
      Kernel kernel, Task self, String comm, long mask, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, comm, body);
    kernel.scheduler().setAffinity(self, task, mask);
    kernel.processes().start(self, task);
    return task;
  }

  /** Makes and starts a user task, a child of {@code self}, from the beginning of a program. */
  public static Task startProgram(Kernel kernel, Task self, String comm, Program program) {
    Task task = makeProgram(kernel, self, comm, program);
    kernel.processes().start(self, task);
    return task;
  }

  /** Makes a user task that is not started. */
  public static Task makeProgram(Kernel kernel, Task self, String comm, Program program) {
    Task.Body body =
        kernel.syscalls().exec(program, new UserContext(), new UserMemory(MEMORY_BYTES));
    return kernel.processes().copyTask(self, 0, comm, false, body);
  }

  /** Sleeps in the model. */
  public static void sleep(Kernel kernel, Task self, long nanos) {
    Sleeper sleeper = kernel.timekeeping().sleeper(self);
    kernel.timekeeping().sleepUntil(self, sleeper, System.nanoTime() + nanos);
  }

  /**
   * Waits until a condition holds, looking at it twice a millisecond of the model's own time; fails
   * after twenty seconds.
   */
  public static void await(Kernel kernel, Task self, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Sleeper sleeper = kernel.timekeeping().sleeper(self);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited 20 s in vain until " + what);
      }
      kernel.timekeeping().sleepUntil(self, sleeper, System.nanoTime() + STEP_NANOS);
    }
  }
}
