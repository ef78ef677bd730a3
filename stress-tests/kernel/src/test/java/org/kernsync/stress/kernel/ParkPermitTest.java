package org.kernsync.stress.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Task;

/**
 * An interrupt on top of a task shares its park permit. A task tests its condition, finds it false,
 * and before it parks it is woken and interrupted; the handler waits for a spinlock, and its
 * halting eats the permit that was the wake-up. The model gives the permit back at the end of the
 * interrupt; the twin does not, and the task sleeps for ever.
 */
class ParkPermitTest {
  private static final int ROUNDS = 20;
  private static final long CPU0 = 0b01;
  private static final long CPU1 = 0b10;
  private static final long ASLEEP_NANOS = 20_000_000;

  /**
   * One model in which a sleeper on CPU 0 meets, in each round, a waker that holds a lock on CPU 1.
   */
  private static final class Scene {
    private final RawSpinLock lock = new RawSpinLock();
    private final AtomicInteger tested =
        new AtomicInteger(); // rounds in which the sleeper found the condition false
    private final AtomicInteger condition = new AtomicInteger(); // rounds in which it has come true
    private final AtomicInteger locked =
        new AtomicInteger(); // rounds in which the waker has the lock
    private final AtomicInteger parked =
        new AtomicInteger(); // rounds in which the sleeper went to park
    private final AtomicInteger done =
        new AtomicInteger(); // rounds from which the sleeper came back
    private int rescued; // by init only
    private Task sleeper;

    int lostWakeUps(Fault fault) throws InterruptedException {
      KernelConfig config =
          KernelConfig.ofCpus(2).withFault(fault).withStallNanos(TimeUnit.SECONDS.toNanos(10));
      Kernel kernel = new Kernel(config);
      kernel.scheduler().cpu(0).setHandler(Interrupt.BALANCE, (cpu, now) -> lockAndUnlock(cpu));
      kernel.boot(this::init);
      Outcome outcome = kernel.await();
      assertThat(kernel.violations()).isEmpty();
      assertThat(outcome).as("%s", kernel.stall()).isEqualTo(Outcome.FINE);
      assertThat(done.get()).isEqualTo(ROUNDS);
      return rescued;
    }

    private void lockAndUnlock(Cpu cpu) {
      lock.lock(cpu);
      lock.unlock(cpu);
    }

    private void init(Task self, Kernel kernel) {
      kernel.scheduler().setAffinity(self, self, CPU1);
      // both are made before one begins: kthreadd may stand behind the sleeper, who does not poll
      sleeper = kernel.kernelThreads().create(self, "sleeper", this::sleepEachRound);
      Task waker =
          kernel.kernelThreads().create(self, "waker", task -> wakeEachRound(task, kernel));
      kernel.scheduler().setAffinity(self, sleeper, CPU0);
      kernel.scheduler().setAffinity(self, waker, CPU1);
      kernel.processes().start(self, waker);
      kernel.processes().start(self, sleeper);
      for (int round = 1; round <= ROUNDS; round++) {
        int now = round;
        await(kernel, self, "the sleeper comes to park", () -> parked.get() >= now);
        await(
            kernel,
            self,
            "round " + now + " ends",
            () -> done.get() >= now || isAsleep(kernel, self));
        if (done.get() < now) {
          rescued++;
          LockSupport.unpark(sleeper.thread());
        }
      }
    }

    private boolean isAsleep(Kernel kernel, Task self) {
      int before = done.get();
      if (sleeper.isOnRq() || sleeper.isOnCpu()) {
        return false;
      }
      sleep(kernel, self, ASLEEP_NANOS);
      return !sleeper.isOnRq() && done.get() == before;
    }

    private void sleepEachRound(Task self) {
      for (int round = 1; round <= ROUNDS; round++) {
        while (condition.get() < round) {
          tested.set(round);
          awaitWithoutPolling(
              locked, round); // by now the condition has come true and this task has been unparked
          self.cpu().raise(Interrupt.BALANCE);
          self.cpu().poll(); // the handler halts until the waker lets go of the lock
          parked.set(round);
          LockSupport.park();
        }
        done.set(round);
      }
    }

    private void wakeEachRound(Task self, Kernel kernel) {
      for (int round = 1; round <= ROUNDS; round++) {
        int now = round;
        await(kernel, self, "the sleeper has tested", () -> tested.get() >= now);
        Cpu cpu = self.cpu();
        boolean flags = lock.lockIrqSave(cpu);
        condition.set(round);
        LockSupport.unpark(sleeper.thread());
        locked.set(round);
        long end = System.nanoTime() + 2_000_000;
        while (!lock.isContended()
            || System.nanoTime() - end < 0) { // long enough for the handler to halt
          Thread.onSpinWait();
        }
        lock.unlockIrqRestore(cpu, flags);
      }
    }

    private static void awaitWithoutPolling(AtomicInteger counter, int value) {
      while (counter.get() < value) {
        Thread.onSpinWait();
      }
    }
  }

  /** No wake-up is lost, though each is eaten by an interrupt. */
  @Test
  void realModel_losesNoWakeUp() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      assertThat(new Scene().lostWakeUps(Fault.NONE)).isZero();
    }
  }

  /**
   * Without the permit given back, wake-ups are lost: the task had to be woken again by somebody
   * who knew.
   */
  @Test
  void twin_losesWakeUps() throws InterruptedException {
    int lost = new Scene().lostWakeUps(Fault.NO_SELF_UNPARK);
    System.out.printf("no self-unpark: %d of %d wake-ups lost%n", lost, ROUNDS);
    assertThat(lost).isPositive();
  }
}
