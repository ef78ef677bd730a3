package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.PreemptCount;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.sched.Task;

class SpinLockModelTest {
  private static final int BH = PreemptCount.SOFTIRQ_DISABLE_OFFSET;

  /** A way to take a lock, and the way to give it back that fits. */
  enum Way {
    PLAIN(1, false, ExclusiveLock::lock, ExclusiveLock::unlock, ExclusiveLock::guard),
    IRQ(1, true, ExclusiveLock::lockIrq, ExclusiveLock::unlockIrq, ExclusiveLock::guardIrq),
    IRQSAVE(
        1,
        true,
        (lock, cpu) -> assertThat(lock.lockIrqSave(cpu)).isFalse(),
        (lock, cpu) -> lock.unlockIrqRestore(cpu, false),
        ExclusiveLock::guardIrqSave),
    BH_OFF(1 + BH, false, ExclusiveLock::lockBh, ExclusiveLock::unlockBh, ExclusiveLock::guardBh),
    TRY(1, false, taking(ExclusiveLock::tryLock), ExclusiveLock::unlock, ExclusiveLock::tryGuard),
    TRY_IRQ(
        1,
        true,
        taking(ExclusiveLock::tryLockIrq),
        ExclusiveLock::unlockIrq,
        ExclusiveLock::tryGuardIrqSave),
    TRY_BH(
        1 + BH,
        false,
        taking(ExclusiveLock::tryLockBh),
        ExclusiveLock::unlockBh,
        ExclusiveLock::tryGuardBh);

    interface Try {
      boolean tryLock(ExclusiveLock lock, Cpu cpu);
    }

    interface Guard {
      SectionGuard open(ExclusiveLock lock, Cpu cpu);
    }

    final int count;
    final boolean irqsOff;
    final BiConsumer<ExclusiveLock, Cpu> take;
    final BiConsumer<ExclusiveLock, Cpu> giveBack;
    final Guard guard;

    Way(
        int count,
        boolean irqsOff,
        BiConsumer<ExclusiveLock, Cpu> take,
        BiConsumer<ExclusiveLock, Cpu> giveBack,
        Guard guard) {
      this.count = count;
      this.irqsOff = irqsOff;
      this.take = take;
      this.giveBack = giveBack;
      this.guard = guard;
    }

    private static BiConsumer<ExclusiveLock, Cpu> taking(Try form) {
      return (lock, cpu) -> assertThat(form.tryLock(lock, cpu)).isTrue();
    }

    void assertInside(ExclusiveLock lock, Cpu cpu) {
      assertThat(cpu.preemptCount()).isEqualTo(count);
      assertThat(cpu.irqsDisabled()).isEqualTo(irqsOff);
      assertThat(lock.isLocked()).isTrue();
      assertThat(lock.isHeldHere()).isTrue();
    }
  }

  private static void assertOutside(ExclusiveLock lock, Cpu cpu) {
    assertThat(cpu.preemptCount()).isZero();
    assertThat(cpu.irqsDisabled()).isFalse();
    assertThat(lock.isHeldHere()).isFalse();
  }

  private static List<ExclusiveLock> locks() {
    return List.of(new RawSpinLock(), new SpinLock());
  }

  /** The cases: each way, on one CPU and on two. */
  static Stream<Arguments> ways() {
    return Stream.of(1, 2)
        .flatMap(cpus -> Stream.of(Way.values()).map(way -> Arguments.of(cpus, way)));
  }

