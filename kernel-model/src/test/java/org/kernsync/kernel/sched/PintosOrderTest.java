package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.time.Jiffies;
import org.kernsync.kernel.time.Timers;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.wait.WaitQueue;

/**
 * The orders of Pintos's tests of alarms and priorities, on one CPU, with FIFO priorities and
 * {@code scheduleTimeout}: each whole sequence is exact. (Its priority-change, priority-fifo and
 * priority-preempt are in {@link RealTimeOrderTest}.)
 *
 * <p>Two things are Linux's and not Pintos's: semaphores and wait queues are first in, first out,
 * so that priorities decide who runs of those who were woken, not who is woken; and no priority is
 * donated.
 *
 * <p>An alarm that comes half a step late was held up by the host, which takes the core for
 * milliseconds. Then the next one may be over before it is set, so such a run is run again.
 */
class PintosOrderTest {
  private static final int HZ = 250;

  /** Where the host disturbs: a step is longer by as much as the wait for a core may be then. */
  private static final int SLOW_HZ = 100;

  private static final int STEP = 10; // ticks
  private static final int DEFAULT_PRIORITY = 31;
  private static final int MAIN_PRIORITY = 90;
  private static final int ATTEMPTS = 20;
  private static final int FAST_ATTEMPTS = 4;

  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
  private long latestTicks; // by one CPU
  private int hz = HZ;

  @BeforeEach
  void forget() {
    events.clear();
    latestTicks = 0;
  }

  private KernelHarness machine() {
    String rule = System.getProperty("kernsync.preempt", Preemption.NONE.name());
    return KernelHarness.of(
        KernelConfig.ofCpus(1).withHz(hz).withPreemption(Preemption.valueOf(rule)));
  }

