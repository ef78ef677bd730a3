package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.SchedStatistics.Balancing;
import org.kernsync.sleep.CountingSemaphore;

class SchedStatisticsTest {
  private static final int TASKS = 6;
  private static final int ROUNDS = 200;

  /**
   * What the CPUs counted is what the tasks counted: turns, waits, wake-ups; and what each CPU
   * counted fits together.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void statistics_ofARun_addUp(int cpus) throws InterruptedException {
    List<Task> known = new ArrayList<>();
    KernelHarness.Run run =
        KernelHarness.on(cpus)
            .run(
                (self, kernel) -> {
                  known.add(self);
                  known.add(kernel.processes().find(2));
                  CountingSemaphore done = new CountingSemaphore(0);
                  for (int i = 0; i < TASKS; i++) {
                    int me = i;
                    startThread(
                        kernel,
                        self,
                        "worker/" + i,
                        task -> {
                          for (int round = 0; round < ROUNDS; round++) {
                            kernel.scheduler().yield(task);
                            if (round % 10 == me) {
                              sleep(kernel, task, 200_000);
                            }
                          }
                          done.up();
                        });
                  }
                  for (int i = 0; i < TASKS; i++) {
                    done.down();
                  }
                })
            .assertFine();
    Scheduler scheduler = run.kernel().scheduler();
    known.addAll(run.kernel().endedTasks());
    List<SchedStatistics> all = IntStream.range(0, cpus).mapToObj(scheduler::statistics).toList();
    assertThat(sum(all, SchedStatistics::yields)).isEqualTo(TASKS * ROUNDS);
    assertThat(sum(all, SchedStatistics::slices))
        .isEqualTo(known.stream().mapToLong(task -> task.stats().slices()).sum());
    assertThat(sum(all, SchedStatistics::runDelayNanos))
        .isEqualTo(known.stream().mapToLong(task -> task.stats().waitNanos()).sum());
    assertThat(sum(all, SchedStatistics::wakeups))
        .isEqualTo(known.stream().mapToLong(task -> task.stats().wakeups()).sum());
    assertThat(sum(all, SchedStatistics::schedules))
        .isGreaterThanOrEqualTo(scheduler.contextSwitches());
    long ran = known.stream().mapToLong(Task::cpuNanos).sum();
    long stolen =
        IntStream.range(0, cpus).mapToLong(cpu -> scheduler.cpu(cpu).clock().stealNanos()).sum();
    assertThat(sum(all, SchedStatistics::cpuNanos)).isBetween(ran * 9 / 10, ran * 11 / 10 + stolen);
    for (SchedStatistics cpu : all) {
      assertThat(cpu.localWakeups() + cpu.remoteWakeups()).isEqualTo(cpu.wakeups());
      assertThat(cpu.affineWakeups()).isLessThanOrEqualTo(cpu.localWakeups());
      assertThat(cpu.idles()).isLessThanOrEqualTo(cpu.schedules());
      for (Balancing kind : List.of(cpu.idle(), cpu.busy(), cpu.newlyIdle())) {
        long fruitless = kind.balanced() + kind.failed();
        assertThat(fruitless).isLessThanOrEqualTo(kind.calls());
        assertThat(kind.gained()).isGreaterThanOrEqualTo(kind.calls() - fruitless);
        assertThat(kind.noBusyQueue() + kind.noBusyGroup()).isEqualTo(kind.balanced());
        assertThat(kind.hotGained()).isLessThanOrEqualTo(kind.gained());
      }
    }
  }

  private static long sum(List<SchedStatistics> all, ToLongFunction<SchedStatistics> value) {
    return all.stream().mapToLong(value).sum();
  }
}
