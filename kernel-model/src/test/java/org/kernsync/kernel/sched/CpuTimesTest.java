package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.CpuClock;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.time.DelayLoop;

class CpuTimesTest {
  private static final long LONGEST_READ_NANOS = 500_000;

  private record Times(long busy, long host, long tasks, long wall) {}

  /** Reads all the clocks close together: again where the host took the core away in between. */
  private static Times read(Scheduler scheduler, List<Task> tasks) {
    Times times;
    long begin;
    do {
      begin = System.nanoTime();
      times = readOnce(scheduler, tasks);
    } while (System.nanoTime() - begin > LONGEST_READ_NANOS);
    return times;
  }

  private static Times readOnce(Scheduler scheduler, List<Task> tasks) {
    long busy = 0;
    long host = 0;
    for (int cpu = 0; cpu < scheduler.cpuCount(); cpu++) {
      CpuClock clock = scheduler.cpu(cpu).clock();
      for (CpuMode mode : CpuMode.values()) {
        busy += mode == CpuMode.IDLE ? 0 : clock.modeNanos(mode);
      }
      host += clock.threadCpuNanos();
    }
    return new Times(busy, host, tasks.stream().mapToLong(Task::cpuNanos).sum(), System.nanoTime());
  }

  private static double difference(long now, long before, long nowOther, long beforeOther) {
    return (double) (now - before) / (nowOther - beforeOther);
  }

  /**
   * What the CPUs say they did is what the host gave their threads, within 5 %: with computing and
   * sleeping tasks, also where CPUs outnumber cores and steal is most of the time. What tasks are
   * charged is part of it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void busyTimes_ofAllCpus_addUpToTheHostsCpuTime(int cpus) throws InterruptedException {
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              Scheduler scheduler = kernel.scheduler();
              long chunk = DelayLoop.loopsFor(20_000);
              Program computing =
                  (context, memory) -> {
                    context.set(8, DelayLoop.spin(context.get(8), chunk));
                    return Trap.POLL;
                  };
              AtomicBoolean over = new AtomicBoolean();
              BusyLoop loop = new BusyLoop(scheduler);
              List<Task> tasks = new ArrayList<>();
              tasks.add(startProgram(kernel, self, "user", computing));
              tasks.add(startThread(kernel, self, "kernel", loop));
              for (int i = 0; i < cpus; i++) {
                Task.Body sleepy =
                    task -> {
                      for (int round = 0; !over.get(); round++) {
                        sleep(kernel, task, 2_000_000);
                        DelayLoop.spin(round, 20 * chunk);
                        scheduler.condResched(task);
                      }
                    };
                tasks.add(startThread(kernel, self, "sleepy/" + i, sleepy));
              }
              sleep(kernel, self, 100_000_000);
              Times before = read(scheduler, tasks);
              sleep(kernel, self, TimeUnit.MILLISECONDS.toNanos(1_200));
              Times after = read(scheduler, tasks);
              loop.stop();
              over.set(true);
              double busyToHost = difference(after.busy, before.busy, after.host, before.host);
              double tasksToHost = difference(after.tasks, before.tasks, after.host, before.host);
              System.out.printf(
                  "%d CPUs: busy/host %.4f, tasks/host %.4f, host CPU/wall %.2f%n",
                  cpus,
                  busyToHost,
                  tasksToHost,
                  difference(after.host, before.host, after.wall, before.wall));
              assertThat(busyToHost).as("busy times / host CPU time").isBetween(0.95, 1.05);
              assertThat(tasksToHost).as("tasks' CPU time / host CPU time").isBetween(0.90, 1.05);
            })
        .assertFine();
  }
}
