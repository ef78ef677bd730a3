package org.kernsync.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.Completion;

class SoftirqModelTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  private void openAll(Kernel kernel) {
    for (Softirq vector : Softirq.values()) {
      SoftirqAction own = kernel.softirqs().action(vector); // the model does not end without RCU
      kernel
          .softirqs()
          .open(
              vector,
              cpu -> {
                events.add(vector + " " + contextOf(cpu));
                if (own != null) {
                  own.run(cpu);
                }
              });
    }
  }

  private static String contextOf(Cpu cpu) {
    return (cpu.inServingSoftirq() ? "serving" : "not serving")
        + (cpu.inTask() ? " in task" : "")
        + (cpu.irqsDisabled() ? " irqs off" : "")
        + " "
        + cpu.clock().mode();
  }

  /**
   * Raised while softirqs are disabled, all ten run when they are enabled again: in the order of
   * the vectors, in softirq context, with interrupts on, each once.
   */
  @Test
  void raise_bhDisabled_allRunInOrderOnEnable() throws InterruptedException {
    KernelHarness.on(1)
        .prepared(this::openAll)
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              cpu.localBhDisable();
              cpu.localBhDisable();
              Softirq[] all = Softirq.values();
              for (int i = all.length - 1; i >= 0; i--) {
                cpu.raiseSoftirq(all[i]);
                cpu.raiseSoftirq(all[i]);
              }
              cpu.localBhEnable();
              assertThat(events).as("still disabled").isEmpty();
              cpu.localBhEnable();
              String where = " serving SOFTIRQ";
              assertThat(events)
                  .containsExactly(
                      "HI" + where,
                      "TIMER" + where,
                      "NET_TX" + where,
                      "NET_RX" + where,
                      "BLOCK" + where,
                      "IRQ_POLL" + where,
                      "TASKLET" + where,
                      "SCHED" + where,
                      "HRTIMER" + where,
                      "RCU" + where);
              assertThat(cpu.preemptCount()).isZero();
              assertThat(cpu.clock().mode()).isEqualTo(CpuMode.SYSTEM);
            })
        .assertFine();
  }

  /** Raised in task context with softirqs enabled, it runs in ksoftirqd of that CPU. */
  @Test
  void raise_inTask_runsInKsoftirqd() throws InterruptedException {
    Task[] ran = new Task[1];
    KernelHarness.on(2)
        .prepared(
            kernel ->
                kernel
                    .softirqs()
                    .open(
                        Softirq.NET_TX,
                        cpu -> ran[0] = (Task) org.kernsync.kernel.cpu.CurrentCpu.context()))
        .run(
            (self, kernel) -> {
              self.cpu().raiseSoftirq(Softirq.NET_TX);
              await(kernel, self, "it ran", () -> ran[0] != null);
              assertThat(ran[0].comm()).startsWith("ksoftirqd/");
            })
        .assertFine();
  }

  /**
   * A softirq that raises itself for ever is never nested, and is left to ksoftirqd: a task on the
   * same CPU still gets its turns.
   */
  @Test
  void raise_itself_neverNestsAndLetsTasksRun() throws InterruptedException {
    AtomicInteger depth = new AtomicInteger();
    AtomicInteger nested = new AtomicInteger();
    AtomicLong rounds = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong work = new AtomicLong();
    KernelHarness.on(1)
        .prepared(
            kernel ->
                kernel
                    .softirqs()
                    .open(
                        Softirq.NET_RX,
                        cpu -> {
                          if (depth.incrementAndGet() != 1) {
                            nested.incrementAndGet();
                          }
                          rounds.incrementAndGet();
                          if (!stop.get()) {
                            cpu.raiseSoftirq(Softirq.NET_RX);
                          }
                          cpu.poll();
                          depth.decrementAndGet();
                        }))
        .run(
            (self, kernel) -> {
              startThreadOn(
                  kernel,
                  self,
                  "worker",
                  1,
                  task -> {
                    while (!stop.get()) {
                      work.incrementAndGet();
                      kernel.scheduler().condResched(task);
                    }
                  });
              self.cpu().raiseSoftirq(Softirq.NET_RX);
              await(kernel, self, "both ran", () -> work.get() > 1_000 && rounds.get() > 10_000);
              stop.set(true);
            })
        .assertFine();
    assertThat(nested.get()).isZero();
  }

  /** An action that leaves a section open is named, and the count is put right. */
  @Test
  void action_unbalanced_isAnOops() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .prepared(kernel -> kernel.softirqs().open(Softirq.BLOCK, Cpu::preemptDisable))
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  cpu.localBhDisable();
                  cpu.raiseSoftirq(Softirq.BLOCK);
                  cpu.localBhEnable();
                  assertThat(cpu.preemptCount()).isZero();
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .singleElement()
        .asString()
        .contains("unbalanced preempt_count: softirq BLOCK on cpu 0");
  }

  /** An action that throws ends neither the CPU nor the other softirqs. */
  @Test
  void action_throws_isAnOopsAndTheRestRuns() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .prepared(
                kernel -> {
                  openAll(kernel);
                  kernel
                      .softirqs()
                      .open(
                          Softirq.HI,
                          cpu -> {
                            throw new IllegalStateException("a bug");
                          });
                })
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  cpu.localBhDisable();
                  cpu.raiseSoftirq(Softirq.HI);
                  cpu.raiseSoftirq(Softirq.BLOCK);
                  cpu.localBhEnable();
                  assertThat(events).singleElement().asString().startsWith("BLOCK");
                });
    run.assertNotThrown();
    assertThat(run.kernel().violations()).singleElement().asString().contains("a bug");
  }

  /**
   * While the model stops, a softirq that is raised in task context on a CPU whose {@code
   * ksoftirqd} has ended, and that idles from then on, is served none the less.
   */
  @Test
  void raise_ksoftirqdHasEnded_isServedBeforeIdle() throws InterruptedException {
    Completion served = new Completion();
    KernelHarness.on(2)
        .prepared(kernel -> kernel.softirqs().open(Softirq.BLOCK, cpu -> served.complete()))
        .run(
            (self, kernel) ->
                KernelHarness.startThreadOn(
                    kernel,
                    self,
                    "last",
                    0b10,
                    task -> {
                      await(
                          kernel,
                          task,
                          "only init, kthreadd and this are left",
                          () -> kernel.processes().snapshot().size() == 3);
                      task.cpu().raiseSoftirq(Softirq.BLOCK);
                      served.awaitUninterruptibly();
                    }))
        .assertFine();
  }

  /** Enabling softirqs with interrupts off is an oops, and changes nothing. */
  @Test
  void localBhEnable_irqsOff_isAnOops() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  cpu.localBhDisable();
                  boolean flags = cpu.irqSave();
                  try {
                    cpu.localBhEnable();
                  } catch (org.kernsync.kernel.cpu.Oops expected) {
                    events.add(expected.getMessage());
                  }
                  cpu.irqRestore(flags);
                  cpu.localBhEnable();
                });
    run.assertNotThrown();
    assertThat(events).singleElement().asString().contains("interrupts off").contains("init/1");
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
  }
}
