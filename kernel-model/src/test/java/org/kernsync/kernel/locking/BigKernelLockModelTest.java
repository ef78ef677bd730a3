package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;

class BigKernelLockModelTest {
  /** The two forms. */
  enum Form {
    SPIN(SpinningBigKernelLock::new),
    SLEEP(SleepingBigKernelLock::new);

    final Supplier<BigKernelLock> make;

    Form(Supplier<BigKernelLock> make) {
      this.make = make;
    }
  }

  static Stream<Arguments> forms() {
    return Stream.of(Form.values())
        .flatMap(form -> Stream.of(Preemption.values()).map(rule -> Arguments.of(form, rule)));
  }

  private static KernelHarness on(int cpus, Form form, Preemption rule) {
    return KernelHarness.of(
            KernelConfig.ofCpus(cpus)
                .withPreemption(rule)
                .withStallNanos(TimeUnit.SECONDS.toNanos(5)))
        .withLimit(10, TimeUnit.SECONDS)
        .prepared(kernel -> kernel.scheduler().setBigKernelLock(form.make.get()));
  }

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger together = new AtomicInteger();
  private long counter; // under the big kernel lock

  /** A task may take it again; it is free after as many unlocks, and no more are allowed. */
  @ParameterizedTest
  @MethodSource("forms")
  void lock_again_counts(Form form, Preemption rule) throws InterruptedException {
    on(2, form, rule)
        .run(
            (self, kernel) -> {
              BigKernelLock big = kernel.scheduler().bigKernelLock();
              int held = form == Form.SPIN ? 1 : 0;
              assertThat(self.lockDepth()).isEqualTo(-1);
              big.lock(self);
              big.lock(self);
              big.lock(self);
              assertThat(self.lockDepth()).isEqualTo(2);
              assertThat(self.cpu().preemptCount()).isEqualTo(held);
              big.unlock(self);
              big.unlock(self);
              assertThat(self.lockDepth()).isZero();
              assertThat(self.cpu().preemptCount()).isEqualTo(held);
              big.unlock(self);
              assertThat(self.lockDepth()).isEqualTo(-1);
              assertThat(self.cpu().preemptCount()).isZero();
              assertThatThrownBy(() -> big.unlock(self))
                  .isInstanceOf(IllegalMonitorStateException.class);
            })
        .assertFine();
  }

