package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

/** The class by itself, on a run queue whose clock the test sets: every order is exact. */
class RealTimeClassTest {
  private final SlotCache slots = FixedSlots.onHeap(TaskLayout.BYTES, 16_384);
  private static final int HZ = 250;
  private static final long TICK = 1_000_000_000L / HZ;

  private final Cpu cpu = new Cpu(0, -1, Preemption.NONE, Fault.NONE);
  private final Task idle = Task.allocate(slots, 0, 0, "swapper/0", true, null);
  private final RunQueue rq = RunQueues.of(cpu, idle, 1, RtTunables.of(RealTimeRule.THROTTLE));
  private final RealTimeClass realTime =
      new RealTimeClass(RtTunables.of(RealTimeRule.THROTTLE), HZ);
  private final IdleClass idleClass = new IdleClass();
  private final List<Task> all = new ArrayList<>();

  @BeforeEach
  void lock() {
    idle.schedClass = idleClass;
    rq.lock.lock(cpu);
  }

  @AfterEach
  void unlock() {
    rq.lock.unlock(cpu);
  }

  private Task task(Policy policy, int priority) {
    Task task = Task.allocate(slots, all.size() + 1, 1, "t" + (all.size() + 1), true, null);
    task.slot.setPolicy(policy);
    task.rt.setPriority(priority);
    task.schedClass = realTime;
    task.setRq(rq);
    all.add(task);
    return task;
  }

  private Task queued(Policy policy, int priority) {
    Task task = task(policy, priority);
    rq.enqueue(task, SchedClass.WAKEUP);
    return task;
  }

  /** As the CPU's loop does it. */
  private Task switchTasks() {
    rq.curr.schedClass.putPrevious(rq, rq.curr);
    Task next = realTime.pickNext(rq);
    rq.setCurr(next == null ? idle : next);
    rq.publish();
    return next;
  }

  private boolean tick() {
    rq.clockTask += TICK;
    boolean due = rq.curr.schedClass.tick(rq, rq.curr);
    rq.refillRealTime(cpu);
    rq.publish();
    return due;
  }

  /** The highest priority runs first; equals run in the order in which they came. */
  @Test
  void pickNext_byPriority_thenByTurn() {
    Task low = queued(Policy.FIFO, 10);
    Task high = queued(Policy.FIFO, 70);
    Task alsoLow = queued(Policy.RR, 10);
    Task middle = queued(Policy.FIFO, 63);
    Task next = queued(Policy.FIFO, 64);
    List<Task> order = new ArrayList<>();
    for (Task task = switchTasks(); task != null; task = switchTasks()) {
      order.add(task);
      rq.dequeue(task, SchedClass.SLEEP);
    }
    assertThat(order).containsExactly(high, next, middle, low, alsoLow);
    assertThat(rq.nrRunning).isZero();
  }

  /** A preempted task goes on before its equals; one that yields goes behind them. */
  @Test
  void putPrevious_preemptedToHead_yieldedToTail() {
    Task first = queued(Policy.FIFO, 20);
    Task second = queued(Policy.FIFO, 20);
    assertThat(switchTasks()).isSameAs(first);
    Task high = queued(Policy.FIFO, 21);
    assertThat(Wakeups.shouldPreempt(rq, high)).isTrue();
    assertThat(switchTasks()).isSameAs(high);
    rq.dequeue(high, SchedClass.SLEEP);
    assertThat(switchTasks()).as("its turn was not over").isSameAs(first);
    rq.yield(first);
    assertThat(switchTasks()).isSameAs(second);
    assertThat(switchTasks()).as("preempted by nobody").isSameAs(second);
    rq.yield(second);
    assertThat(switchTasks()).isSameAs(first);
    assertThat(rq.counters.snapshot().yields()).isEqualTo(2);
  }

