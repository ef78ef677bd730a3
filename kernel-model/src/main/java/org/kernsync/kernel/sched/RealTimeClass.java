package org.kernsync.kernel.sched;

/**
 * SCHED_FIFO and SCHED_RR: whoever has the highest priority runs, before every fair task.
 *
 * <p>A task runs until it sleeps, yields, or something higher wakes. Preempted, it goes to the head
 * of its priority's list, for its turn was not over; when it yields, or has used up its slice under
 * SCHED_RR, to the tail. A {@link RealTimeLimit} leaves something for the fair tasks.
 *
 * <p>Source: POSIX, "Process Scheduling"; the kernel document {@code scheduler/sched-rt-group}.
 */
final class RealTimeClass implements SchedClass {
  static final int RANK = 5;

  private final long rrSliceNanos;
  private final long tickNanos;

  RealTimeClass(RtTunables tunables, int hz) {
    rrSliceNanos = tunables.rrSliceNanos();
    tickNanos = 1_000_000_000L / hz;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public void enqueue(RunQueue rq, Task task, int flags) {
    task.rt.setQueued(true);
    rq.rt.insert(task, (flags & HEAD) != 0);
  }

  @Override
  public void dequeue(RunQueue rq, Task task, int flags) {
    updateCurrent(rq);
    task.rt.setQueued(false);
    if (rq.rt.curr != task) {
      rq.rt.remove(task);
    }
  }

  @Override
  public void yield(RunQueue rq, Task current) {
    current.rt.setToTail(true);
  }

  @Override
  public boolean preempts(RunQueue rq, Task woken) {
    return !rq.rt.limit.isThrottled() && woken.rt.priority() > rq.curr.rt.priority();
  }

  @Override
  public Task pickNext(RunQueue rq) {
    if (rq.rt.limit.isThrottled()) {
      return null;
    }
    Task next = rq.rt.first();
    if (next != null) {
      setCurrent(rq, next);
    }
    return next;
  }

  @Override
  public void setCurrent(RunQueue rq, Task task) {
    if (task.rt.isQueued()) {
      rq.rt.remove(task);
    }
    task.entity.setExecStart(rq.clockTask);
    rq.rt.curr = task;
  }

  @Override
  public void putPrevious(RunQueue rq, Task previous) {
    updateCurrent(rq);
    rq.rt.curr = null;
    if (previous.rt.isQueued()) {
      rq.rt.insert(previous, !previous.rt.toTail());
    }
    previous.rt.setToTail(false);
  }

  @Override
  public boolean tick(RunQueue rq, Task current) {
    updateCurrent(rq);
    if (rq.rt.limit.isThrottled()) {
      return true;
    }
    // the tick that ends a slice may come a little before the slice is over
    if (current.slot.policy() != Policy.RR
        || current.rt.sliceUsed() < rrSliceNanos - tickNanos / 2) {
      return false;
    }
    current.rt.setSliceUsed(0);
    current.rt.setToTail(rq.rt.hasWaiting(current.rt.priority()));
    return current.rt.toTail();
  }

  @Override
  public void updateCurrent(RunQueue rq) {
    Task current = rq.rt.curr;
    if (current == null) {
      return;
    }
    long delta = rq.clockTask - current.entity.execStart();
    if (delta <= 0) {
      return;
    }
    current.entity.setExecStart(rq.clockTask);
    current.entity.addSumExec(delta);
    current.rt.addSliceUsed(delta);
    if (rq.rt.limit.charge(rq.clockTask, delta)) {
      rq.parkRealTime();
    }
  }

  @Override
  public void leave(RunQueue old, Task task) {
    // keeps nothing that depends on the queue
  }
}