  /**
   * Tasks on four CPUs count under it, to various depths, giving way and sleeping in the middle:
   * between two sleeps nobody else is ever inside.
   */
  @ParameterizedTest
  @MethodSource("forms")
  void lock_fromFourCpus_excludes(Form form, Preemption rule) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    int tasks = 6;
    int rounds = 400;
    on(4, form, rule)
        .run(
            (self, kernel) -> {
              for (int i = 0; i < tasks; i++) {
                startThread(
                    kernel,
                    self,
                    "old/" + i,
                    task -> {
                      for (int round = 0; round < rounds; round++) {
                        oneRound(kernel, task, round);
                      }
                      done.incrementAndGet();
                    });
              }
              await(kernel, self, "all are done", () -> done.get() == tasks);
            })
        .assertFine();
    assertThat(together.get()).as("two inside").isZero();
    assertThat(counter).isEqualTo(2L * tasks * rounds);
  }

  private void oneRound(Kernel kernel, Task task, int round) {
    BigKernelLock big = kernel.scheduler().bigKernelLock();
    big.lock(task);
    count();
    if (round % 2 == 0) {
      big.lock(task);
    }
    if (round % 50 == 0) {
      KernelHarness.sleep(kernel, task, 20_000);
    } else {
      kernel.scheduler().condResched(task);
    }
    count();
    if (round % 2 == 0) {
      big.unlock(task);
    }
    big.unlock(task);
    kernel.scheduler().condResched(task);
  }

  private void count() {
    if (inside.incrementAndGet() != 1) {
      together.incrementAndGet();
    }
    long seen = counter;
    Thread.onSpinWait();
    counter = seen + 1;
    inside.decrementAndGet();
  }

  /** A way to sleep until {@code wake} is released. */
  private interface Sleep {
    void run(Scheduler scheduler, Task self, CountingSemaphore wake);
  }

  private static final Sleep IN_PRIMITIVE =
      (scheduler, self, wake) -> scheduler.sleepUninterruptibly(self, wake::down);
  private static final Sleep INTERRUPTIBLY =
      (scheduler, self, wake) -> scheduler.sleepInterruptibly(self, wake::downInterruptibly);
  private static final Sleep YIELDING =
      (scheduler, self, wake) -> {
        while (!wake.tryDown()) {
          scheduler.yield(self);
        }
      };

  /**
   * On one CPU, where a holder that kept it in its sleep would wait for ever: whoever wakes it has
   * to take it first. After the sleep the holder has it again, as deep as before.
   */
  @ParameterizedTest
  @MethodSource("forms")
  void sleep_withTheLock_givesItBackMeanwhile(Form form, Preemption rule)
      throws InterruptedException {
    for (Sleep sleep : new Sleep[] {IN_PRIMITIVE, INTERRUPTIBLY, YIELDING}) {
      for (int cpus = 1; cpus <= 2; cpus++) {
        sleepAndBeWoken(form, rule, cpus, sleep);
      }
    }
  }

  private static void sleepAndBeWoken(Form form, Preemption rule, int cpus, Sleep sleep)
      throws InterruptedException {
    CountingSemaphore wake = new CountingSemaphore(0);
    AtomicBoolean meanwhile = new AtomicBoolean();
    on(cpus, form, rule)
        .run(
            (self, kernel) -> {
              BigKernelLock big = kernel.scheduler().bigKernelLock();
              big.lock(self);
              big.lock(self);
              int count = self.cpu().preemptCount();
              startThread(
                  kernel,
                  self,
                  "waker",
                  task -> {
                    big.lock(task);
                    meanwhile.set(true);
                    wake.up();
                    big.unlock(task);
                  });
              sleep.run(kernel.scheduler(), self, wake);
              assertThat(meanwhile.get()).isTrue();
              assertThat(self.lockDepth()).isOne();
              assertThat(self.cpu().preemptCount()).isEqualTo(count);
              big.unlock(self);
              big.unlock(self);
              assertThat(self.cpu().inAtomic()).isFalse();
            })
        .assertFine();
  }

  /**
   * A task that waits for it, on a CPU of its own, gives way to a real-time task there: at once
   * with full preemption in the spin form, and by sleeping in the other.
   */
  @ParameterizedTest
  @MethodSource("forms")
  void wait_forIt_canBePreempted(Form form, Preemption rule) throws InterruptedException {
    if (form == Form.SPIN && rule == Preemption.NONE) {
      return; // kernel mode is not preempted there, waiting or not
    }
    AtomicBoolean urgentRan = new AtomicBoolean();
    AtomicBoolean got = new AtomicBoolean();
    on(2, form, rule)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              Task urgent =
                  kernel.kernelThreads().create(self, "urgent", task -> urgentRan.set(true));
              kernel.scheduler().setRealTime(self.cpu(), urgent, Policy.FIFO, 50);
              kernel.scheduler().setAffinity(self, urgent, 0b10);
              BigKernelLock big = kernel.scheduler().bigKernelLock();
              AtomicBoolean begun = new AtomicBoolean();
              Task waiter =
                  kernel
                      .kernelThreads()
                      .create(
                          self,
                          "waiter",
                          task -> {
                            begun.set(true);
                            big.lock(task);
                            got.set(true);
                            big.unlock(task);
                          });
              kernel.scheduler().setAffinity(self, waiter, 0b10);
              big.lock(self);
              kernel.processes().start(self, waiter);
              while (!begun.get()) {
                self.cpu().poll();
              }
              kernel.processes().start(self, urgent);
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
              while (!urgentRan.get() && System.nanoTime() - end < 0) {
                self.cpu().poll();
              }
              boolean ran = urgentRan.get();
              big.unlock(self);
              assertThat(ran).as("ran beside the waiter").isTrue();
              await(kernel, self, "the waiter got it", got::get);
            })
        .assertFine();
  }

  /** With the lock one may sleep; with a spinlock below it, it is an oops as ever. */
  @ParameterizedTest
  @MethodSource("forms")
  void mightSleep_withTheLock_objectsToOtherSectionsOnly(Form form, Preemption rule)
      throws InterruptedException {
    SpinLock lock = new SpinLock();
    Run run =
        on(2, form, rule)
            .run(
                (self, kernel) -> {
                  BigKernelLock big = kernel.scheduler().bigKernelLock();
                  big.lock(self);
                  self.cpu().mightSleep();
                  lock.lock(self.cpu());
                  assertThatThrownBy(() -> self.cpu().mightSleep())
                      .hasMessageContaining("sleeping in atomic context");
                  lock.unlock(self.cpu());
                  self.cpu().mightSleep();
                  big.unlock(self);
                  self.cpu().mightSleep();
                });
    run.assertNotThrown();
    assertThat(run.kernel().violations()).hasSize(1);
  }

  /** A task that ends with it is named. */
  @ParameterizedTest
  @MethodSource("forms")
  void exit_withTheLock_isAViolation(Form form, Preemption rule) throws InterruptedException {
    Run run =
        on(2, form, rule)
            .run(
                (self, kernel) -> {
                  Task careless =
                      startThreadOn(
                          kernel,
                          self,
                          "careless",
                          0b10,
                          task -> kernel.scheduler().bigKernelLock().lock(task));
                  await(kernel, self, "it ended", () -> careless.exitState() != 0);
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .anyMatch(text -> text.contains("careless") && text.contains("big kernel lock held"));
  }
}
