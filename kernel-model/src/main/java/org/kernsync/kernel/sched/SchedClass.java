package org.kernsync.kernel.sched;

/**
 * One scheduling class. Classes are asked in the order of their rank: stop, real-time, fair, idle.
 * Every method is called with the run queue locked and interrupts off.
 */
interface SchedClass {
  /** Flag of enqueue: the task wakes. */
  int WAKEUP = 1;

  /** Flag of enqueue: it comes from another CPU's queue, its vruntime is relative. */
  int MIGRATED = 2;

  /** Flag of dequeue: the task goes to sleep. */
  int SLEEP = 4;

  /** Flag of enqueue: before others of its priority. */
  int HEAD = 8;

  /** Higher ranks preempt lower ones. */
  int rank();

  void enqueue(RunQueue rq, Task task, int flags);

  void dequeue(RunQueue rq, Task task, int flags);

  /** The running task gives up its turn. */
  void yield(RunQueue rq, Task current);

  /** A task of this same class was enqueued: should it preempt the running one? */
  boolean preempts(RunQueue rq, Task woken);

  /** The next task, already taken out of the waiting ones; or null. */
  Task pickNext(RunQueue rq);

  /** The running task stops running; it goes back among the waiting ones if it is still queued. */
  void putPrevious(RunQueue rq, Task previous);

  /** Makes a queued task the running one without a choice, after a change of its attributes. */
  void setCurrent(RunQueue rq, Task task);

  /** The tick: returns whether the running task must give way. */
  boolean tick(RunQueue rq, Task current);

  /** Charges the running task for the time since the last call. */
  void updateCurrent(RunQueue rq);

  /** A sleeping task leaves its old queue for another CPU's. */
  void leave(RunQueue old, Task task);
}
