package org.kernsync.kernel.sched;

/** The class of the migration threads: one task per CPU, above everything else. */
final class StopClass implements SchedClass {
  @Override
  public int rank() {
    return 9;
  }

  @Override
  public void enqueue(RunQueue rq, Task task, int flags) {
    rq.stopQueued = task;
  }

  @Override
  public void dequeue(RunQueue rq, Task task, int flags) {
    updateCurrent(rq);
    rq.stopQueued = null;
  }

  @Override
  public void yield(RunQueue rq, Task current) {
    // nothing else is in this class
  }

  @Override
  public boolean preempts(RunQueue rq, Task woken) {
    return false;
  }

  @Override
  public Task pickNext(RunQueue rq) {
    Task next = rq.stopQueued;
    if (next != null) {
      setCurrent(rq, next);
    }
    return next;
  }

  @Override
  public void setCurrent(RunQueue rq, Task task) {
    task.entity.setExecStart(rq.clockTask);
  }

  @Override
  public void putPrevious(RunQueue rq, Task previous) {
    charge(rq, previous);
  }

  @Override
  public boolean tick(RunQueue rq, Task current) {
    charge(rq, current);
    return false;
  }

  @Override
  public void updateCurrent(RunQueue rq) {
    if (rq.curr.schedClass == this) {
      charge(rq, rq.curr);
    }
  }

  private static void charge(RunQueue rq, Task task) {
    long delta = rq.clockTask - task.entity.execStart();
    if (delta > 0) {
      task.entity.addSumExec(delta);
      task.entity.setExecStart(rq.clockTask);
    }
  }

  @Override
  public void leave(RunQueue old, Task task) {
    throw new IllegalStateException("a migration thread does not migrate");
  }
}
