package org.kernsync.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.drivers.DeviceLoad;
import org.kernsync.kernel.drivers.Devices;
import org.kernsync.kernel.sched.SchedStatistics;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.wait.Completion;

/** What the files of a run say is what the model has counted, in the layouts of Linux. */
class ProcModelTest {
  private static final long MILLI = 1_000_000;

  /**
   * A run with devices, function calls, sleepers and a hog; its files; and how long init ran, with
   * all CPUs on.
   */
  private record Seen(Kernel kernel, ProcFs proc, long initNanos) {
    String text(String name) {
      return proc.read(name).orElseThrow().text();
    }

    StatFile stat() {
      return ProcParsers.stat(text("stat"));
    }
  }

  private static Seen run(int cpus) throws InterruptedException {
    Moment[] moment = new Moment[1];
    Devices[] devices = new Devices[1];
    long[] initNanos = new long[1];
    Run run =
        KernelHarness.on(cpus)
            .prepared(kernel -> devices[0] = kernel.devices(DeviceLoad.parse("net=5000/s")))
            .run(
                (self, kernel) -> {
                  long start = System.nanoTime();
                  devices[0].start(self);
                  Completion end = new Completion();
                  startThread(kernel, self, "hog ) (", task -> burn(kernel, task, 150 * MILLI));
                  startThread(kernel, self, "stuck", task -> end.awaitUninterruptibly());
                  for (int i = 0; i < 5; i++) {
                    kernel.functionCalls().onEachCpu(self.cpu(), cpu -> {}, true);
                    sleep(kernel, self, 40 * MILLI);
                  }
                  KernelHarness.await(
                      kernel, self, "stuck sleeps", () -> find(kernel, "stuck").state() != 0);
                  KernelHarness.await(
                      kernel, self, "the hog ends", () -> hasEnded(kernel, "hog ) ("));
                  moment[0] = Moment.of(kernel);
                  end.complete();
                  devices[0].stop(self);
                  initNanos[0] = System.nanoTime() - start;
                })
            .assertFine();
    devices[0].awaitEnd();
    return new Seen(run.kernel(), new ProcFs(run.kernel(), moment[0]), initNanos[0]);
  }

  private static boolean hasEnded(Kernel kernel, String comm) {
    return kernel.endedTasks().stream().anyMatch(task -> task.comm().equals(comm));
  }

  private static Task find(Kernel kernel, String comm) {
    return kernel.processes().snapshot().stream()
        .filter(task -> task.comm().equals(comm))
        .findFirst()
        .orElseThrow();
  }

  /** Computes for some time, and until enough of it was the task's own to be seen in its counts. */
  private static void burn(Kernel kernel, Task self, long nanos) {
    long end = System.nanoTime() + nanos;
    long seed = 1;
    while (System.nanoTime() - end < 0 || self.cpuNanos() < 20 * MILLI) {
      seed = DelayLoop.spin(seed, 10_000);
      kernel.scheduler().condResched(self);
      self.cpu().poll();
    }
  }

