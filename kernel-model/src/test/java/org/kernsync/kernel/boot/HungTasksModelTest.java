package org.kernsync.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.wait.Completion;

/** Tasks that nobody will wake are found, and others are let sleep. */
class HungTasksModelTest {
  private static final long MILLI = 1_000_000;

  private static Run run(long hungMillis, KernelHarness.Body body) throws InterruptedException {
    KernelConfig config =
        KernelConfig.ofCpus(2)
            .withPreemption(Preemption.valueOf(System.getProperty("kernsync.preempt", "NONE")))
            .withLockDebugging(true)
            .withHungTaskNanos(hungMillis * MILLI);
    return KernelHarness.of(config).run(body).assertNotThrown();
  }

  /** Nobody comes: it is an oops where the task slept, and the task goes on from there. */
  @Test
  void uninterruptibleSleep_nobodyComes_isAnOops() throws InterruptedException {
    Run run =
        run(
            30,
            (self, kernel) -> {
              self.setState(TaskState.UNINTERRUPTIBLE);
              assertThatThrownBy(() -> kernel.scheduler().schedule(self))
                  .isInstanceOf(Oops.class)
                  .hasMessageStartingWith("blocked for more than 30 ms: init/1");
              assertThat(self.state()).isEqualTo(TaskState.RUNNING);
              KernelHarness.sleep(kernel, self, 60 * MILLI);
            });
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().oopsReports())
        .singleElement()
        .satisfies(
            report ->
                assertThat(String.join("\n", report.lines()))
                    .contains("HungTasksModelTest.")
                    .doesNotContain("came to wake it"));
  }

  /** Who may be interrupted may sleep for as long as it likes. */
  @Test
  void interruptibleSleep_longerThanTheLimit_isFine() throws InterruptedException {
    run(20, (self, kernel) -> KernelHarness.sleep(kernel, self, 100 * MILLI)).assertFine();
  }

  /** A sleep inside of a primitive is the primitive's, however long; the next one counts anew. */
  @Test
  void sleepInAPrimitive_longerThanTheLimit_isFine() throws InterruptedException {
    Completion done = new Completion();
    run(
            50,
            (self, kernel) -> {
              KernelHarness.startThread(
                  kernel,
                  self,
                  "completer",
                  task -> {
                    KernelHarness.sleep(kernel, task, 150 * MILLI);
                    done.complete();
                  });
              done.awaitUninterruptibly();
              kernel.scheduler().schedule(self); // an awaited task is running: no sleep, no oops
            })
        .assertFine();
  }

  /** Each wake-up begins a new count, however long the sleeps are together. */
  @Test
  void uninterruptibleSleeps_eachShort_areFine() throws InterruptedException {
    run(
            500,
            (self, kernel) -> {
              long end = System.nanoTime() + 700 * MILLI;
              while (System.nanoTime() - end < 0) {
                self.setState(TaskState.UNINTERRUPTIBLE);
                kernel.timekeeping().timers().scheduleTimeout(self, 1);
              }
            })
        .assertFine();
  }
}
