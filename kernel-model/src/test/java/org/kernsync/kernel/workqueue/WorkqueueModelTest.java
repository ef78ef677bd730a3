package org.kernsync.kernel.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timers;
import org.kernsync.sleep.CountingSemaphore;

class WorkqueueModelTest {
  /**
   * A work runs in a kworker, on the CPU that queued it, once for two queueings before it began.
   */
  @Test
  void queueWork_runsOnItsCpuOnce() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("events", false);
              Work work =
                  new Work(
                      kernel.workqueues(), task -> ran.add(task.comm() + " on " + task.cpu().id()));
              Cpu cpu = self.cpu();
              boolean flags = cpu.irqSave();
              assertThat(queue.queueWorkOn(cpu, 1, work)).isTrue();
              boolean again = queue.queueWorkOn(cpu, 1, work);
              cpu.irqRestore(flags);
              queue.flush(self);
              assertThat(ran)
                  .hasSize(again ? 2 : 1)
                  .allMatch(text -> text.matches("kworker/1:\\d on 1"));
              queue.destroy(self);
            })
        .assertFine();
  }

  /**
   * While a work sleeps the next one of the same CPU is done, by another worker; and with four
   * sleeping there are as many workers as it takes.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void queueWork_oneSleeps_theNextIsDone(boolean unbound) throws InterruptedException {
    CountingSemaphore gate = new CountingSemaphore(0);
    AtomicInteger asleep = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("sleepers", unbound);
              for (int round = 1;
                  round <= 2;
                  round++) { // first with new workers, then with idle ones
                int sleeping = 4 * round;
                int finished = round;
                for (int i = 0; i < 4; i++) {
                  queue.queueWork(
                      self.cpu(),
                      new Work(
                          kernel.workqueues(),
                          task -> {
                            asleep.incrementAndGet();
                            gate.down();
                          }));
                }
                queue.queueWork(
                    self.cpu(), new Work(kernel.workqueues(), task -> done.incrementAndGet()));
                await(kernel, self, "four sleep", () -> asleep.get() == sleeping);
                await(kernel, self, "the fifth is done", () -> done.get() == finished);
                gate.up(4);
                queue.flush(self);
              }
              queue.destroy(self);
            })
        .assertFine();
  }

  /** Works that do not sleep are done one after the other by one worker: the CPU needs no more. */
  @Test
  void queueWork_noneSleeps_oneWorkerAndItsReserve() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("busy", false);
              for (int i = 0; i < 200; i++) {
                queue.queueWork(
                    self.cpu(),
                    new Work(
                        kernel.workqueues(),
                        task -> {
                          overlaps.addAndGet(inside.incrementAndGet() - 1);
                          for (int j = 0; j < 20; j++) {
                            kernel.scheduler().condResched(task);
                          }
                          inside.decrementAndGet();
                        }));
              }
              queue.destroy(self);
              assertThat(kernel.workqueues().workers(0)).isLessThanOrEqualTo(2);
            })
        .assertFine();
    assertThat(overlaps.get()).isZero();
  }

  /**
   * Queued from four CPUs while it runs and sleeps, one work never runs twice at once, and the last
   * post is seen.
   */
  @Test
  void queueWork_fromManyCpus_neverRunsTwiceAtOnce() throws InterruptedException {
    int rounds = 1_500;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicLong posted = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("shared", false);
              Work work =
                  new Work(
                      kernel.workqueues(),
                      task -> {
                        overlaps.addAndGet(inside.incrementAndGet() - 1);
                        long now = posted.get();
                        kernel.scheduler().yield(task);
                        seen.set(now);
                        inside.decrementAndGet();
                      });
              List<Task> threads = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                threads.add(
                    startThreadOn(
                        kernel,
                        self,
                        "poster/" + i,
                        1L << i,
                        task -> {
                          for (int round = 0; round < rounds; round++) {
                            posted.incrementAndGet();
                            queue.queueWork(task.cpu(), work);
                            if (round % 50 == 0) {
                              queue.flushWork(task, work);
                            }
                            kernel.scheduler().condResched(task);
                          }
                        }));
              }
              await(
                  kernel,
                  self,
                  "all posted",
                  () -> threads.stream().allMatch(thread -> thread.exitState() != 0));
              queue.flushWork(self, work);
              assertThat(seen.get()).isEqualTo(4L * rounds);
              queue.destroy(self);
            })
        .assertFine();
    assertThat(overlaps.get()).isZero();
  }

  /**
   * A flush waits for what was queued before it, also where it sleeps, and not for what comes
   * after.
   */
  @Test
  void flush_waitsForEarlierWorksOnly() throws InterruptedException {
    CountingSemaphore gate = new CountingSemaphore(0);
    AtomicInteger early = new AtomicInteger();
    AtomicInteger flushed = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("flushed", false);
              CountingSemaphore never = new CountingSemaphore(0);
              queue.queueWork(
                  self.cpu(),
                  new Work(
                      kernel.workqueues(),
                      task -> {
                        gate.down();
                        early.incrementAndGet();
                      }));
              Task flusher =
                  startThreadOn(
                      kernel,
                      self,
                      "flusher",
                      1,
                      task -> {
                        queue.flush(task);
                        flushed.set(1 + early.get());
                      });
              KernelHarness.sleep(kernel, self, TimeUnit.MILLISECONDS.toNanos(10));
              queue.queueWork(self.cpu(), new Work(kernel.workqueues(), task -> never.down()));
              assertThat(flushed.get()).as("it waits").isZero();
              gate.up();
              await(kernel, self, "flushed", () -> flusher.exitState() != 0);
              assertThat(flushed.get()).isEqualTo(2);
              never.up();
              queue.destroy(self);
            })
        .assertFine();
  }

  /** A work that waits is cancelled and not done; one that runs is waited for. */
  @Test
  void cancelWorkSync_waitingOrRunning_isOverAfter() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("cancelled", false);
              int waited = 0;
              for (int round = 0; round < 400; round++) {
                Work work =
                    new Work(
                        kernel.workqueues(),
                        task -> {
                          inside.incrementAndGet();
                          kernel.scheduler().yield(task);
                          ran.incrementAndGet();
                          inside.decrementAndGet();
                        });
                queue.queueWorkOn(self.cpu(), round & 1, work);
                long pause = System.nanoTime() + round * 200L;
                while (System.nanoTime() - pause < 0) {
                  kernel.scheduler().condResched(self);
                }
                boolean did = queue.cancelWorkSync(self, work);
                waited += did ? 1 : 0;
                assertThat(inside.get()).isZero();
                assertThat(work.isPending()).isFalse();
                assertThat(ran.get()).isEqualTo(round + 1 - waited);
              }
              queue.destroy(self);
            })
        .assertFine();
  }

  /**
   * A delayed work comes after its delay, not before; modified and flushed it comes when it is
   * told.
   */
  @Test
  void delayedWork_comesAfterItsDelay() throws InterruptedException {
    AtomicLong at = new AtomicLong();
    KernelHarness.of(KernelConfig.ofCpus(2).withHz(1000))
        .run(
            (self, kernel) -> {
              Timers timers = kernel.timekeeping().timers();
              Workqueue queue = kernel.workqueues().create("delayed", true);
              DelayedWork work =
                  new DelayedWork(timers, queue, task -> at.set(timers.jiffies().now()));
              long begin = timers.jiffies().now();
              assertThat(work.queue(self.cpu(), 30)).isTrue();
              assertThat(work.queue(self.cpu(), 1)).as("pending").isFalse();
              await(kernel, self, "it came", () -> at.get() != 0);
              assertThat(at.get() - begin).isGreaterThanOrEqualTo(30);
              at.set(0);
              work.queue(self.cpu(), 100_000);
              assertThat(work.modify(self.cpu(), 5)).isTrue();
              await(kernel, self, "it came soon", () -> at.get() != 0);
              at.set(0);
              work.queue(self.cpu(), 100_000);
              boolean unused = work.flush(self); // false where another CPU has done it by then
              assertThat(at.get()).isNotZero();
              at.set(0);
              work.queue(self.cpu(), 100_000);
              assertThat(work.cancelSync(self)).isTrue();
              assertThat(work.isPending()).isFalse();
              assertThat(at.get()).isZero();
              queue.destroy(self);
            })
        .assertFine();
  }

  /** What a work throws, or leaves locked, is reported; its worker goes on with the next. */
  @Test
  void work_throwsOrStaysAtomic_isReported() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Workqueue queue = kernel.workqueues().create("bad", false);
                  queue.queueWork(
                      self.cpu(),
                      new Work(
                          kernel.workqueues(),
                          task -> {
                            throw new IllegalStateException("a bug");
                          }));
                  queue.queueWork(
                      self.cpu(),
                      new Work(kernel.workqueues(), task -> task.cpu().preemptDisable()));
                  queue.queueWork(
                      self.cpu(), new Work(kernel.workqueues(), task -> done.incrementAndGet()));
                  queue.destroy(self);
                });
    run.assertNotThrown();
    assertThat(done.get()).isOne();
    assertThat(run.kernel().violations())
        .hasSize(2)
        .anyMatch(text -> text.contains("a bug"))
        .anyMatch(text -> text.contains("unbalanced preempt_count: a work of kworker/0:"));
  }
}
