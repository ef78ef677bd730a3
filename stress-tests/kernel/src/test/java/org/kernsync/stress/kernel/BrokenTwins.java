package org.kernsync.stress.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Task;

/**
 * Workloads that the real model survives and a model with one fault does not. The faulty one runs
 * in a JVM of its own, since what it leaves behind cannot be cleaned up.
 */
enum BrokenTwins {
  /**
   * More tasks than CPUs contend for a spinlock inside atomic sections: a waiter must not leave its
   * CPU.
   */
  NO_PIN(Fault.NO_PIN) {
    @Override
    Run run(Fault fault) throws InterruptedException {
      RawSpinLock lock = new RawSpinLock();
      long[] sections = {0}; // under lock
      Run run =
          harness(fault)
              .run(
                  (self, kernel) -> {
                    AtomicInteger done = new AtomicInteger();
                    for (int i = 0; i < 8; i++) {
                      KernelHarness.startThread(
                          kernel,
                          self,
                          "contender/" + i,
                          task -> {
                            for (int n = 0; n < SECTIONS; n++) {
                              inSection(lock, task, sections);
                              kernel.scheduler().condResched(task);
                            }
                            done.incrementAndGet();
                          });
                    }
                    KernelHarness.await(kernel, self, "all are done", () -> done.get() == 8);
                    if (sections[0] != 8 * SECTIONS) {
                      throw new AssertionError(sections[0] + " sections were counted");
                    }
                  });
      return run;
    }
  },

  /**
   * Stack traces are taken of tasks that hand a token round: each may submit a task a second time.
   */
  EXECUTE_NOT_IDEMPOTENT(Fault.EXECUTE_NOT_IDEMPOTENT) {
    @Override
    Run run(Fault fault) throws InterruptedException {
      try (StackSampler sampler = new StackSampler()) {
        return harness(fault)
            .run((self, kernel) -> new TokenRing(40, 100).run(self, kernel, sampler));
      }
    }
  };

  private static final int SECTIONS = 200;
  private static final long SECTION_NANOS = 30_000;
  private static final long STALL_NANOS = 2_000_000_000;

  private final Fault fault;

  BrokenTwins(Fault fault) {
    this.fault = fault;
  }

  abstract Run run(Fault injected) throws InterruptedException;

  Fault fault() {
    return fault;
  }

  private static KernelHarness harness(Fault fault) {
    KernelConfig config = KernelConfig.ofCpus(2).withStallNanos(STALL_NANOS).withFault(fault);
    return KernelHarness.of(config).withLimit(10, TimeUnit.SECONDS);
  }

  /** A critical section that is longer than a waiter spins. */
  private static void inSection(RawSpinLock lock, Task task, long[] sections) {
    Cpu cpu = task.cpu();
    boolean flags = lock.lockIrqSave(cpu);
    long end = System.nanoTime() + SECTION_NANOS;
    long before = sections[0];
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    sections[0] = before + 1;
    lock.unlockIrqRestore(cpu, flags);
  }

  /** Whether a run went as the real model's must. */
  static boolean isFine(Run run) {
    return run.outcome() == Outcome.FINE && run.failure() == null && !run.stopped();
  }

  /**
   * Runs one twin with its fault; the exit code is 0 where it went as if there were none, else that
   * of the outcome.
   */
  public static void main(String[] arguments) throws InterruptedException {
    BrokenTwins twin = valueOf(arguments[0]);
    Run run = twin.run(twin.fault);
    System.out.println(run.outcome() + " " + run.kernel().violations() + " " + run.failure());
    Runtime.getRuntime().halt(isFine(run) ? 0 : Math.max(1, run.outcome().exitCode()));
  }
}
