package org.kernsync.kernel.irq;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/**
 * Tasklets: softirq work of which one instance runs on one CPU at a time, on the CPU that scheduled
 * it. Two vectors serve them, HI before all others.
 *
 * <p><b>Context.</b> {@link #schedule} in any context of a CPU; {@link #disable} and {@link #kill}
 * in task context that may sleep.
 *
 * <p>Source: the kernel's {@code kernel/softirq.c} as of 5.4.
 */
public final class Tasklets {
  /** The tasklets that wait on one CPU: that CPU only, interrupts off. */
  private static final class Queue {
    Tasklet head;
    Tasklet tail;

    void add(Tasklet tasklet) {
      tasklet.next = null;
      if (head == null) {
        head = tasklet;
      } else {
        tail.next = tasklet;
      }
      tail = tasklet;
    }

    Tasklet takeAll() {
      Tasklet first = head;
      head = null;
      tail = null;
      return first;
    }
  }

  private final Scheduler scheduler;
  private final Consumer<String> violations;
  private final Queue[] normal;
  private final Queue[] high;

  /**
   * Opens the two vectors.
   *
   * @param softirqs the softirqs
   * @param scheduler lets others run while somebody waits
   * @param violations told of each broken rule
   */
  public Tasklets(Softirqs softirqs, Scheduler scheduler, Consumer<String> violations) {
    this.scheduler = scheduler;
    this.violations = violations;
    normal = queues(scheduler.cpuCount());
    high = queues(scheduler.cpuCount());
    softirqs.open(Softirq.TASKLET, cpu -> runAll(cpu, normal[cpu.id()], Softirq.TASKLET));
    softirqs.open(Softirq.HI, cpu -> runAll(cpu, high[cpu.id()], Softirq.HI));
  }

  private static Queue[] queues(int count) {
    Queue[] queues = new Queue[count];
    for (int i = 0; i < count; i++) {
      queues[i] = new Queue();
    }
    return queues;
  }

  /**
   * {@code tasklet_schedule}: lets it run once, soon, on this CPU; nothing where it waits already.
   *
   * @param cpu the CPU that executes the caller
   * @param tasklet what to run
   */
  public void schedule(Cpu cpu, Tasklet tasklet) {
    if (tasklet.markScheduled()) {
      queue(cpu, normal[cpu.id()], tasklet, Softirq.TASKLET);
    }
  }

  /**
   * {@code tasklet_hi_schedule}: the same before all other softirqs.
   *
   * @param cpu the CPU that executes the caller
   * @param tasklet what to run
   */
  public void hiSchedule(Cpu cpu, Tasklet tasklet) {
    if (tasklet.markScheduled()) {
      queue(cpu, high[cpu.id()], tasklet, Softirq.HI);
    }
  }

  private static void queue(Cpu cpu, Queue queue, Tasklet tasklet, Softirq vector) {
    boolean flags = cpu.irqSave();
    queue.add(tasklet);
    cpu.raiseSoftirqIrqoff(vector);
    cpu.irqRestore(flags);
  }

  private void runAll(Cpu cpu, Queue queue, Softirq vector) {
    boolean flags = cpu.irqSave();
    Tasklet tasklet = queue.takeAll();
    cpu.irqRestore(flags);
    while (tasklet != null) {
      Tasklet next = tasklet.next; // it may be queued again while it runs
      if (!runOne(cpu, tasklet)) {
        queue(cpu, queue, tasklet, vector);
      }
      cpu.poll();
      tasklet = next;
    }
  }

  /** Returns false where it runs on another CPU or is disabled: then it stays scheduled. */
  private boolean runOne(Cpu cpu, Tasklet tasklet) {
    if (!tasklet.tryLock()) {
      return false;
    }
    try {
      if (tasklet.isDisabled()) {
        return false;
      }
      if (!tasklet.beginRun()) {
        violations.accept(tasklet + " was queued on cpu " + cpu.id() + " without being scheduled");
      }
      tasklet.run(cpu);
      return true;
    } catch (RuntimeException | Error bug) { // those behind it in the queue must not suffer
      violations.accept("oops in " + tasklet + " on cpu " + cpu.id() + ": " + bug);
      return true;
    } finally {
      tasklet.unlock();
    }
  }

  /**
   * {@code tasklet_disable_nosync}: it will not begin to run until it is enabled; a run that has
   * begun goes on.
   *
   * @param tasklet the tasklet
   */
  public void disableNoSync(Tasklet tasklet) {
    tasklet.disable();
  }

  /**
   * {@code tasklet_disable}: the same, and returns when no run goes on.
   *
   * @param self the current task
   * @param tasklet the tasklet
   */
  public void disable(Task self, Tasklet tasklet) {
    tasklet.disable();
    awaitNotRunning(self, tasklet);
  }

  /**
   * {@code tasklet_kill}: returns when it neither runs nor waits. Whoever schedules it must have
   * been stopped before.
   *
   * @param self the current task
   * @param tasklet the tasklet, enabled
   * @throws org.kernsync.kernel.cpu.Oops in atomic context
   */
  public void kill(Task self, Tasklet tasklet) {
    self.cpu().mightSleep();
    while (!tasklet.markScheduled()) { // it waits: let it run
      scheduler.yield(self);
    }
    awaitNotRunning(self, tasklet);
    tasklet.clearScheduled();
  }

  private void awaitNotRunning(Task self, Tasklet tasklet) {
    for (int step = 0;
        tasklet.isRunning();
        step++) { // on another CPU: softirqs do not leave theirs
      CpuSpinWait.relax(self.cpu(), step);
    }
  }

  /**
   * Checks what must hold when every CPU is off.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (int cpu = 0; cpu < normal.length; cpu++) {
      for (Queue queue : new Queue[] {normal[cpu], high[cpu]}) {
        for (Tasklet left = queue.head; left != null; left = left.next) {
          report.accept("cpu " + cpu + ": " + left + " is left queued");
        }
      }
    }
  }
}
