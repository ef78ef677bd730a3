package org.kernsync.kernel.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;

/** How many works of a queue are before the workers at a time. */
class MaxActiveModelTest {
  private static final long A_WHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final CountingSemaphore gate = new CountingSemaphore(0);
  private final AtomicInteger inside = new AtomicInteger();
  private final List<Integer> done = new CopyOnWriteArrayList<>();

  /** A work that enters, sleeps until the gate lets one through, and leaves its number. */
  private Work sleeper(Kernel kernel, int number) {
    return new Work(
        kernel.workqueues(),
        worker -> {
          inside.incrementAndGet();
          gate.down();
          inside.decrementAndGet();
          done.add(number);
        });
  }

  private void awaitInside(Kernel kernel, Task self, int expected) {
    await(kernel, self, expected + " are inside", () -> inside.get() == expected);
    sleep(kernel, self, A_WHILE_NANOS);
    assertThat(inside.get()).isEqualTo(expected);
  }

  /**
   * Of twelve works that sleep, three are inside at a time, on one CPU as on any; each that ends
   * lets one in; another queue of the same pool does not wait for them.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void queueWork_moreThanTheLimit_enterAsOthersEnd(boolean unbound) throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("limited", unbound, 3);
              Workqueue other = kernel.workqueues().create("other", unbound);
              for (int i = 0; i < 12; i++) {
                assertThat(queue.queueWork(self.cpu(), sleeper(kernel, i))).isTrue();
              }
              awaitInside(kernel, self, 3);
              other.queueWork(self.cpu(), new Work(kernel.workqueues(), worker -> done.add(-1)));
              other.flush(self);
              assertThat(done).containsExactly(-1);
              gate.up();
              await(kernel, self, "one is done", () -> done.size() == 2);
              awaitInside(kernel, self, 3);
              for (int i = 0; i < 11; i++) {
                gate.up();
              }
              queue.flush(self);
              assertThat(done).hasSize(13).doesNotHaveDuplicates();
              queue.destroy(self);
              other.destroy(self);
            })
        .assertFine();
  }

  /** The limit of a bound queue is each CPU's own. */
  @Test
  void queueWorkOn_twoCpus_eachHasItsLimit() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("each", false, 1);
              for (int i = 0; i < 6; i++) {
                queue.queueWorkOn(self.cpu(), i % 2, sleeper(kernel, i));
              }
              awaitInside(kernel, self, 2);
              for (int i = 0; i < 6; i++) {
                gate.up();
              }
              queue.destroy(self);
              assertThat(done).hasSize(6);
            })
        .assertFine();
  }

  /** One at a time on any CPU: works that sleep in between are done in the order of queueing. */
  @Test
  void queueWork_ordered_oneAfterTheOther() throws InterruptedException {
    int works = 200;
    KernelHarness.on(3)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("ordered", true, 1);
              List<Integer> order = new ArrayList<>(); // one at a time, or the test is red
              List<Integer> expected = new ArrayList<>();
              for (int i = 0; i < works; i++) {
                int number = i;
                expected.add(i);
                queue.queueWork(
                    self.cpu(),
                    new Work(
                        kernel.workqueues(),
                        worker -> {
                          assertThat(inside.incrementAndGet()).isOne();
                          if (number % 8 == 0) {
                            sleep(kernel, worker, 100_000);
                          }
                          order.add(number);
                          inside.decrementAndGet();
                        }));
              }
              queue.flush(self);
              assertThat(order).isEqualTo(expected);
              queue.destroy(self);
            })
        .assertFine();
  }

  /**
   * A work that waits for its queue's turn can be cancelled: it is not done, who waited for it goes
   * on, and the next one comes after the first.
   */
  @Test
  void cancelWork_thatWaitsForItsTurn_isNotDone() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("one", true, 1);
              Work second = sleeper(kernel, 2);
              queue.queueWork(self.cpu(), sleeper(kernel, 1));
              queue.queueWork(self.cpu(), second);
              queue.queueWork(self.cpu(), sleeper(kernel, 3));
              awaitInside(kernel, self, 1);
              AtomicInteger asking = new AtomicInteger();
              Task flusher =
                  startThread(
                      kernel,
                      self,
                      "flusher",
                      task -> {
                        asking.set(1);
                        queue.flushWork(task, second);
                      });
              await(kernel, self, "it waits", () -> asking.get() == 1);
              sleep(kernel, self, A_WHILE_NANOS);
              assertThat(flusher.exitState()).isZero();
              assertThat(queue.cancelWork(self.cpu(), second)).isTrue();
              await(kernel, self, "the flusher goes on", () -> flusher.exitState() != 0);
              assertThat(inside.get()).isOne();
              assertThat(done).isEmpty();
              gate.up();
              gate.up();
              queue.flush(self);
              assertThat(done).containsExactly(1, 3);
              queue.destroy(self);
            })
        .assertFine();
  }

  /** A limit that is none is refused, with the queue's name. */
  @Test
  void create_limitOutOfRange_isRefused() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              for (int limit : new int[] {-1, 0, Workqueues.MAX_ACTIVE + 1}) {
                assertThatThrownBy(() -> kernel.workqueues().create("odd", false, limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("max_active " + limit + " of workqueue odd");
              }
              kernel.workqueues().create("even", false, Workqueues.MAX_ACTIVE).destroy(self);
            })
        .assertFine();
  }
}
