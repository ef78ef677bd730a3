package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

class PlacementTest {
  private static final SlotCache SLOTS = FixedSlots.onHeap(TaskLayout.BYTES, 4096);
  private static final int CPUS = 4;
  private static final long ALL = 0b1111;

  private final RunQueue[] queues = new RunQueue[CPUS];
  private final Placement placement;
  private final Task task = Task.allocate(SLOTS, 9, 9, "t", true, null);

  PlacementTest() {
    for (int id = 0; id < CPUS; id++) {
      Task idle = Task.allocate(SLOTS, 0, 0, "swapper/" + id, true, null);
      Cpu cpu = new Cpu(id, -1, Preemption.NONE, Fault.NONE);
      queues[id] = RunQueues.of(cpu, idle, 1, RtTunables.of(RealTimeRule.THROTTLE));
    }
    placement = new Placement(queues);
    task.slot.setAllowedVolatile(ALL);
  }

  /** Sets how many tasks each CPU has; those with none are idle. */
  private void load(int... running) {
    for (int id = 0; id < CPUS; id++) {
      queues[id].nrRunning = running[id];
      if (running[id] == 0) {
        placement.markIdle(id);
      } else {
        placement.markBusy(id);
      }
    }
  }

  private int woken(int previous, int waker) {
    task.setRq(queues[previous]);
    return placement.ofWoken(task, waker);
  }

  /** The last CPU, if idle, is warm and free: there it goes. */
  @Test
  void ofWoken_lastCpuIdle_returnsThere() {
    load(1, 1, 0, 0);
    assertThat(woken(3, 0)).isEqualTo(3);
  }

  /** Else the waker's CPU, if that is idle, as it is when an interrupt wakes. */
  @Test
  void ofWoken_wakerIdle_goesToTheWaker() {
    load(1, 0, 1, 0);
    assertThat(woken(2, 1)).isEqualTo(1);
  }

  /** Else any idle CPU, the next one round from where it was. */
  @Test
  void ofWoken_bothBusy_findsAnIdleSibling() {
    load(2, 1, 1, 0);
    assertThat(woken(1, 0)).isEqualTo(3);
    load(0, 1, 1, 1);
    assertThat(woken(1, 2)).isEqualTo(0);
  }

  /** With nobody idle the less loaded of the two, the last CPU on a tie. */
  @Test
  void ofWoken_nobodyIdle_choosesTheLessLoaded() {
    load(1, 3, 2, 2);
    assertThat(woken(1, 0)).isEqualTo(0);
    assertThat(woken(0, 1)).isEqualTo(0);
    assertThat(woken(2, 3)).isEqualTo(2);
  }

  /** Never outside the mask, idle or not, last CPU or waker. */
  @Test
  void ofWoken_masked_staysInside() {
    load(0, 0, 5, 5);
    task.slot.setAllowedVolatile(0b1100);
    assertThat(woken(0, 1)).isEqualTo(2);
    assertThat(woken(3, 0)).isEqualTo(3);
  }

  /**
   * A new task goes to an idle CPU; with none idle, to the one with the fewest tasks, its parent's
   * on a tie.
   */
  @Test
  void ofNew_choosesIdleThenIdlest() {
    load(1, 1, 0, 1);
    assertThat(placement.ofNew(task, 0)).isEqualTo(2);
    load(2, 3, 1, 1);
    assertThat(placement.ofNew(task, 3)).isEqualTo(3);
    assertThat(placement.ofNew(task, 0)).isEqualTo(2);
    task.slot.setAllowedVolatile(0b0011);
    assertThat(placement.ofNew(task, 3)).isEqualTo(0);
  }

  /** A CPU that is marked idle but has got a task meanwhile is not taken for idle. */
  @Test
  void ofNew_staleIdleMark_isChecked() {
    load(1, 1, 0, 1);
    queues[2].nrRunning = 5;
    assertThat(placement.ofNew(task, 1)).isEqualTo(1);
  }

  /** The mask holds 64 CPUs: the highest bit is a CPU like any other. */
  @Test
  void idleMask_highestCpu_isKept() {
    placement.markIdle(63);
    assertThat(placement.idleMask()).isEqualTo(Long.MIN_VALUE);
    placement.markBusy(63);
    assertThat(placement.idleMask()).isZero();
  }
}
