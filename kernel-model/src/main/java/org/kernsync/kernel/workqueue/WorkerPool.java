package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/**
 * {@code worker_pool}: the works that wait for one CPU, or for any, and the threads that do them.
 *
 * <p>A bound pool keeps its CPU busy with as few threads as it can: one runs; when it goes to sleep
 * inside a work and others wait, an idle one is woken in its place. So there is always one more
 * thread than there are sleeping ones: whoever is about to leave the pool without an idle thread
 * makes a new one first. An unbound pool wakes a thread for each work.
 */
final class WorkerPool {
  private static final LockClass LOCK_CLASS = new LockClass("pool.lock");

  /** A CPU's number, or this. */
  static final int UNBOUND = -1;

  final int cpu;
  final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock, interrupts off
  final ListHead<Work> works = new ListHead<>();
  final ListHead<Worker> idle = new ListHead<>();
  final ListHead<Worker> busy = new ListHead<>();
  private int running; // workers that do work and do not sleep
  private int workers;
  private boolean managing; // somebody makes a worker
  private boolean stopping;

  WorkerPool(int cpu) {
    this.cpu = cpu;
  }

  boolean isBound() {
    return cpu != UNBOUND;
  }

  /** Whether works wait and nobody is at them. */
  boolean needsMore() {
    assert lock.isHeldHere() : this;
    return !works.isEmpty() && (!isBound() || running == 0);
  }

  /** Whether a worker that finished one goes on with the next. */
  boolean keepsWorking() {
    assert lock.isHeldHere() : this;
    return !works.isEmpty() && (!isBound() || running <= 1);
  }

  void startRunning() {
    assert lock.isHeldHere() : this;
    running++;
  }

  void stopRunning() {
    assert lock.isHeldHere() : this;
    running--;
  }

  /** Wakes the worker that was idle for the shortest time, if one is needed. */
  void wakeIfNeeded(Cpu by) {
    assert lock.isHeldHere() : this;
    if (needsMore() && !idle.isEmpty()) {
      idle.first().wake(by);
    }
  }

  /** The worker that executes a work now, or null. */
  Worker executing(Work work) {
    assert lock.isHeldHere() : this;
    for (ListHead<Worker> node = busy.next(); node != busy; node = node.next()) {
      if (node.owner().current() == work) {
        return node.owner();
      }
    }
    return null;
  }

  /** Moves a work, with the barriers behind it, to the end of a list. */
  void moveLinked(Work work, ListHead<Work> target) {
    assert lock.isHeldHere() : this;
    Work moved = work;
    boolean linked;
    do {
      linked = moved.slot.isLinked();
      Work behind = moved.entry.next().owner();
      moved.entry.moveTail(target);
      moved = behind;
    } while (linked && moved != null);
  }

  /** Takes on the making of a worker where there is none in reserve. */
  boolean beginManaging() {
    assert lock.isHeldHere() : this;
    if (!idle.isEmpty() || managing || stopping) {
      return false;
    }
    managing = true;
    return true;
  }

  void endManaging() {
    assert lock.isHeldHere() : this;
    managing = false;
  }

  int addWorker() {
    assert lock.isHeldHere() : this;
    return workers++;
  }

  void removeWorker() {
    assert lock.isHeldHere() : this;
    workers--;
  }

  int workers() {
    return workers;
  }

  boolean isStopping() {
    return stopping;
  }

  void stop(Cpu by) {
    assert lock.isHeldHere() : this;
    stopping = true;
    idle.forEach(worker -> worker.wake(by));
  }

  String label() {
    return isBound() ? Integer.toString(cpu) : "u";
  }

  @Override
  public String toString() {
    return "worker pool " + label() + ", " + lock;
  }
}
