package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;

/**
 * {@code pool_workqueue}: one work queue's share of one pool. So many of its works at most are
 * before the workers at a time, waiting or being done; those that come beyond that wait here, in
 * the order of their coming, and each work that is done lets the next one in.
 *
 * <p>So a queue of many works leaves workers to others, and a queue of one at a time, on the
 * unbound pool, does its works in order.
 *
 * <p>All fields are guarded by the pool's lock.
 */
final class PoolWorkqueue {
  private final WorkerPool pool;
  private final int maxActive;
  private final WorkTrace trace;
  private final ListHead<Work> inactive = new ListHead<>();
  private int active;

  PoolWorkqueue(WorkerPool pool, int maxActive, WorkTrace trace) {
    this.pool = pool;
    this.maxActive = maxActive;
    this.trace = trace;
  }

  /** A work comes: before the workers, or behind those that wait here. */
  void queue(Cpu cpu, Work work) {
    assert pool.lock.isHeldHere() : this;
    if (active < maxActive) {
      active++;
      trace.activated(cpu, work);
      pool.works.addTail(work.entry);
      pool.wakeIfNeeded(cpu);
    } else {
      work.slot.setInactive(true);
      inactive.addTail(work.entry);
    }
  }

  /** Lets a work that waits here in out of turn, since it is about to be cancelled. */
  void activate(Cpu cpu, Work work) {
    assert pool.lock.isHeldHere() && work.slot.isInactive() : this;
    active++;
    trace.activated(cpu, work);
    work.slot.setInactive(false);
    pool.moveLinked(work, pool.works);
  }

  /** An active work was done or cancelled: lets the next one in. */
  void finished(Cpu cpu) {
    assert pool.lock.isHeldHere() : this;
    active--;
    Work next = inactive.first();
    if (next != null && active < maxActive) {
      activate(cpu, next);
      pool.wakeIfNeeded(cpu);
    }
  }

  /** Takes the lock. */
  boolean isAtRest(Cpu cpu) {
    boolean flags = pool.lock.lockIrqSave(cpu);
    boolean rests = active == 0 && inactive.isEmpty();
    pool.lock.unlockIrqRestore(cpu, flags);
    return rests;
  }

  @Override
  public String toString() {
    return active + " of " + maxActive + " works in " + pool;
  }
}