  /** Each way changes preempt count, interrupts and softirqs as it says, and puts them back. */
  @ParameterizedTest
  @MethodSource("ways")
  void lock_eachWay_changesContextAndPutsItBack(int cpus, Way way) throws InterruptedException {
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              for (ExclusiveLock lock : locks()) {
                way.take.accept(lock, self.cpu());
                way.assertInside(lock, self.cpu());
                way.giveBack.accept(lock, self.cpu());
                assertOutside(lock, self.cpu());
                assertThat(lock.isLocked()).isFalse();
              }
            })
        .assertFine();
  }

  /** A guard puts the context back, whether its block ends by itself or by an exception. */
  @ParameterizedTest
  @MethodSource("ways")
  void guard_closedOrThrown_putsContextBack(int cpus, Way way) throws InterruptedException {
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              for (ExclusiveLock lock : locks()) {
                try (SectionGuard guard = way.guard.open(lock, self.cpu())) {
                  assertThat(guard).isNotNull();
                  way.assertInside(lock, self.cpu());
                }
                assertOutside(lock, self.cpu());
                assertThatThrownBy(
                        () -> {
                          try (var _ = way.guard.open(lock, self.cpu())) {
                            throw new IllegalArgumentException("in the block");
                          }
                        })
                    .isInstanceOf(IllegalArgumentException.class);
                assertOutside(lock, self.cpu());
                assertThat(lock.isLocked()).isFalse();
              }
            })
        .assertFine();
  }

  /**
   * irqsave inside of a section with interrupts off leaves them off; so do its guard and its try.
   */
  @Test
  void lockIrqSave_interruptsOff_leavesThemOff() throws InterruptedException {
    SpinLock outer = new SpinLock();
    SpinLock inner = new SpinLock();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              outer.lockIrq(cpu);
              boolean flags = inner.lockIrqSave(cpu);
              assertThat(flags).isTrue();
              inner.unlockIrqRestore(cpu, flags);
              assertThat(cpu.irqsDisabled()).isTrue();
              try (var _ = inner.guardIrqSave(cpu)) {
                assertThat(cpu.preemptCount()).isEqualTo(2);
              }
              assertThat(cpu.irqsDisabled()).isTrue();
              inner.tryGuardIrqSave(cpu).close();
              assertThat(cpu.irqsDisabled()).isTrue();
              outer.unlockIrq(cpu);
              assertOutside(outer, self.cpu());
            })
        .assertFine();
  }

  /** A softirq raised while the lock is held with softirqs off runs when it is given back. */
  @ParameterizedTest
  @EnumSource(names = {"BH_OFF", "TRY_BH"})
  void unlockBh_raisedMeanwhile_runsIt(Way way) throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    SpinLock lock = new SpinLock();
    KernelHarness.on(1)
        .prepared(kernel -> kernel.softirqs().open(Softirq.HI, cpu -> served.incrementAndGet()))
        .run(
            (self, kernel) -> {
              way.take.accept(lock, self.cpu());
              self.cpu().raiseSoftirq(Softirq.HI);
              self.cpu().poll();
              assertThat(served.get()).as("softirqs are off").isZero();
              way.giveBack.accept(lock, self.cpu());
              assertThat(served.get()).isOne();
            })
        .assertFine();
  }

  /** unlockBh with interrupts off is an oops. */
  @Test
  void unlockBh_interruptsOff_isAnOops() throws InterruptedException {
    SpinLock lock = new SpinLock();
    Throwable[] thrown = new Throwable[1];
    KernelHarness.Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  lock.lockBh(cpu);
                  boolean flags = cpu.irqSave();
                  try {
                    lock.unlockBh(cpu);
                  } catch (IllegalStateException oops) {
                    thrown[0] = oops;
                  }
                  cpu.irqRestore(flags);
                  if (cpu.inAtomic()) {
                    cpu.localBhEnable();
                  }
                });
    assertThat(thrown[0]).hasMessageContaining("local_bh_enable with interrupts off");
    assertThat(run.kernel().violations()).hasSize(1);
  }

  /**
   * While another CPU holds it: try forms fail and leave the context as it was; a stranger's unlock
   * of any kind is refused and changes nothing.
   */
  @Test
  void tryAndUnlock_heldElsewhere_changeNothing() throws InterruptedException {
    for (ExclusiveLock lock : locks()) {
      whileHeldElsewhere(
          lock,
          self -> {
            Cpu cpu = self.cpu();
            assertThat(lock.tryLock(cpu)).isFalse();
            assertOutside(lock, self.cpu());
            assertThat(lock.tryLockIrq(self.cpu())).isFalse();
            assertOutside(lock, self.cpu());
            assertThat(lock.tryLockBh(self.cpu())).isFalse();
            assertOutside(lock, self.cpu());
            assertThat(lock.tryGuardIrqSave(self.cpu())).isNull();
            assertOutside(lock, self.cpu());
            for (Way way : Way.values()) {
              assertThatThrownBy(() -> way.giveBack.accept(lock, self.cpu()))
                  .as(way.name())
                  .isInstanceOf(IllegalMonitorStateException.class);
              assertOutside(lock, self.cpu());
            }
            assertThat(lock.isLocked()).isTrue();
          });
    }
  }

  private static void whileHeldElsewhere(ExclusiveLock lock, Consumer<Task> action)
      throws InterruptedException {
    AtomicBoolean held = new AtomicBoolean();
    AtomicBoolean release = new AtomicBoolean();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              Task holder = startHolder(kernel, self, lock, held, release);
              await(kernel, self, "it is held", held::get);
              try {
                action.accept(self);
              } finally {
                release.set(true);
              }
              await(kernel, self, "the holder ended", () -> holder.exitState() != 0);
              assertThat(lock.isLocked()).isFalse();
            })
        .assertFine();
  }

  private static Task startHolder(
      Kernel kernel, Task self, ExclusiveLock lock, AtomicBoolean held, AtomicBoolean release) {
    return startThreadOn(
        kernel,
        self,
        "holder",
        0b10,
        task -> {
          try (var _ = lock.guard(task.cpu())) {
            held.set(true);
            while (!release.get()) {
              task.cpu().poll();
            }
          }
        });
  }

  /** A second lock by the holder is refused, however it asks, with the context as it was. */
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "IRQ", "IRQSAVE", "BH_OFF"})
  void lock_byItsHolder_isRefusedAndContextAsBefore(Way way) throws InterruptedException {
    SpinLock lock = new SpinLock();
    KernelHarness.on(2)
        .withoutLockDebugging()
        .run(
            (self, kernel) -> {
              lock.lock(self.cpu());
              assertThatThrownBy(() -> way.take.accept(lock, self.cpu()))
                  .isInstanceOf(IllegalStateException.class);
              assertThat(self.cpu().preemptCount()).isOne();
              assertThat(self.cpu().irqsDisabled()).isFalse();
              lock.unlock(self.cpu());
              assertOutside(lock, self.cpu());
            })
        .assertFine();
  }
}
