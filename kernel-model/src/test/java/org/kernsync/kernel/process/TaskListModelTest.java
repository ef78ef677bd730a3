package org.kernsync.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;
import static org.kernsync.kernel.syscall.Script.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Script;

/** The list of all tasks is read under RCU: nobody's feet are swept away. */
class TaskListModelTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static Task zombie(Kernel kernel, Task self, String name) {
    Task task = startProgram(kernel, self, name, Script.of(call(Nr.EXIT, 0)));
    await(kernel, self, name + " left its CPU", task::isOff);
    return task;
  }

  /**
   * A reader on another CPU stands on a task that its parent collects meanwhile: the task is not
   * given back under it, and it finds the next one. Where callbacks are called at once it does not.
   */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NONE", "RCU_FREES_AT_ONCE"})
  void forEachTask_taskIsCollectedUnderReader_walksOn(Fault fault) throws InterruptedException {
    AtomicBoolean standing = new AtomicBoolean();
    AtomicBoolean collected = new AtomicBoolean();
    AtomicReference<RuntimeException> fell = new AtomicReference<>();
    List<String> seen = new ArrayList<>(); // the reader, then init after its end
    KernelConfig config =
        KernelConfig.ofCpus(2).withHz(1000).withPreemption(Preemption.FULL).withFault(fault);
    KernelHarness.of(config)
        .run(
            (self, kernel) -> {
              Task victim = zombie(kernel, self, "victim");
              Task next = zombie(kernel, self, "next");
              Task reader =
                  startThreadOn(
                      kernel,
                      self,
                      "reader",
                      0b10,
                      task -> {
                        try {
                          kernel
                              .processes()
                              .forEachTask(
                                  each -> {
                                    seen.add(each.comm());
                                    if (each == victim) {
                                      standing.set(true);
                                      long end = System.nanoTime() + PATIENCE_NANOS;
                                      while (!collected.get() && System.nanoTime() - end < 0) {
                                        task.cpu().poll();
                                      }
                                      seen.add(each.users() + " users");
                                    }
                                  });
                        } catch (IllegalStateException freed) {
                          fell.set(freed);
                        }
                      });
              await(kernel, self, "it stands there", standing::get);
              assertThat(kernel.processes().reap(self, victim.pid())).isNotNull();
              assertThat(kernel.processes().find(victim.pid())).isNull();
              collected.set(true);
              await(kernel, self, "it ended", () -> reader.exitState() != 0);
              kernel.rcu().barrier(self);
              assertThat(victim.users()).isZero();
              assertThat(kernel.processes().reap(self, next.pid())).isNotNull();
            })
        .assertFine();
    if (fault == Fault.NONE) {
      assertThat(fell.get()).isNull();
      assertThat(seen).containsSubsequence("victim", "1 users", "next", "reader");
    } else {
      assertThat(fell.get()).hasMessageContaining("a reader stands on a node that was freed");
      assertThat(seen).containsSubsequence("victim", "0 users").doesNotContain("next");
    }
  }

  /** A reference keeps a task over its collection and a grace period; with the last one it goes. */
  @Test
  void get_collectedMeanwhile_staysUntilPut() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Processes processes = kernel.processes();
              Task victim = zombie(kernel, self, "victim");
              assertThat(processes.get(victim.pid())).isSameAs(victim);
              assertThat(processes.reap(self, victim.pid())).isNotNull();
              kernel.rcu().barrier(self);
              assertThat(victim.users()).isOne();
              victim.link().next(); // not poisoned
              processes.put(victim);
              assertThatThrownBy(() -> victim.link().next()).hasMessageContaining("freed");
              assertThat(processes.get(victim.pid())).isNull();
            })
        .assertFine();
  }

  /**
   * Readers on three CPUs, and a thread of the host, walk over the list while tasks come and go:
   * none falls off, and none meets a task that was given back.
   */
  @Test
  void forEachTask_tasksComeAndGo_nobodyMeetsTheFreed() throws InterruptedException {
    int tasks = 300;
    AtomicLong met = new AtomicLong();
    AtomicLong freed = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<RuntimeException> outside = new AtomicReference<>();
    KernelHarness.of(KernelConfig.ofCpus(3).withHz(1000).withPreemption(Preemption.FULL))
        .run(
            (self, kernel) -> {
              Processes processes = kernel.processes();
              Runnable walk =
                  () ->
                      processes.forEachTask(
                          each -> {
                            met.incrementAndGet();
                            if (each.users() <= 0) {
                              freed.incrementAndGet();
                            }
                          });
              List<Task> readers = new ArrayList<>();
              for (int cpu = 0; cpu < 3; cpu++) {
                readers.add(
                    startThreadOn(
                        kernel,
                        self,
                        "reader/" + cpu,
                        1L << cpu,
                        task -> {
                          while (!stop.get()) {
                            walk.run();
                            kernel.scheduler().condResched(task);
                          }
                        }));
              }
              Thread host =
                  Thread.ofPlatform()
                      .start(
                          () -> {
                            try {
                              while (!stop.get()) {
                                walk.run();
                                Thread.onSpinWait();
                              }
                            } catch (RuntimeException fallen) {
                              outside.set(fallen);
                            }
                          });
              for (int i = 0; i < tasks; i++) {
                Task task = startProgram(kernel, self, "task", Script.of(call(Nr.EXIT, i)));
                assertThat(processes.await(self, task.pid()).code()).isEqualTo(i);
              }
              stop.set(true);
              host.join();
              await(
                  kernel,
                  self,
                  "readers ended",
                  () -> readers.stream().allMatch(reader -> reader.exitState() != 0));
            })
        .assertFine();
    assertThat(outside.get()).isNull();
    assertThat(freed.get()).isZero();
    assertThat(met.get()).isGreaterThan(10_000);
  }
}
