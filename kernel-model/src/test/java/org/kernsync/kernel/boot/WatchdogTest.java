package org.kernsync.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.Completion;

class WatchdogTest {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * A kernel thread that neither polls nor sleeps is a stall; the dump names the CPU, the task and
   * where it spins.
   */
  @Test
  void threadThatNeverPolls_isAStall() throws InterruptedException {
    AtomicBoolean released = new AtomicBoolean();
    KernelConfig config = KernelConfig.ofCpus(1).withStallNanos(LIMIT_NANOS);
    Run run =
        KernelHarness.of(config)
            .run(
                (self, kernel) -> {
                  Completion done = new Completion();
                  KernelHarness.startThread(
                      kernel,
                      self,
                      "hog",
                      hog -> {
                        while (!released.get()) {
                          Thread.onSpinWait();
                        }
                        done.complete();
                      });
                  done.awaitUninterruptibly();
                });
    String stall = run.kernel().stall();
    released.set(true);
    assertThat(run.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(run.outcome().exitCode()).isEqualTo(42);
    assertThat(stall)
        .contains("cpu 0 has not polled for")
        .contains("hog/")
        .contains("WatchdogTest");
  }

  /** A CPU that is merely busy, and tasks that sleep longer than the limit, are no stall. */
  @Test
  void busyCpu_andLongSleep_areNoStall() throws InterruptedException {
    long limit = 200_000_000;
    KernelConfig config = KernelConfig.ofCpus(2).withStallNanos(limit);
    KernelHarness.of(config)
        .run(
            (self, kernel) -> {
              AtomicBoolean over = new AtomicBoolean();
              KernelHarness.startThread(
                  kernel,
                  self,
                  "busy",
                  busy -> {
                    while (!over.get()) {
                      kernel.scheduler().condResched(busy);
                    }
                  });
              KernelHarness.sleep(kernel, self, 3 * limit);
              over.set(true);
            })
        .assertFine();
  }

  /**
   * The lightest task beside the heaviest waits for thousands of turns by right: that is no stall,
   * however short the limit.
   */
  @Test
  void lightTaskBesideAHeavyOne_isNoStall() throws InterruptedException {
    long limit = 200_000_000;
    KernelHarness.of(KernelConfig.ofCpus(1).withStallNanos(limit))
        .run(
            (self, kernel) -> {
              AtomicBoolean over = new AtomicBoolean();
              int[] nices = {-20, 19};
              for (int nice : nices) {
                Task task =
                    KernelHarness.startThread(
                        kernel,
                        self,
                        "nice/" + nice,
                        each -> {
                          while (!over.get()) {
                            kernel.scheduler().condResched(each);
                          }
                        });
                kernel.scheduler().setPolicy(self.cpu(), task, Policy.NORMAL, nice);
              }
              KernelHarness.sleep(kernel, self, 5 * limit);
              over.set(true);
            })
        .assertFine();
  }
}