  private static Task make(Kernel kernel, Task self, String name, int priority, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, name, body);
    kernel.scheduler().setRealTime(self.cpu(), task, Policy.FIFO, priority);
    return task;
  }

  /** Runs main at a priority above or below the others; it makes them first, then starts them. */
  private interface Main {
    List<Task> make(Task self, Kernel kernel, CountingSemaphore done);
  }

  /** Starts tasks one after the other, and waits for them at the priority of the machine's boss. */
  private void runToTheEnd(Main main) throws InterruptedException {
    machine()
        .run(
            (self, kernel) -> {
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, MAIN_PRIORITY);
              CountingSemaphore done = new CountingSemaphore(0);
              List<Task> tasks = main.make(self, kernel, done);
              tasks.forEach(task -> kernel.processes().start(self, task));
              for (int i = 0; i < tasks.size(); i++) {
                done.down();
              }
            })
        .assertFine();
  }

  // ---- alarms

  /** {@code timer_sleep} until a tick; keeps how late the latest one was. */
  private void sleepUntil(Kernel kernel, Task task, long tick) {
    Timers timers = kernel.timekeeping().timers();
    task.setState(TaskState.UNINTERRUPTIBLE);
    timers.scheduleTimeout(task, tick - timers.jiffies().now());
    long late = timers.jiffies().now() - tick;
    assertThat(late).as("early").isNotNegative();
    latestTicks = Math.max(latestTicks, late);
  }

  /** What one run logs, of a run that the host let alone. */
  private interface Attempt {
    void run() throws InterruptedException;
  }

  private List<String> undisturbed(Attempt attempt) throws InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      forget();
      hz = i < FAST_ATTEMPTS ? HZ : SLOW_HZ;
      attempt.run();
      if (latestTicks < STEP / 2) {
        break;
      }
    }
    return List.copyOf(events);
  }

  private void alarms(int threads, int iterations) throws InterruptedException {
    runToTheEnd(
        (self, kernel, done) -> {
          Jiffies jiffies = kernel.timekeeping().timers().jiffies();
          long start = jiffies.now() + STEP; // all sleeps are of the wheel's exact level
          List<Task> made = new ArrayList<>();
          for (int i = 1; i <= threads; i++) {
            int step = STEP * i;
            Task.Body body =
                task -> {
                  for (int iteration = 1; iteration <= iterations; iteration++) {
                    sleepUntil(kernel, task, start + (long) step * iteration);
                    events.add("" + step * iteration);
                  }
                  done.up();
                };
            made.add(make(kernel, self, "alarm/" + i, DEFAULT_PRIORITY, body));
          }
          return made;
        });
  }

  private static List<String> products(int threads, int iterations) {
    List<Integer> products = new ArrayList<>();
    for (int i = 1; i <= threads; i++) {
      for (int iteration = 1; iteration <= iterations; iteration++) {
        products.add(STEP * i * iteration);
      }
    }
    Collections.sort(products);
    return products.stream().map(product -> "" + product).toList();
  }

  /** alarm-single and alarm-multiple: the i-th of five sleeps 10 i ticks, once or seven times. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void alarm_fiveSleepers_wakeInTheOrderOfTime(int iterations) throws InterruptedException {
    List<String> order = undisturbed(() -> alarms(5, iterations));
    assertThat(order).isEqualTo(products(5, iterations));
  }

  /**
   * alarm-simultaneous: three that sleep to the same tick wake in the order in which they fell
   * asleep, round by round.
   */
  @Test
  void alarm_sameTick_wakesInTheOrderOfSleeping() throws InterruptedException {
    List<String> order =
        undisturbed(
            () ->
                runToTheEnd(
                    (self, kernel, done) -> {
                      long start = kernel.timekeeping().timers().jiffies().now() + 20;
                      List<Task> made = new ArrayList<>();
                      for (int i = 0; i < 3; i++) {
                        String me = ", thread " + i;
                        Task.Body body =
                            task -> {
                              for (int round = 0; round < 5; round++) {
                                sleepUntil(kernel, task, start + (long) STEP * round);
                                events.add("round " + round + me);
                              }
                              done.up();
                            };
                        made.add(make(kernel, self, "alarm/" + i, DEFAULT_PRIORITY, body));
                      }
                      return made;
                    }));
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 3; i++) {
        expected.add("round " + round + ", thread " + i);
      }
    }
    assertThat(order).isEqualTo(expected);
  }

  /** alarm-priority: ten whose time comes at one tick run in the order of their priorities. */
  @Test
  void alarm_sameTickOtherPriorities_runsByPriority() throws InterruptedException {
    List<String> order =
        undisturbed(
            () ->
                runToTheEnd(
                    (self, kernel, done) -> {
                      long tick = kernel.timekeeping().timers().jiffies().now() + 50;
                      List<Task> made = new ArrayList<>();
                      for (int i = 0; i < 10; i++) {
                        int priority = DEFAULT_PRIORITY - (i + 5) % 10 - 1;
                        Task.Body body =
                            task -> {
                              sleepUntil(kernel, task, tick);
                              events.add("priority " + priority);
                              done.up();
                            };
                        made.add(make(kernel, self, "alarm/" + i, priority, body));
                      }
                      return made;
                    }));
    assertThat(order).isEqualTo(byPriority(""));
  }

  /** The ten priorities from 30 down to 21, each followed by the same words. */
  private static List<String> byPriority(String words) {
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      expected.add("priority " + (DEFAULT_PRIORITY - i) + words);
    }
    return expected;
  }

  /** alarm-zero: as in Linux a timeout of nothing lets others run until the next tick. */
  @Test
  void alarm_zero_letsOthersRunUntilTheNextTick() throws InterruptedException {
    assertThat(aroundATimeoutOf(0)).containsExactly("before", "other", "after 0");
  }

  /** alarm-negative: a negative timeout returns at once, and the task is runnable. */
  @ParameterizedTest
  @ValueSource(longs = {-1, -100, Long.MIN_VALUE})
  void alarm_negative_returnsAtOnce(long ticks) throws InterruptedException {
    assertThat(aroundATimeoutOf(ticks)).containsExactly("before", "after 0", "other");
  }

  /** A timeout without an end lasts until somebody wakes the sleeper. */
  @Test
  void alarm_withoutEnd_lastsUntilTheWakeUp() throws InterruptedException {
    assertThat(aroundATimeoutOf(Timers.MAX_SCHEDULE_TIMEOUT))
        .containsExactly("before", "other", "wakes", "after " + Long.MAX_VALUE);
  }

  private List<String> aroundATimeoutOf(long ticks) throws InterruptedException {
    runToTheEnd(
        (self, kernel, done) -> {
          Task.Body sleeping =
              task -> {
                events.add("before");
                task.setState(TaskState.INTERRUPTIBLE);
                long left = kernel.timekeeping().timers().scheduleTimeout(task, ticks);
                assertThat(task.state()).isEqualTo(TaskState.RUNNING);
                events.add("after " + left);
                done.up();
              };
          Task sleeper = make(kernel, self, "sleeper", DEFAULT_PRIORITY, sleeping);
          Task.Body waking =
              task -> {
                events.add("other");
                if (ticks == Timers.MAX_SCHEDULE_TIMEOUT) {
                  sleepUntil(kernel, task, kernel.timekeeping().timers().jiffies().now() + 5);
                  events.add("wakes");
                  kernel.scheduler().tryToWakeUp(task.cpu(), sleeper, TaskState.NORMAL);
                }
                done.up();
              };
          return List.of(sleeper, make(kernel, self, "other", DEFAULT_PRIORITY - 1, waking));
        });
    return List.copyOf(events);
  }

  // ---- priorities

  /** What main does when its ten waiters wait. */
  private interface WakesThem {
    void run(Task self, Kernel kernel, CountingSemaphore semaphore, Condition condition);
  }

  /**
   * Ten tasks of priority 27 to 21, then 30 to 28, wait in that order, and main, below them all,
   * lets them go on.
   */
  private List<String> tenWaiters(boolean onCondition, WakesThem main) throws InterruptedException {
    machine()
        .run(
            (self, kernel) -> {
              CountingSemaphore semaphore = new CountingSemaphore(0);
              CountingSemaphore done = new CountingSemaphore(0);
              Condition condition = new Condition();
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, MAIN_PRIORITY);
              List<Task> made = new ArrayList<>();
              for (int i = 0; i < 10; i++) {
                int priority = DEFAULT_PRIORITY - (i + 3) % 10 - 1;
                Task.Body body =
                    task -> {
                      if (onCondition) {
                        condition.await();
                      } else {
                        semaphore.down();
                      }
                      events.add("priority " + priority + " woke up");
                      done.up();
                    };
                made.add(make(kernel, self, "waiter/" + i, priority, body));
              }
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, 1);
              for (Task task : made) {
                kernel.processes().start(self, task);
                kernel.scheduler().condResched(self); // it runs until it waits
              }
              main.run(self, kernel, semaphore, condition);
              for (int i = 0; i < 10; i++) {
                done.down();
              }
            })
        .assertFine();
    return List.copyOf(events);
  }

  /** Something to wait for on a wait queue; each who finds one takes one. */
  private static final class Condition {
    private final WaitQueue queue = new WaitQueue();
    private final AtomicInteger signals = new AtomicInteger();

    void await() {
      queue.waitEventExclusive(() -> signals.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
    }

    void signal() {
      signals.incrementAndGet();
      queue.wakeOne();
    }

    void broadcast(int waiters) {
      signals.addAndGet(waiters);
      queue.wakeAll();
    }
  }

  private void back() {
    events.add("back in main");
  }

  private static List<String> inTurn() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.add("priority " + (DEFAULT_PRIORITY - (i + 3) % 10 - 1) + " woke up");
      expected.add("back in main");
    }
    return expected;
  }

  /** priority-sema, one by one: each who is woken runs at once, in the order of waiting. */
  @Test
  void semaphore_upOneByOne_eachRunsAtOnce() throws InterruptedException {
    List<String> order =
        tenWaiters(
            false,
            (self, kernel, semaphore, condition) -> {
              for (int i = 0; i < 10; i++) {
                semaphore.up();
                kernel.scheduler().condResched(self);
                back();
              }
            });
    assertThat(order).isEqualTo(inTurn());
  }

  /** priority-sema, all at once: those who are woken run in the order of their priorities. */
  @Test
  void semaphore_upAllAtOnce_runByPriority() throws InterruptedException {
    List<String> order =
        tenWaiters(
            false,
            (self, kernel, semaphore, condition) -> {
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, MAIN_PRIORITY);
              for (int i = 0; i < 10; i++) {
                semaphore.up();
                kernel.scheduler().condResched(self);
                back();
              }
            });
    List<String> expected = new ArrayList<>(Collections.nCopies(10, "back in main"));
    expected.addAll(byPriority(" woke up"));
    assertThat(order).isEqualTo(expected);
  }

  /** priority-condvar, one by one: as the semaphore. */
  @Test
  void condition_signalOneByOne_eachRunsAtOnce() throws InterruptedException {
    List<String> order =
        tenWaiters(
            true,
            (self, kernel, semaphore, condition) -> {
              for (int i = 0; i < 10; i++) {
                condition.signal();
                kernel.scheduler().condResched(self);
                back();
              }
            });
    assertThat(order).isEqualTo(inTurn());
  }

  /** priority-condvar, all at once: a broadcast lets them run in the order of their priorities. */
  @Test
  void condition_broadcast_runByPriority() throws InterruptedException {
    List<String> order =
        tenWaiters(
            true,
            (self, kernel, semaphore, condition) -> {
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, MAIN_PRIORITY);
              condition.broadcast(10);
              kernel.scheduler().condResched(self);
              back();
            });
    List<String> expected = new ArrayList<>(List.of("back in main"));
    expected.addAll(byPriority(" woke up"));
    assertThat(order).isEqualTo(expected);
  }

  /**
   * priority-donate in reverse: nothing is donated. A high one that waits for a low one's mutex
   * waits for the middle one, too; then the mutex goes to it at once.
   */
  @Test
  void mutex_heldByALowerOne_isNotDonatedPriority() throws InterruptedException {
    Mutex mutex = new Mutex();
    runToTheEnd(
        (self, kernel, done) -> {
          CountingSemaphore held = new CountingSemaphore(0);
          Task.Body low =
              task -> {
                mutex.lock();
                events.add("low holds");
                held.up();
                held.up();
                kernel.scheduler().condResched(task);
                events.add("low lets go");
                mutex.unlock();
                kernel.scheduler().condResched(task);
                events.add("low ends");
                done.up();
              };
          Task.Body middle =
              task -> {
                held.down();
                events.add("middle computes");
                done.up();
              };
          Task.Body high =
              task -> {
                held.down();
                events.add("high wants");
                mutex.lock();
                events.add("high holds");
                mutex.unlock();
                done.up();
              };
          return List.of(
              make(kernel, self, "high", 30, high),
              make(kernel, self, "middle", 20, middle),
              make(kernel, self, "low", 10, low));
        });
    assertThat(events)
        .containsExactly(
            "low holds", "high wants", "middle computes", "low lets go", "high holds", "low ends");
  }
}
