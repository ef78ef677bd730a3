package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Errno;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Script;
import org.kernsync.kernel.time.Timekeeping.Sleeper;
import org.kernsync.sleep.CountingSemaphore;

class SleepModelTest {
  /** Nobody wakes early, from sleeps of nothing to some milliseconds, on one CPU or many. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void sleepUntil_manySleepers_neverEarly(int cpus) throws InterruptedException {
    int tasks = 20;
    AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
    AtomicLong sleeps = new AtomicLong();
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              CountingSemaphore done = new CountingSemaphore(0);
              for (int i = 0; i < tasks; i++) {
                long step = 37_000L * i;
                startThread(
                    kernel,
                    self,
                    "sleeper/" + i,
                    task -> {
                      Sleeper sleeper = kernel.timekeeping().sleeper(task);
                      for (int round = 0; round < 40; round++) {
                        long deadline = System.nanoTime() + step;
                        assertThat(kernel.timekeeping().sleepUntil(task, sleeper, deadline))
                            .isTrue();
                        long late = System.nanoTime() - deadline;
                        earliest.accumulateAndGet(late, Math::min);
                        sleeps.incrementAndGet();
                      }
                      done.up();
                    });
              }
              for (int i = 0; i < tasks; i++) {
                done.down();
              }
              assertThat(kernel.timekeeping().expirations()).isPositive();
            })
        .assertFine();
    assertThat(sleeps).hasValue(tasks * 40L);
    assertThat(earliest.get()).isNotNegative();
  }

  /** A signal ends a sleep early, takes the timer off, and the sleeper can be used again. */
  @Test
  void sleepUntil_signalled_returnsEarlyAndLeavesNoTimer() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              boolean[] slept = {true};
              Task task =
                  startThread(
                      kernel,
                      self,
                      "sleeper",
                      sleeping -> {
                        Sleeper sleeper = kernel.timekeeping().sleeper(sleeping);
                        long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
                        slept[0] = kernel.timekeeping().sleepUntil(sleeping, sleeper, deadline);
                      });
              await(kernel, self, "it sleeps", () -> !task.isOnRq() && !task.isOnCpu());
              kernel.scheduler().signal(self.cpu(), task, PendingSignals.SIGTERM);
              await(kernel, self, "it ended", () -> task.exitState() != 0);
              assertThat(slept[0]).isFalse();
            })
        .assertFine(); // which includes that no timer is left armed
  }

  /** A deadline that has passed, by a little or by a lot, is no sleep at all. */
  @Test
  void sleepUntil_pastDeadline_returnsAtOnce() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Sleeper sleeper = kernel.timekeeping().sleeper(self);
              long before = self.stats().voluntarySwitches();
              long now = System.nanoTime();
              assertThat(kernel.timekeeping().sleepUntil(self, sleeper, now)).isTrue();
              assertThat(kernel.timekeeping().sleepUntil(self, sleeper, now - 1_000_000_000))
                  .isTrue();
              assertThat(self.stats().voluntarySwitches()).isEqualTo(before);
            })
        .assertFine();
  }

  /** The system call sleeps to an absolute time and returns 0. */
  @Test
  void clockNanosleep_returnsZero_notBeforeItsTime() throws InterruptedException {
    long[] deadline = new long[1];
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Script program =
                  Script.of(
                      (context, memory) -> {
                        deadline[0] = System.nanoTime() + 3_000_000;
                        return context.syscall(Nr.CLOCK_NANOSLEEP, deadline[0]);
                      },
                      (context, memory) -> {
                        boolean right = context.get(0) == 0 && System.nanoTime() - deadline[0] >= 0;
                        return context.syscall(Nr.EXIT, right ? 0 : Errno.EINTR);
                      });
              Task task = startProgram(kernel, self, "sleeper", program);
              Processes.Reaped reaped = kernel.processes().await(self, task.pid());
              assertThat(reaped.code()).isZero();
            })
        .assertFine();
  }
}
