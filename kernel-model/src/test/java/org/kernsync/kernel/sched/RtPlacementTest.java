package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

/** Where a real-time task wakes, on four CPUs of which the last one it ran on is CPU 1. */
class RtPlacementTest {
  private static final SlotCache SLOTS = FixedSlots.onHeap(TaskLayout.BYTES, 4096);
  private static final int CPUS = 4;
  private static final int LAST = 1;

  private final RunQueue[] queues = new RunQueue[CPUS];
  private final RealTimeClass realTime =
      new RealTimeClass(RtTunables.of(RealTimeRule.THROTTLE), 250);
  private final RtBalancer balancer = new RtBalancer(queues, null);
  private final Task task = realTimeTask(50);

  @BeforeEach
  void build() {
    for (int id = 0; id < CPUS; id++) {
      Task idle = Task.allocate(SLOTS, 0, 0, "swapper/" + id, true, null);
      idle.schedClass = new IdleClass();
      queues[id] =
          RunQueues.of(
              new Cpu(id, -1, Preemption.NONE, Fault.NONE),
              idle,
              1,
              RtTunables.of(RealTimeRule.THROTTLE));
    }
    task.setRq(queues[LAST]);
    task.slot.setAllowedVolatile(0b1111);
  }

  private Task realTimeTask(int priority) {
    Task made = Task.allocate(SLOTS, 9, 9, "t", true, null);
    made.schedClass = realTime;
    made.rt.setPriority(priority);
    return made;
  }

  /** A task of this priority waits or runs on a CPU. */
  private void occupy(int cpu, int priority) {
    RunQueue rq = queues[cpu];
    rq.lock.lock(rq.cpu);
    rq.enqueue(realTimeTask(priority), 0);
    rq.lock.unlock(rq.cpu);
  }

  /** Only fair tasks run on a CPU. */
  private void busy(int cpu) {
    queues[cpu].nrRunning = 1;
  }

  /** It stays where it would run at once, though other CPUs idle. */
  @Test
  void select_lastCpuRunsSomethingLower_stays() {
    assertThat(balancer.select(task)).isEqualTo(LAST);
    busy(LAST);
    assertThat(balancer.select(task)).isEqualTo(LAST);
    occupy(LAST, 49);
    assertThat(balancer.select(task)).isEqualTo(LAST);
  }

  /** Beside an equal or a higher one it goes to the CPU that runs the lowest. */
  @Test
  void select_lastCpuRunsAnEqual_goesToTheLowest() {
    occupy(LAST, 50);
    occupy(0, 10);
    occupy(2, 5);
    occupy(3, 20);
    assertThat(balancer.select(task)).isEqualTo(2);
    task.slot.setAllowedVolatile(0b1011);
    assertThat(balancer.select(task)).isZero();
  }

  /** Of those without real-time tasks it takes an idle one. */
  @Test
  void select_someIdle_prefersIdle() {
    occupy(LAST, 60);
    busy(0);
    busy(2);
    assertThat(balancer.select(task)).isEqualTo(3);
    busy(3);
    assertThat(balancer.select(task)).isZero();
  }

  /** Where all run something as high it waits on its last CPU, or on one that it may use. */
  @Test
  void select_noneLower_staysOnAnAllowedCpu() {
    for (int cpu = 0; cpu < CPUS; cpu++) {
      occupy(cpu, 50 + cpu);
    }
    assertThat(balancer.select(task)).isEqualTo(LAST);
    task.slot.setAllowedVolatile(0b1100);
    assertThat(balancer.select(task)).isEqualTo(2);
  }

  /** A throttled CPU is none that could run it. */
  @Test
  void select_throttledCpu_isAvoided() {
    RunQueue rq = queues[LAST];
    rq.lock.lock(rq.cpu);
    rq.rt.limit.charge(960_000_000, 960_000_000);
    rq.publish();
    rq.lock.unlock(rq.cpu);
    assertThat(balancer.select(task)).isZero();
  }
}
