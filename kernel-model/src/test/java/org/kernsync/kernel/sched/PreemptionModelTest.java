package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.locking.RawSpinLock;

class PreemptionModelTest {
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static KernelConfig config(int cpus, Preemption preemption) {
    return KernelConfig.ofCpus(cpus).withPreemption(preemption);
  }

  /**
   * A kernel thread that works for 200 ms and only polls: with full preemption another one runs
   * meanwhile, with none only after.
   */
  @ParameterizedTest
  @EnumSource(Preemption.class)
  void poll_kernelMode_switchesWithFullOnly(Preemption preemption) throws InterruptedException {
    AtomicBoolean otherRan = new AtomicBoolean();
    boolean[] seen = new boolean[1];
    KernelHarness.of(config(1, preemption))
        .run(
            (self, kernel) -> {
              Task busy =
                  startThreadOn(
                      kernel,
                      self,
                      "busy",
                      1,
                      task -> {
                        startThreadOn(kernel, task, "other", 1, other -> otherRan.set(true));
                        long end = System.nanoTime() + BUSY_NANOS;
                        while (System.nanoTime() - end < 0) {
                          task.cpu().poll();
                        }
                        seen[0] = otherRan.get();
                      });
              KernelHarness.await(kernel, self, "it ended", () -> busy.exitState() != 0);
            })
        .assertFine();
    assertThat(seen[0]).isEqualTo(preemption == Preemption.FULL);
  }

  /**
   * Inside an atomic section nothing switches, however due; when the last one ends, full preemption
   * switches at once.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void preemptEnable_needResched_switchesAtTheLastOne(boolean byLock) throws InterruptedException {
    AtomicBoolean otherRan = new AtomicBoolean();
    boolean[] inside = new boolean[1];
    boolean[] after = new boolean[1];
    RawSpinLock lock = new RawSpinLock();
    KernelHarness.of(config(1, Preemption.FULL))
        .run(
            (self, kernel) -> {
              startThreadOn(kernel, self, "other", 1, other -> otherRan.set(true));
              Cpu cpu = self.cpu();
              otherRan.set(false);
              Task woken =
                  kernel.kernelThreads().create(self, "woken", other -> otherRan.set(true));
              cpu = self.cpu();
              if (byLock) {
                lock.lock(cpu);
              } else {
                cpu.preemptDisable();
              }
              kernel.processes().start(self, woken);
              cpu.setNeedResched();
              long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
              while (System.nanoTime() - end < 0) {
                cpu.poll();
                cpu.setNeedResched();
              }
              inside[0] = otherRan.get();
              if (byLock) {
                lock.unlock(cpu);
              } else {
                cpu.preemptEnable();
              }
              after[0] = otherRan.get();
            })
        .assertFine();
    assertThat(inside[0]).isFalse();
    assertThat(after[0]).isTrue();
  }
}
