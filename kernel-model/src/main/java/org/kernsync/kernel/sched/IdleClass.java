package org.kernsync.kernel.sched;

/**
 * The class of the idle tasks: one per CPU, run by the CPU's loop itself when no other class has a
 * task.
 */
final class IdleClass implements SchedClass {
  @Override
  public int rank() {
    return 0;
  }

  @Override
  public void enqueue(RunQueue rq, Task task, int flags) {
    throw new IllegalStateException("the idle task is never queued");
  }

  @Override
  public void dequeue(RunQueue rq, Task task, int flags) {
    throw new IllegalStateException("the idle task never sleeps");
  }

  @Override
  public void yield(RunQueue rq, Task current) {
    // it gives way whenever something is queued
  }

  @Override
  public boolean preempts(RunQueue rq, Task woken) {
    return true;
  }

  @Override
  public Task pickNext(RunQueue rq) {
    return rq.idle;
  }

  @Override
  public void setCurrent(RunQueue rq, Task task) {
    // keeps no account
  }

  @Override
  public void putPrevious(RunQueue rq, Task previous) {
    // keeps no account
  }

  @Override
  public boolean tick(RunQueue rq, Task current) {
    return rq.nrRunning > 0;
  }

  @Override
  public void updateCurrent(RunQueue rq) {
    // keeps no account
  }

  @Override
  public void leave(RunQueue old, Task task) {
    throw new IllegalStateException("the idle task does not migrate");
  }
}
