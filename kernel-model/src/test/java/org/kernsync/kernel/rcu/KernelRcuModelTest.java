package org.kernsync.kernel.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Task;

class KernelRcuModelTest {
  private static final long INSIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /**
   * Whether a grace period ended while a reader on the other CPU, who only polls, and whom another
   * task waits for, was in its section.
   */
  private static boolean endsTooEarly(Fault fault) throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicBoolean early = new AtomicBoolean();
    KernelConfig config =
        KernelConfig.ofCpus(2).withHz(1000).withPreemption(Preemption.FULL).withFault(fault);
    KernelHarness.of(config)
        .run(
            (self, kernel) -> {
              Task reader =
                  startThreadOn(
                      kernel,
                      self,
                      "reader",
                      0b10,
                      task -> {
                        Cpu cpu = task.cpu();
                        kernel.rcu().readLock(cpu);
                        inside.set(true);
                        long end = System.nanoTime() + INSIDE_NANOS;
                        while (System.nanoTime() - end < 0) {
                          cpu.poll();
                        }
                        inside.set(false);
                        kernel.rcu().readUnlock(cpu);
                      });
              Task writer =
                  startThreadOn(
                      kernel,
                      self,
                      "writer",
                      0b01,
                      task -> {
                        while (!inside.get()) {
                          kernel.scheduler().condResched(task);
                        }
                        kernel.rcu().synchronize(task);
                        early.set(inside.get());
                      });
              startThreadOn(kernel, self, "rival", 0b10, task -> {});
              await(
                  kernel,
                  self,
                  "both ended",
                  () -> reader.exitState() != 0 && writer.exitState() != 0);
            })
        .assertFine();
    return early.get();
  }

  /** A grace period waits for a reader on another CPU; each broken twin does not. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "NONE",
        "GRACE_PERIOD_IGNORES_A_CPU",
        "TICK_IN_KERNEL_IS_QUIESCENT",
        "READER_IS_PREEMPTED",
        "RCU_FREES_AT_ONCE"
      })
  void synchronize_readerInside_waits(Fault fault) throws InterruptedException {
    assertThat(endsTooEarly(fault)).isEqualTo(fault != Fault.NONE);
  }

  /** Idle CPUs and one that never leaves user mode hold no grace period up. */
  @Test
  void synchronize_idleAndUserMode_holdsNobodyUp() throws InterruptedException {
    KernelHarness.of(KernelConfig.ofCpus(4).withHz(1000))
        .run(
            (self, kernel) -> {
              long before = kernel.rcu().gracePeriods();
              for (int i = 0; i < 50; i++) {
                kernel.rcu().synchronize(self);
              }
              assertThat(kernel.rcu().gracePeriods() - before).isGreaterThanOrEqualTo(50);
            })
        .assertFine();
  }

  /** Callbacks are called in softirq context on the CPU that queued them, in order, each once. */
  @Test
  void call_inOrderOnItsCpu() throws InterruptedException {
    List<String> called = new CopyOnWriteArrayList<>();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task queuer =
                  startThreadOn(
                      kernel,
                      self,
                      "queuer",
                      0b10,
                      task -> {
                        for (int i = 0; i < 40; i++) {
                          int number = i;
                          Cpu cpu = task.cpu();
                          kernel
                              .rcu()
                              .call(
                                  cpu,
                                  new RcuHead() {
                                    @Override
                                    protected void reclaim() {
                                      called.add(
                                          number
                                              + (cpu.inServingSoftirq() ? "" : " not in softirq"));
                                    }
                                  });
                        }
                        kernel.rcu().barrier(task);
                        assertThat(called).hasSize(40);
                      });
              await(kernel, self, "it ended", () -> queuer.exitState() != 0);
            })
        .assertFine();
    for (int i = 0; i < 40; i++) {
      assertThat(called.get(i)).isEqualTo(Integer.toString(i));
    }
  }

  /** A callback that waits is not queued again, and one that throws is reported. */
  @Test
  void call_twice_isRefused() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              RcuHead head =
                  new RcuHead() {
                    @Override
                    protected void reclaim() {}
                  };
              Cpu cpu = self.cpu();
              kernel.rcu().call(cpu, head);
              assertThatThrownBy(() -> kernel.rcu().call(cpu, head))
                  .hasMessageContaining("queued already");
              kernel.rcu().barrier(self);
              kernel.rcu().call(self.cpu(), head);
              kernel.rcu().barrier(self);
            })
        .assertFine();
  }

  /** An element that is published and recycled by RCU. */
  private static final class Element extends RcuHead {
    private volatile boolean freed;
    private final AtomicInteger free;

    Element(AtomicInteger free) {
      this.free = free;
    }

    @Override
    protected void reclaim() {
      freed = true;
      free.incrementAndGet();
    }
  }

  /**
   * Readers on four CPUs follow a pointer that a writer replaces all the time: none ever sees an
   * element that was freed, and every element is.
   */
  @Test
  void call_readersEverywhere_nobodySeesTheFreed() throws InterruptedException {
    int replacements = 3_000;
    AtomicInteger free = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Element[] current = {new Element(free)};
    java.lang.invoke.VarHandle published =
        java.lang.invoke.MethodHandles.arrayElementVarHandle(Element[].class);
    KernelHarness.of(KernelConfig.ofCpus(4).withHz(1000).withPreemption(Preemption.FULL))
        .run(
            (self, kernel) -> {
              List<Task> readers = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                readers.add(
                    startThreadOn(
                        kernel,
                        self,
                        "reader/" + i,
                        1L << i,
                        task -> {
                          while (!stop.get()) {
                            Cpu cpu = task.cpu();
                            kernel.rcu().readLock(cpu);
                            Element element = (Element) published.getAcquire(current, 0);
                            for (int step = 0; step < 5; step++) {
                              cpu.poll();
                              wrong.addAndGet(element.freed ? 1 : 0);
                            }
                            kernel.rcu().readUnlock(cpu);
                            reads.incrementAndGet();
                            kernel.scheduler().condResched(task);
                          }
                        }));
              }
              for (int i = 0; i < replacements; i++) {
                Element old = (Element) published.getAndSet(current, 0, new Element(free));
                kernel.rcu().call(self.cpu(), old);
                if (i % 100 == 0) {
                  kernel.rcu().synchronize(self);
                }
                kernel.scheduler().condResched(self);
              }
              kernel.rcu().barrier(self);
              assertThat(free.get()).isEqualTo(replacements);
              stop.set(true);
              await(
                  kernel,
                  self,
                  "readers ended",
                  () -> readers.stream().allMatch(reader -> reader.exitState() != 0));
            })
        .assertFine();
    assertThat(wrong.get()).isZero();
    assertThat(reads.get()).isGreaterThan(1_000);
  }
}
