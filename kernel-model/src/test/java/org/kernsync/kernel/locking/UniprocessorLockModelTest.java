package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Task;

/** The form that spinlocks have on a machine with one CPU. */
class UniprocessorLockModelTest {
  private final SpinLock lock = new SpinLock();

  private static KernelHarness onOne(Preemption rule, boolean debug) {
    return KernelHarness.of(
        KernelConfig.ofCpus(1)
            .withPreemption(rule)
            .withSpinlockDebug(debug)
            .withStallNanos(TimeUnit.SECONDS.toNanos(10)));
  }

  /**
   * The lock is nothing but disabled preemption: the ticket lock stays free, the count is kept, and
   * a holder that polls is not preempted by a task that deserves the CPU more.
   */
  @ParameterizedTest
  @EnumSource
  void lock_oneCpu_onlyDisablesPreemption(Preemption rule) throws InterruptedException {
    AtomicBoolean ran = new AtomicBoolean();
    onOne(rule, false)
        .run(
            (self, kernel) -> {
              Task other = kernel.kernelThreads().create(self, "urgent", task -> ran.set(true));
              kernel.scheduler().setRealTime(self.cpu(), other, Policy.FIFO, 50);
              lock.lock(self.cpu());
              assertThat(lock.raw.arch.isLocked()).isFalse();
              assertThat(lock.isHeldHere()).as("nobody can tell").isTrue();
              assertThat(lock.isLocked()).as("nobody can tell").isFalse();
              assertThat(self.cpu().preemptCount()).isOne();
              kernel.processes().start(self, other);
              for (int i = 0; i < 1_000; i++) {
                self.cpu().poll();
              }
              assertThat(ran.get()).as("preempted under the lock").isFalse();
              lock.unlock(self.cpu());
              KernelHarness.await(kernel, self, "it ran", ran::get);
            })
        .assertFine();
  }

  /** Without debugging nothing keeps the holder from locking again: as in Linux. */
  @Test
  void lock_byItsHolder_goesUnnoticedWithoutDebugging() throws InterruptedException {
    onOne(Preemption.NONE, false)
        .run(
            (self, kernel) -> {
              lock.lock(self.cpu());
              lock.lock(self.cpu());
              assertThat(lock.tryLock(self.cpu())).isTrue();
              assertThat(self.cpu().preemptCount()).isEqualTo(3);
              lock.unlock(self.cpu());
              lock.unlock(self.cpu());
              lock.unlock(self.cpu());
            })
        .assertFine();
  }

  /** With debugging it is an oops that ends the run, and the try form fails. */
  @ParameterizedTest
  @EnumSource
  void lock_byItsHolder_isAnOopsWithDebugging(Preemption rule) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Run run =
        onOne(rule, true)
            .run(
                (self, kernel) -> {
                  boolean flags = lock.lockIrqSave(self.cpu());
                  assertThat(lock.isLocked()).isTrue();
                  assertThat(lock.tryLock(self.cpu())).isFalse();
                  try {
                    lock.lock(self.cpu());
                  } catch (IllegalStateException oops) {
                    thrown.set(oops);
                  }
                  assertThat(self.cpu().preemptCount()).isOne();
                  lock.unlockIrqRestore(self.cpu(), flags);
                  assertThat(lock.isLocked()).isFalse();
                })
            .assertNotThrown();
    assertThat(thrown.get()).hasMessageContaining("spinlock recursion");
    assertThat(run.kernel().violations()).singleElement().asString().contains("spinlock recursion");
  }

  /** With debugging an unlock of a free lock is refused and changes nothing. */
  @Test
  void unlock_free_isRefusedWithDebugging() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    onOne(Preemption.NONE, true)
        .run(
            (self, kernel) -> {
              self.cpu().preemptDisable();
              try {
                lock.unlock(self.cpu());
              } catch (IllegalMonitorStateException refused) {
                thrown.set(refused);
              }
              assertThat(self.cpu().preemptCount()).isOne();
              self.cpu().preemptEnable();
            })
        .assertFine();
    assertThat(thrown.get()).hasMessageContaining("unlock on cpu 0");
  }
}
