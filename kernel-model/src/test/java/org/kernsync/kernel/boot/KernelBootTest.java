package org.kernsync.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.wait.Completion;

class KernelBootTest {
  private static void assertEnded(Thread thread) throws InterruptedException {
    assertThat(thread.join(Duration.ofSeconds(2))).as("%s has ended", thread).isTrue();
  }

  /**
   * From one CPU to 64, far more than the host has cores: boots, powers off, breaks nothing, leaves
   * no thread behind.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void boot_andPowerOff_leavesNothing(int cpus) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    Run run =
        KernelHarness.on(cpus)
            .run(
                (self, kernel) -> {
                  assertThat(self.pid()).isEqualTo(1);
                  for (Task task : kernel.processes().snapshot()) {
                    threads.add(task.thread());
                  }
                })
            .assertFine();
    // init, kthreadd, rcu_sched, kswapd0, an unbound worker; for each CPU its migration thread,
    // ksoftirqd
    // and a worker
    assertThat(threads).hasSize(5 + 3 * cpus);
    for (int cpu = 0; cpu < cpus; cpu++) {
      threads.add(run.kernel().scheduler().cpu(cpu).thread());
    }
    for (Thread thread : threads) {
      assertEnded(thread);
    }
  }

  /**
   * Booted again and again, with threads that end while the CPUs power off: none is left on the
   * way.
   */
  @Test
  void boot_manyTimes_losesNoEndingThread() throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      KernelHarness.on(4)
          .run(
              (self, kernel) -> {
                for (int thread = 0; thread < 8; thread++) {
                  KernelHarness.startThread(kernel, self, "brief/" + thread, task -> {});
                }
              })
          .assertFine();
    }
  }

  /** A kernel thread that polls but never ends is named, and the run ends all the same. */
  @Test
  void powerOff_endlessKernelThread_isNamed() throws InterruptedException {
    AtomicBoolean released = new AtomicBoolean();
    Run run =
        KernelHarness.on(2)
            .withLimit(20, TimeUnit.SECONDS)
            .run(
                (self, kernel) ->
                    KernelHarness.startThread(
                        kernel,
                        self,
                        "endless",
                        task -> {
                          while (!released.get()) {
                            kernel.scheduler().condResched(task);
                          }
                        }));
    released.set(true);
    run.assertNotThrown();
    assertThat(run.stopped()).as("nobody had to ask").isFalse();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .anyMatch(violation -> violation.matches("task endless/.* did not unwind within 2 s"));
  }

  /** The log names the steps of the boot in the order of start_kernel. */
  @Test
  void boot_logsItsStepsInOrder() throws InterruptedException {
    Run run = KernelHarness.on(2).run((self, kernel) -> {}).assertFine();
    String log = String.join("\n", run.kernel().log().lines());
    assertThat(log)
        .containsSubsequence(
            "setup_arch",
            "sched_init",
            "tick_init",
            "calibrate_delay",
            "fork_init",
            "rest_init",
            "smp: brought up 2 CPUs",
            "run init",
            "power down");
  }

  /** Two models in one JVM do not see each other. */
  @Test
  void boot_twoModelsAtOnce_areIndependent() throws InterruptedException {
    Kernel first = new Kernel(KernelConfig.ofCpus(2));
    Kernel second = new Kernel(KernelConfig.ofCpus(2));
    for (Kernel kernel : List.of(first, second)) {
      kernel.boot(
          (self, booted) -> {
            Completion done = new Completion();
            KernelHarness.startThread(booted, self, "worker", worker -> done.complete());
            done.awaitUninterruptibly();
          });
    }
    assertThat(first.await()).as("%s", first.violations()).isEqualTo(Outcome.FINE);
    assertThat(second.await()).as("%s", second.violations()).isEqualTo(Outcome.FINE);
  }

  /** What init throws is an oops: a violation with its message, not a dead machine. */
  @Test
  void init_throws_isAnOops() throws InterruptedException {
    Kernel kernel = new Kernel(KernelConfig.ofCpus(1));
    kernel.boot(
        (self, booted) -> {
          throw new IllegalStateException("init is confused");
        });
    assertThat(kernel.await()).isEqualTo(Outcome.VIOLATED);
    assertThat(kernel.violations()).singleElement().asString().contains("init is confused");
  }

  /** A stop request reaches an init that waits for children, from any thread. */
  @Test
  void requestStop_whileInitWaits_endsTheRun() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .withLimit(10, TimeUnit.SECONDS)
            .run(
                (self, kernel) -> {
                  KernelHarness.startProgram(kernel, self, "spinner", (context, memory) -> spin());
                  new Thread(kernel::requestStop).start();
                  kernel.awaitChildren(self);
                })
            .assertStoppedFine();
    assertThat(run.ended("spinner").exitCode()).isEqualTo(128 + 9);
  }

  private static Trap spin() {
    DelayLoop.spin(1, 1_000);
    return Trap.POLL;
  }

  /** Senseless numbers of CPUs and ticks are refused with the way out. */
  @Test
  void config_outOfRange_isRefused() {
    for (int cpus : new int[] {0, -1, 65}) {
      assertThatThrownBy(() -> KernelConfig.ofCpus(cpus))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--cpus");
    }
    for (int hz : new int[] {0, 9, 10_001}) {
      assertThatThrownBy(() -> KernelConfig.ofCpus(1).withHz(hz))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--hz");
    }
  }
}