  /** Only a higher priority preempts; an equal one, of whichever policy, does not. */
  @Test
  void preempts_onlyHigherPriority() {
    queued(Policy.FIFO, 20);
    switchTasks();
    assertThat(Wakeups.shouldPreempt(rq, queued(Policy.FIFO, 19))).isFalse();
    assertThat(Wakeups.shouldPreempt(rq, queued(Policy.RR, 20))).isFalse();
    assertThat(Wakeups.shouldPreempt(rq, queued(Policy.RR, 21))).isTrue();
  }

  /** Under RR equals alternate every 25 ticks of 4 ms; under FIFO they do not. */
  @Test
  void tick_underRr_endsTheTurnAfter100Ms() {
    Task first = queued(Policy.RR, 20);
    Task second = queued(Policy.RR, 20);
    queued(Policy.RR, 10);
    switchTasks();
    for (int turn = 0; turn < 6; turn++) {
      assertThat(rq.curr).isSameAs(turn % 2 == 0 ? first : second);
      for (int tick = 1; tick < 25; tick++) {
        assertThat(tick()).as("tick %d of turn %d", tick, turn).isFalse();
      }
      assertThat(tick()).isTrue();
      switchTasks();
    }
    first.slot.setPolicy(Policy.FIFO);
    for (int tick = 0; tick < 60; tick++) {
      assertThat(tick()).isFalse();
    }
  }

  /** A slice that ends where nobody waits at that priority begins again. */
  @Test
  void tick_aloneAtItsPriority_goesOn() {
    Task only = queued(Policy.RR, 20);
    queued(Policy.RR, 19);
    switchTasks();
    for (int tick = 0; tick < 30; tick++) {
      assertThat(tick()).isFalse();
    }
    Task late = queued(Policy.RR, 20);
    for (int tick = 0; tick < 19; tick++) {
      assertThat(tick()).as("tick %d of the second slice", tick + 6).isFalse();
    }
    assertThat(tick()).isTrue();
    assertThat(switchTasks()).isSameAs(late);
    assertThat(only.entity.sumExec()).isEqualTo(50 * TICK);
  }

  /** A preempted RR task goes on with what is left of its slice. */
  @Test
  void preempted_underRr_keepsTheRestOfItsSlice() {
    Task first = queued(Policy.RR, 20);
    Task second = queued(Policy.RR, 20);
    switchTasks();
    for (int tick = 0; tick < 20; tick++) {
      tick();
    }
    Task high = queued(Policy.FIFO, 30);
    switchTasks();
    tick();
    rq.dequeue(high, SchedClass.SLEEP);
    assertThat(switchTasks()).isSameAs(first);
    for (int tick = 0; tick < 4; tick++) {
      assertThat(tick()).isFalse();
    }
    assertThat(tick()).isTrue();
    assertThat(switchTasks()).isSameAs(second);
  }

  /** The queue is throttled after 950 ms of a second, counts as empty, and comes back after 50. */
  @Test
  void throttle_after950Ms_untilTheSecondIsOver() {
    Task hog = queued(Policy.FIFO, 20);
    Task other = queued(Policy.FIFO, 10);
    switchTasks();
    int ticks = 0;
    while (!tick()) {
      ticks++;
    }
    assertThat(ticks).isEqualTo(237); // 948 ms
    assertThat(rq.nrRunning).isZero();
    assertThat(rq.rt.level()).isEqualTo(RtRunQueue.CLOSED);
    assertThat(rq.rt.surplus()).as("keeps its tasks").isZero();
    assertThat(switchTasks()).isNull();
    Task woken = queued(Policy.FIFO, 99);
    assertThat(Wakeups.shouldPreempt(rq, woken)).isFalse();
    rq.dequeue(woken, 0);
    assertThat(rq.nrRunning).isZero();
    int idleTicks = 0;
    while (rq.nrRunning == 0) {
      tick();
      idleTicks++;
    }
    assertThat(idleTicks).isEqualTo(12); // 952 + 48
    assertThat(rq.nrRunning).isEqualTo(2);
    assertThat(switchTasks()).isSameAs(hog);
    rq.dequeue(other, 0);
    assertThat(rq.nrRunning).isEqualTo(1);
  }