  private static List<Cpu> cpus(Kernel kernel) {
    return IntStream.range(0, kernel.scheduler().cpuCount())
        .mapToObj(cpu -> kernel.scheduler().cpu(cpu))
        .toList();
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  /** Every file goes through the parser that reads real machines' files. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void files_ofARun_roundTripAndAddUp(int cpus) throws InterruptedException {
    Seen seen = run(cpus);
    seen.proc()
        .files()
        .forEach((name, text) -> assertThat(ProcParsers.parse(name, text).text()).isEqualTo(text));
    assertThat(seen.proc().files())
        .containsKeys("interrupts", "softirqs", "stat", "schedstat", "loadavg", "1/stat", "2/stat")
        .containsKeys("buddyinfo", "zoneinfo", "slabinfo", "meminfo", "vmstat")
        .allSatisfy((name, text) -> assertThat(ProcFs.isPath(name)).isTrue());
    assertInterrupts(seen, cpus);
    assertSoftirqs(seen);
    assertStat(seen, cpus);
    assertSchedstat(seen, cpus);
  }

  private static void assertInterrupts(Seen seen, int cpus) {
    InterruptsFile file = ProcParsers.interrupts(seen.text("interrupts"));
    assertThat(file.cpus()).isEqualTo(cpus);
    InterruptsFile.Line net = (InterruptsFile.Line) file.rows().getFirst();
    assertThat(net.irq()).isEqualTo(11);
    assertThat(net.actions()).containsExactly("net");
    assertThat(net.counts().getFirst()).isPositive().isEqualTo(seen.kernel().irqs().count(11, 0));
    List<Cpu> all = cpus(seen.kernel());
    assertThat(local(file, "LOC"))
        .isEqualTo(all.stream().map(cpu -> cpu.interruptCount(Interrupt.TIMER)).toList())
        .allSatisfy(count -> assertThat(count).isPositive());
    List<Long> calls = local(file, "CAL");
    assertThat(calls)
        .isEqualTo(all.stream().map(cpu -> cpu.interruptCount(Interrupt.CALL_FUNCTION)).toList());
    assertThat(sum(calls)).isGreaterThanOrEqualTo(cpus == 1 ? 0 : 5);
    long device = all.stream().mapToLong(cpu -> cpu.interruptCount(Interrupt.DEVICE)).sum();
    long others = sum(local(file, "LOC")) + sum(calls) + sum(local(file, "RES"));
    assertThat(others + device)
        .as("each interrupt of a CPU is in one row")
        .isEqualTo(all.stream().mapToLong(Cpu::interruptCount).sum());
    assertThat(seen.stat().interrupts().getFirst()).isEqualTo(others + sum(net.counts()));
    assertThat(seen.stat().interrupts().get(1 + 11)).isEqualTo(sum(net.counts()));
  }

  private static List<Long> local(InterruptsFile file, String label) {
    return file.rows().stream()
        .filter(row -> row instanceof InterruptsFile.Local one && one.label().equals(label))
        .map(row -> ((InterruptsFile.Local) row).counts())
        .findFirst()
        .orElseThrow();
  }

  private static void assertSoftirqs(Seen seen) {
    SoftirqsFile file = ProcParsers.softirqs(seen.text("softirqs"));
    assertThat(file.rows())
        .extracting(SoftirqsFile.Row::name)
        .containsExactly(
            "HI",
            "TIMER",
            "NET_TX",
            "NET_RX",
            "BLOCK",
            "IRQ_POLL",
            "TASKLET",
            "SCHED",
            "HRTIMER",
            "RCU");
    long all = 0;
    for (int vector = 0; vector < 10; vector++) {
      List<Long> counts = file.rows().get(vector).counts();
      Softirq softirq = Softirq.values()[vector];
      for (Cpu cpu : cpus(seen.kernel())) {
        assertThat(counts.get(cpu.id()))
            .isEqualTo(seen.kernel().softirqs().counts(cpu.id()).served(softirq));
      }
      assertThat(seen.stat().softirqs().get(1 + vector)).isEqualTo(sum(counts));
      all += sum(counts);
    }
    assertThat(sum(file.rows().get(Softirq.NET_RX.ordinal()).counts())).isPositive();
    assertThat(seen.stat().softirqs().getFirst()).isEqualTo(all);
  }

  private static void assertStat(Seen seen, int cpus) {
    StatFile stat = seen.stat();
    Kernel kernel = seen.kernel();
    assertThat(stat.contextSwitches()).isEqualTo(kernel.scheduler().contextSwitches());
    assertThat(stat.processes()).isEqualTo(kernel.processes().forks());
    assertThat(stat.bootSeconds())
        .isCloseTo(System.currentTimeMillis() / 1_000, org.assertj.core.data.Offset.offset(120L));
    assertThat(stat.running()).isPositive();
    assertThat(stat.cpus()).hasSize(cpus).allSatisfy(times -> assertThat(times).hasSize(10));
    long upTicks = kernel.upNanos() / (10 * MILLI);
    for (int column = 0; column < 10; column++) {
      int at = column;
      long parts = stat.cpus().stream().mapToLong(times -> times.get(at)).sum();
      assertThat(stat.all().get(column)).isBetween(parts, parts + cpus - 1);
    }
    long initTicks = seen.initNanos() / (10 * MILLI);
    for (List<Long> times : stat.cpus()) { // each of the ten columns is cut off
      assertThat(sum(times)).isBetween(initTicks - 10, upTicks + 1);
    }
    assertThat(stat.all().get(2)).as("the hog computes in kernel mode").isPositive();
  }

  private static void assertSchedstat(Seen seen, int cpus) {
    SchedstatFile file = ProcParsers.schedstat(seen.text("schedstat"));
    assertThat(file.version()).isEqualTo(15);
    assertThat(file.cpus()).hasSize(cpus);
    for (SchedstatFile.Cpu cpu : file.cpus()) {
      SchedStatistics counted = seen.kernel().scheduler().statistics(cpu.number());
      assertThat(cpu.counts()).hasSize(9);
      assertThat(cpu.counts().get(2)).isEqualTo(counted.schedules()).isPositive();
      assertThat(cpu.counts().get(6)).isEqualTo(counted.cpuNanos());
      assertThat(cpu.counts().get(8)).isEqualTo(counted.slices());
      assertThat(cpu.domains()).hasSize(cpus == 1 ? 0 : 1);
      for (SchedstatFile.Domain domain : cpu.domains()) {
        assertThat(domain.mask()).isEqualTo("00000000,00000003");
        assertThat(domain.counts()).hasSize(36);
        assertThat(domain.counts().get(8)).isEqualTo(counted.busy().calls());
        assertThat(domain.counts().get(16)).isEqualTo(counted.newlyIdle().calls());
        assertThat(domain.counts().get(33)).isEqualTo(counted.remoteWakeups());
      }
    }
  }

  /** Tasks, living and ended, with their times, states and odd names. */
  @Test
  void pidStat_ofARun_tellsWhatTheTasksWere() throws InterruptedException {
    Seen seen = run(2);
    PidStatFile hog = ProcParsers.pidStat(seen.text("hog ) (/stat"));
    Task task =
        seen.kernel().endedTasks().stream()
            .filter(one -> one.comm().equals("hog ) ("))
            .findFirst()
            .orElseThrow();
    assertThat(hog.comm()).isEqualTo("hog ) (");
    assertThat(hog.pid()).isEqualTo(task.pid());
    assertThat(hog.state()).isEqualTo('X');
    assertThat(hog.fields())
        .containsEntry(PidStatField.PPID, 2L)
        .containsEntry(PidStatField.UTIME, 0L)
        .containsEntry(PidStatField.STIME, task.cpuNanos() / (10 * MILLI))
        .containsEntry(PidStatField.PRIORITY, 20L);
    assertThat(hog.fields().get(PidStatField.STIME)).isPositive();
    PidStatFile kthreadd = ProcParsers.pidStat(seen.text("2/stat"));
    assertThat(kthreadd.state()).as("waits for work").isEqualTo('S');
    assertThat(kthreadd.fields().get(PidStatField.CSTIME))
        .as("has collected the hog")
        .isGreaterThanOrEqualTo(hog.fields().get(PidStatField.STIME));
    assertThat(ProcParsers.pidStat(seen.text("stuck/stat")).state()).isEqualTo('D');
    assertThat(ProcParsers.pidStat(seen.text("1/stat")).state()).isEqualTo('R');
    assertThat(ProcParsers.pidStat(seen.text("migration/0/stat")).fields())
        .containsEntry(PidStatField.PRIORITY, -100L);
    assertThat(seen.proc().read("nobody/stat")).isEmpty();
    assertThat(seen.proc().read("99999/stat")).isEmpty();
    assertThat(seen.proc().read("cmdline")).isEmpty();
    LoadavgFile load = ProcParsers.loadavg(seen.text("loadavg"));
    assertThat(load.running()).isPositive();
    assertThat(load.threads()).isGreaterThan(load.running());
    assertThat(load.lastPid()).isGreaterThanOrEqualTo(hog.pid());
  }

  /**
   * Two tasks that compute and one that sleeps uninterruptibly for more than five seconds are a
   * load of three at the one sample that was taken; init and the kernel's threads, which wait for
   * work, are none.
   */
  @Test
  void loadavg_afterOneSample_countsRunnersAndUninterruptibleSleepers()
      throws InterruptedException {
    Moment[] moment = new Moment[1];
    long[] averages = new long[3];
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Completion end = new Completion();
              startThreadOn(kernel, self, "stuck", 1, task -> end.awaitUninterruptibly());
              startThreadOn(kernel, self, "patient", 1, task -> sleep(kernel, task, 5_300 * MILLI));
              for (int i = 0; i < 2; i++) {
                startThreadOn(kernel, self, "hog", 1, task -> burn(kernel, task, 5_300 * MILLI));
              }
              sleep(kernel, self, 5_200 * MILLI);
              moment[0] = Moment.of(kernel);
              System.arraycopy(kernel.scheduler().loadAverages(), 0, averages, 0, 3);
              end.complete();
            })
        .assertFine();
    long decay = 1884;
    assertThat(averages[0]).isEqualTo((3 * 2048 * (2048 - decay) + 2047) / 2048);
    assertThat(moment[0].load().one()).isEqualTo(24);
    assertThat(moment[0].load().five()).isEqualTo(5);
  }
}
