package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.Profile;
import org.kernsync.kernel.cpu.CpuMode;

/** Profile linux-6.12: fair tasks beside a real-time hog. */
class FairServerModelTest {
  private static final long MILLI = 1_000_000;

  private static KernelHarness harness(int cpus, Profile profile) {
    return KernelHarness.of(KernelConfig.ofCpus(cpus).withProfile(profile));
  }

  private static Task startHog(Kernel kernel, Task self, int cpu, BusyLoop hog) {
    Task task = kernel.kernelThreads().create(self, "hog", hog);
    kernel.scheduler().setAffinity(self, task, 1L << cpu);
    kernel.scheduler().setRealTime(self.cpu(), task, Policy.FIFO, 10);
    kernel.processes().start(self, task);
    return task;
  }

  /**
   * A FIFO hog and a fair one on one CPU, by the work that each does over three seconds of the
   * CPU's time: 95 to 5 of 100.
   */
  @Test
  void hogAndAFairTask_getNinetyFiveToFive() throws InterruptedException {
    harness(1, Profile.LINUX_6_12)
        .run(
            (self, kernel) -> {
              BusyLoop hog = new BusyLoop(kernel.scheduler());
              BusyLoop fair = new BusyLoop(kernel.scheduler());
              KernelHarness.startThread(kernel, self, "fair", fair);
              startHog(kernel, self, 0, hog);
              // init is fair: each of its sleeps ends with the server's next turn
              sleep(kernel, self, 300 * MILLI);
              long hogBefore = hog.chunks();
              long fairBefore = fair.chunks();
              for (int period = 0; period < 3; period++) {
                sleep(kernel, self, 300 * MILLI);
              }
              double hogs = hog.chunks() - hogBefore;
              double fairs = fair.chunks() - fairBefore;
              assertThat(hogs / (hogs + fairs)).as("the hog's share").isCloseTo(0.95, within(0.02));
              hog.stop();
              fair.stop();
            })
        .assertFine();
  }

  /**
   * A hog beside whom nobody wants to run: the throttle idles its CPU for 50 ms of each second, the
   * fair server leaves it all.
   */
  @ParameterizedTest
  @EnumSource(Profile.class)
  void hogAlone_idlesUnderTheThrottleOnly(Profile profile) throws InterruptedException {
    harness(2, profile)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              BusyLoop hog = new BusyLoop(kernel.scheduler());
              Task task = startHog(kernel, self, 1, hog);
              await(kernel, self, "it runs", () -> hog.chunks() > 100);
              long idle = kernel.scheduler().cpu(1).clock().modeNanos(CpuMode.IDLE);
              long before = task.cpuNanos();
              while (task.cpuNanos() - before < 1_100 * MILLI) {
                sleep(kernel, self, 50 * MILLI);
              }
              idle = kernel.scheduler().cpu(1).clock().modeNanos(CpuMode.IDLE) - idle;
              hog.stop();
              if (profile == Profile.LINUX_5_4) {
                assertThat(idle).isGreaterThan(30 * MILLI);
              } else {
                assertThat(idle).isLessThan(2 * MILLI);
              }
            })
        .assertFine();
  }

  /** A wake-up of a real-time task does not cut the server's turn short. */
  @Test
  void realTimeWakesInTheTurn_waitsForItsEnd() throws InterruptedException {
    harness(2, Profile.LINUX_6_12)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              kernel.scheduler().setRealTimeBandwidth(self.cpu(), 100 * MILLI, 50 * MILLI);
              BusyLoop fair = new BusyLoop(kernel.scheduler());
              Task fairTask = kernel.kernelThreads().create(self, "fair", fair);
              kernel.scheduler().setAffinity(self, fairTask, 0b10);
              kernel.processes().start(self, fairTask);
              BusyLoop hog = new BusyLoop(kernel.scheduler());
              startHog(kernel, self, 1, hog);
              Task urgent =
                  kernel
                      .kernelThreads()
                      .create(
                          self,
                          "urgent",
                          task -> {
                            for (int i = 0; i < 600; i++) {
                              sleep(kernel, task, MILLI);
                            }
                          });
              kernel.scheduler().setAffinity(self, urgent, 0b10);
              kernel.scheduler().setRealTime(self.cpu(), urgent, Policy.FIFO, 50);
              kernel.processes().start(self, urgent);
              long hogBefore = hog.chunks();
              long fairBefore = fair.chunks();
              while (hog.chunks() + fair.chunks() - hogBefore - fairBefore < 30_000) {
                sleep(kernel, self, 50 * MILLI);
              }
              double hogs = hog.chunks() - hogBefore;
              double fairs = fair.chunks() - fairBefore;
              assertThat(hogs / (hogs + fairs)).as("the hog's share").isCloseTo(0.5, within(0.1));
              hog.stop();
              fair.stop();
              await(kernel, self, "urgent ended", () -> urgent.exitState() != 0);
            })
        .assertFine();
  }
}