  /** Other CPUs see the highest priority here, and the highest that waits where one runs. */
  @Test
  void publish_tellsLevelAndSurplus() {
    assertThat(rq.rt.level()).isEqualTo(RtRunQueue.FREE);
    queued(Policy.FIFO, 20);
    assertThat(rq.rt.level()).isEqualTo(20);
    assertThat(rq.rt.surplus()).as("it will run here").isZero();
    Task high = queued(Policy.FIFO, 30);
    switchTasks();
    assertThat(rq.rt.level()).isEqualTo(30);
    assertThat(rq.rt.surplus()).isEqualTo(20);
    rq.dequeue(high, SchedClass.SLEEP);
    assertThat(rq.rt.level()).isEqualTo(20);
    assertThat(rq.rt.surplus()).isZero();
  }

  private void give(Task task, Policy policy, int nice, int priority, SchedClass schedClass) {
    new Attributes(policy, nice, priority, schedClass).give(cpu, rq, task);
  }

  /**
   * A waiting task that is lowered comes first at its new priority, one that is raised last; the
   * running one goes on, and to that place when it stops.
   */
  @Test
  void give_newPriority_loweredToHeadRaisedToTail() {
    Task running = queued(Policy.FIFO, 50);
    switchTasks();
    Task lowered = queued(Policy.FIFO, 40);
    Task raised = queued(Policy.FIFO, 20);
    Task middle = queued(Policy.FIFO, 30);
    give(lowered, Policy.FIFO, 0, 30, realTime);
    give(raised, Policy.FIFO, 0, 30, realTime);
    give(running, Policy.RR, 0, 30, realTime); // lowered: to the head
    assertThat(cpu.needResched()).isTrue();
    assertThat(rq.curr).isSameAs(running);
    assertThat(switchTasks()).isSameAs(running);
    give(running, Policy.FIFO, 0, 30, realTime); // not lowered: to the tail
    List<Task> order = new ArrayList<>();
    for (Task task = switchTasks(); task != null; task = switchTasks()) {
      order.add(task);
      rq.dequeue(task, SchedClass.SLEEP);
    }
    assertThat(order).containsExactly(lowered, middle, raised, running);
  }

  /**
   * Who runs and becomes fair gives way; who waits and is raised above the running one preempts.
   */
  @Test
  void give_anotherClass_preemptsWhereDue() {
    FairClass fair = new FairClass(FairTunables.linux54(1), new SchedTrace(null, 1, 0));
    Task running = queued(Policy.FIFO, 50);
    switchTasks();
    Task waiting = queued(Policy.FIFO, 10);
    give(waiting, Policy.FIFO, 0, 50, realTime);
    assertThat(cpu.needResched()).isFalse();
    give(waiting, Policy.FIFO, 0, 51, realTime);
    assertThat(cpu.needResched()).isTrue();
    cpu.clearNeedResched();
    give(waiting, Policy.NORMAL, 0, 0, fair);
    assertThat(rq.cfs.nrRunning).isEqualTo(1);
    assertThat(cpu.needResched()).isFalse();
    give(running, Policy.NORMAL, 5, 0, fair);
    assertThat(cpu.needResched()).isTrue();
    assertThat(rq.cfs.nrRunning).isEqualTo(2);
    assertThat(rq.cfs.curr).isSameAs(running.entity);
    assertThat(rq.rt.queued()).isZero();
    assertThat(rq.nrRunning).isEqualTo(2);
  }

