package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;

/**
 * The scheduling attributes that a task is given, whatever it is doing: taken off its queue, out of
 * its class, changed, and put back.
 *
 * @param policy its policy
 * @param nice its nice value
 * @param priority its real-time priority, 0 under a fair policy
 * @param schedClass the class of the policy
 */
record Attributes(Policy policy, int nice, int priority, SchedClass schedClass) {
  /** Under the task's wake lock and its queue's lock, the queue's clock up to date. */
  void give(Cpu cpu, RunQueue rq, Task task) {
    if (policy == task.slot.policy()
        && nice == task.slot.nice()
        && priority == task.rt.priority()) {
      return;
    }
    boolean queued = task.slot.isOnRq();
    boolean running = rq.curr == task;
    if (queued) {
      rq.dequeue(task, 0);
    }
    if (running) {
      task.schedClass.putPrevious(rq, task);
    }
    SchedClass before = task.schedClass;
    int priorityBefore = task.rt.priority();
    if (!queued && task.state() != TaskState.NEW) {
      changeClassAsleep(rq, task);
    }
    task.slot.setPolicy(policy);
    task.slot.setNice(nice);
    task.rt.setPriority(priority);
    task.schedClass = schedClass;
    task.entity.setWeight(LoadWeight.of(policy, nice));
    boolean ranked = schedClass.rank() == RealTimeClass.RANK;
    boolean lowered = before == schedClass && ranked && priority < priorityBefore;
    if (queued) {
      rq.enqueue(task, lowered ? SchedClass.HEAD : 0);
    }
    if (running) {
      schedClass.setCurrent(rq, task);
      task.rt.setToTail(ranked && before == schedClass && !lowered);
    }
    task.rt.setSliceUsed(0);
    if (queued) {
      preemptWhereDue(cpu, rq, task, running, before.rank() > schedClass.rank() || lowered);
    }
  }

  /** A sleeper keeps its virtual time: as a distance while it is in another class. */
  private void changeClassAsleep(RunQueue rq, Task task) {
    if (task.schedClass instanceof FairClass fair && schedClass != fair) {
      fair.part(rq, task);
    } else if (schedClass instanceof FairClass fair && task.schedClass != fair) {
      fair.join(rq, task);
    }
  }

  private static void preemptWhereDue(
      Cpu cpu, RunQueue rq, Task task, boolean running, boolean demoted) {
    if (running ? demoted : Wakeups.shouldPreempt(rq, task)) {
      rq.reschedule(cpu);
    }
    rq.publish();
  }
}
