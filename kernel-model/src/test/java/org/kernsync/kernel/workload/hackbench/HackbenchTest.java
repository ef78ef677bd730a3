package org.kernsync.kernel.workload.hackbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Preemption;

/** Each message arrives once, whole and in the order of its sender. */
class HackbenchTest {
  private static HackbenchRun run(int cpus, Preemption preemption, HackbenchSize size)
      throws InterruptedException {
    HackbenchRun run = new HackbenchRun(size);
    KernelHarness.of(KernelConfig.ofCpus(cpus).withPreemption(preemption))
        .withLimit(120, TimeUnit.SECONDS)
        .run(run::init)
        .assertFine();
    assertThat(run.received()).isEqualTo(size.messages());
    assertThat(run.misplaced()).isZero();
    assertThat(run.nanos()).isPositive();
    return run;
  }

  @ParameterizedTest
  @CsvSource({"1, NONE", "1, FULL", "2, NONE", "2, FULL", "16, NONE", "16, FULL"})
  void smallRun_everyMessage_arrivesInOrder(int cpus, Preemption preemption)
      throws InterruptedException {
    run(cpus, preemption, new HackbenchSize(3, 7, 40));
  }

  /** More than fits into the pipes at once, and the smallest run that there is. */
  @ParameterizedTest
  @CsvSource({"1, 3, 2000", "1, 1, 1"})
  void extremes_everyMessage_arrivesInOrder(int groups, int fds, int loops)
      throws InterruptedException {
    run(2, Preemption.NONE, new HackbenchSize(groups, fds, loops));
  }

  /**
   * The usual size on 64 CPUs, however few cores there are: 400,000 messages within two minutes.
   */
  @Test
  void usualSize_on64Cpus_everyMessageInTime() throws InterruptedException {
    HackbenchRun run = run(64, Preemption.NONE, HackbenchSize.USUAL);
    assertThat(run.size().tasks()).isEqualTo(400);
    assertThat(run.received()).isEqualTo(400_000);
    assertThat(run.nanos()).isLessThan(TimeUnit.SECONDS.toNanos(120));
  }

  /** Stopped in the middle, all tasks unwind and every pipe is closed. */
  @Test
  void requestStop_inTheMiddle_leavesNothing() throws InterruptedException {
    HackbenchRun run = new HackbenchRun(new HackbenchSize(5, 20, 100_000));
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              Thread stopper = new Thread(() -> stopWhenBusy(run, kernel::requestStop));
              stopper.start();
              run.init(self, kernel);
            })
        .assertStoppedFine();
    assertThat(run.nanos()).isEqualTo(-1);
    assertThat(run.received()).isBetween(1L, run.size().messages() - 1);
    assertThat(run.misplaced()).isZero();
  }

  private static void stopWhenBusy(HackbenchRun run, Runnable stop) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (run.received() < 1_000 && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    stop.run();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void size_withoutTasks_isRefused(int none) {
    assertThatThrownBy(() -> new HackbenchSize(none, 1, 1)).hasMessageContaining("groups must be");
    assertThatThrownBy(() -> new HackbenchSize(1, none, 1)).hasMessageContaining("fds must be");
    assertThatThrownBy(() -> new HackbenchSize(1, 1, none)).hasMessageContaining("loops must be");
  }

  @Test
  void size_moreThanTheDescriptors_isRefused() {
    assertThat(new HackbenchSize(50, 40, 1).tasks()).isEqualTo(4_000);
    assertThatThrownBy(() -> new HackbenchSize(2_000_000_000, 2_000_000_000, 1))
        .hasMessageContaining("need more than");
  }
}