  /** A fair sleeper that is real-time for a while keeps its distance to the others. */
  @Test
  void give_toASleeperAndBack_keepsItsDistance() {
    FairClass fair = new FairClass(FairTunables.linux54(1), new SchedTrace(null, 1, 0));
    Task sleeper = task(Policy.NORMAL, 0);
    sleeper.schedClass = fair;
    sleeper.setState(TaskState.INTERRUPTIBLE);
    rq.cfs.minVruntime = 1_000;
    sleeper.entity.setVruntime(1_300);
    give(sleeper, Policy.FIFO, 0, 10, realTime);
    rq.cfs.minVruntime = 50_000;
    give(sleeper, Policy.RR, 0, 11, realTime);
    give(sleeper, Policy.NORMAL, 3, 0, fair);
    assertThat(sleeper.entity.vruntime()).isEqualTo(50_300);
    give(sleeper, Policy.BATCH, 3, 0, fair);
    assertThat(sleeper.entity.vruntime()).isEqualTo(50_300);
    Task unborn = task(Policy.NORMAL, 0);
    unborn.schedClass = fair;
    give(unborn, Policy.FIFO, 0, 10, realTime);
    give(unborn, Policy.NORMAL, 0, 0, fair);
    assertThat(unborn.entity.vruntime()).as("is a distance already").isZero();
  }

  /** A task that is left in the end is reported, waiting or running; an empty queue is not. */
  @Test
  void checkAtRest_taskLeft_isReported() {
    Task task = queued(Policy.FIFO, 20);
    assertThat(complaints()).anyMatch(line -> line.contains("1 real-time tasks left"));
    switchTasks();
    assertThat(complaints()).anyMatch(line -> line.contains("1 real-time tasks left"));
    rq.dequeue(task, SchedClass.SLEEP);
    switchTasks();
    assertThat(complaints()).isEmpty();
    rq.nrRunning = 1;
    assertThat(complaints()).anyMatch(line -> line.contains("1 runnable tasks counted, 0 queued"));
    rq.nrRunning = 0;
    task.rt.setQueued(true);
    rq.rt.insert(task, false);
    task.rt.link.delInit();
    assertThat(complaints()).anyMatch(line -> line.contains("counted, -1 in the lists"));
  }

  private List<String> complaints() {
    List<String> lines = new ArrayList<>();
    rq.checkAtRest(lines::add);
    lines.removeIf(line -> line.endsWith("still locked")); // by this test
    return lines;
  }

  /** Whatever comes and goes, the lists hold what a map of queues holds, in its order. */
  @Test
  void randomOperations_againstMapOfQueues_agree() {
    TreeMap<Integer, Deque<Task>> model = new TreeMap<>();
    List<Task> waiting = new ArrayList<>();
    RtRunQueue lists = new RtRunQueue(RtTunables.of(RealTimeRule.THROTTLE));
    Random random = new Random(5);
    for (int step = 0; step < 20_000; step++) {
      if (waiting.isEmpty() || waiting.size() < 60 && random.nextInt(100) < 52) {
        Task task = task(Policy.FIFO, 1 + random.nextInt(99));
        boolean atHead = random.nextBoolean();
        lists.insert(task, atHead);
        Deque<Task> queue =
            model.computeIfAbsent(task.rt.priority(), priority -> new ArrayDeque<>());
        if (atHead) {
          queue.addFirst(task);
        } else {
          queue.addLast(task);
        }
        waiting.add(task);
      } else {
        Task task = waiting.remove(random.nextInt(waiting.size()));
        lists.remove(task);
        Deque<Task> queue = model.get(task.rt.priority());
        queue.remove(task);
        if (queue.isEmpty()) {
          model.remove(task.rt.priority());
        }
      }
      Task first = model.isEmpty() ? null : model.lastEntry().getValue().getFirst();
      assertThat(lists.first()).isSameAs(first);
      assertThat(lists.waiting()).isEqualTo(waiting.size());
      if (step % 100 == 0) {
        assertThat(lists.listed()).isEqualTo(waiting.size());
        List<Task> walked = new ArrayList<>();
        assertThat(lists.firstThat(task -> !walked.add(task))).isNull();
        assertThat(walked)
            .containsExactlyElementsOf(
                model.descendingMap().values().stream().flatMap(Deque::stream).toList());
      }
    }
  }
}
