package org.kernsync.kernel.sched;

/**
 * CFS after Linux 5.4: whoever has run least in virtual time runs next.
 *
 * <p>Source: the kernel document {@code scheduler/sched-design-CFS} and the constants of {@link
 * FairTunables}.
 *
 * <p><b>Differences from Linux.</b> No groups and no PELT averages: load is the weight of the
 * runnable tasks.
 */
final class FairClass implements SchedClass {
  private final FairTunables tunables;
  private final SchedTrace trace;

  FairClass(FairTunables tunables, SchedTrace trace) {
    this.tunables = tunables;
    this.trace = trace;
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public void enqueue(RunQueue rq, Task task, int flags) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity entity = task.entity;
    boolean relative = (flags & WAKEUP) == 0 || (flags & MIGRATED) != 0;
    boolean running = cfs.curr == entity;
    if (relative && running) {
      entity.addVruntime(cfs.minVruntime);
    }
    updateCurrent(rq);
    if (relative && !running) {
      entity.addVruntime(cfs.minVruntime);
    }
    if ((flags & WAKEUP) != 0) {
      placeSleeper(cfs, entity);
    }
    entity.setQueued(true);
    cfs.totalWeight += entity.weight();
    cfs.nrRunning++;
    if (!running) {
      cfs.timeline.insert(entity, entity.vruntime());
    }
  }

  @Override
  public void dequeue(RunQueue rq, Task task, int flags) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity entity = task.entity;
    updateCurrent(rq);
    cfs.clearBuddies(entity);
    if (cfs.curr != entity) {
      cfs.timeline.remove(entity);
    }
    entity.setQueued(false);
    cfs.totalWeight -= entity.weight();
    cfs.nrRunning--;
    if ((flags & SLEEP) == 0) {
      entity.addVruntime(
          -cfs.minVruntime); // relative until it is enqueued again, here or elsewhere
    }
    cfs.updateMinVruntime();
  }

  /** A sleeper resumes at most half a latency behind the others: some credit, no hoard. */
  private void placeSleeper(CfsRunQueue cfs, SchedEntity entity) {
    long floor = cfs.minVruntime - tunables.latencyNanos() / 2;
    if (floor - entity.vruntime() > 0) {
      entity.setVruntime(floor);
    }
  }

  /** A child of the fair class was made and will be enqueued soon. */
  void fork(RunQueue rq, Task parent, Task child) {
    CfsRunQueue cfs = rq.cfs;
    updateCurrent(rq);
    SchedEntity entity = child.entity;
    long start = cfs.curr != null ? cfs.curr.vruntime() : cfs.minVruntime;
    long debited = cfs.minVruntime + entity.toVirtual(slice(cfs, entity));
    entity.setVruntime((debited - start > 0 ? debited : start) - cfs.minVruntime);
  }

  @Override
  public void leave(RunQueue old, Task task) {
    task.entity.addVruntime(-old.minVruntimeOpaque());
  }

  /** A sleeping task changes to another class. Under the queue's lock. */
  void part(RunQueue rq, Task task) {
    task.entity.addVruntime(-rq.cfs.minVruntime);
  }

  /** A sleeping task of another class becomes one of this. Under the queue's lock. */
  void join(RunQueue rq, Task task) {
    task.entity.addVruntime(rq.cfs.minVruntime);
  }

  @Override
  public void yield(RunQueue rq, Task current) {
    if (rq.cfs.nrRunning > 1) {
      rq.cfs.clearBuddies(current.entity);
      rq.cfs.skip = current.entity;
    }
  }

  @Override
  public boolean preempts(RunQueue rq, Task woken) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity current = cfs.curr;
    SchedEntity entity = woken.entity;
    if (current == null || current == entity) {
      return false;
    }
    if (current.task.slot.policy() == Policy.IDLE && woken.slot.policy() != Policy.IDLE) {
      return true;
    }
    if (woken.slot.policy() != Policy.NORMAL) {
      return false;
    }
    updateCurrent(rq);
    if (lead(current, entity) < 1) {
      return false;
    }
    if (cfs.nrRunning >= tunables.latencyTasks()) {
      cfs.last = current;
    }
    return true;
  }

  /**
   * -1 where the second is not behind the first, 0 where it is a little, 1 where it is more than a
   * granularity.
   */
  private int lead(SchedEntity current, SchedEntity entity) {
    long ahead = current.vruntime() - entity.vruntime();
    if (ahead <= 0) {
      return -1;
    }
    return ahead > entity.toVirtual(tunables.wakeupGranularityNanos()) ? 1 : 0;
  }

  @Override
  public Task pickNext(RunQueue rq) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity first = cfs.timeline.first();
    if (first == null) {
      return null;
    }
    SchedEntity chosen = first;
    if (cfs.skip == first) {
      SchedEntity second = cfs.timeline.next(first);
      if (second != null && lead(second, first) < 1) {
        chosen = second;
      }
    }
    if (cfs.last != null && lead(cfs.last, first) < 1) {
      chosen = cfs.last;
    }
    cfs.last = null;
    cfs.skip = null;
    run(rq, chosen);
    return chosen.task;
  }

  @Override
  public void setCurrent(RunQueue rq, Task task) {
    run(rq, task.entity);
  }

  private static void run(RunQueue rq, SchedEntity entity) {
    CfsRunQueue cfs = rq.cfs;
    if (entity.isQueued()) {
      cfs.timeline.remove(entity);
    }
    entity.setExecStart(rq.clockTask);
    entity.setPrevSumExec(entity.sumExec());
    cfs.curr = entity;
  }

  @Override
  public void putPrevious(RunQueue rq, Task previous) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity entity = previous.entity;
    if (entity.isQueued()) {
      updateCurrent(rq);
      cfs.timeline.insert(entity, entity.vruntime());
    }
    cfs.curr = null;
  }

  @Override
  public boolean tick(RunQueue rq, Task current) {
    CfsRunQueue cfs = rq.cfs;
    updateCurrent(rq);
    if (cfs.nrRunning < 2) {
      return false;
    }
    SchedEntity entity = current.entity;
    long ideal = slice(cfs, entity);
    long ran = entity.sumExec() - entity.prevSumExec();
    if (ran > ideal) {
      cfs.clearBuddies(entity);
      return true;
    }
    SchedEntity first = cfs.timeline.first();
    return ran >= tunables.minGranularityNanos()
        && first != null
        && entity.vruntime() - first.vruntime() > ideal;
  }

  /** This entity's share of the period, as if it were queued. */
  private long slice(CfsRunQueue cfs, SchedEntity entity) {
    int running = cfs.nrRunning + (entity.isQueued() ? 0 : 1);
    long total = cfs.totalWeight + (entity.isQueued() ? 0 : entity.weight());
    long period =
        running <= tunables.latencyTasks()
            ? tunables.latencyNanos()
            : running * tunables.minGranularityNanos();
    return LoadWeight.scale(period, entity.weight(), LoadWeight.inverse(total));
  }

  @Override
  public void updateCurrent(RunQueue rq) {
    CfsRunQueue cfs = rq.cfs;
    SchedEntity entity = cfs.curr;
    if (entity == null) {
      return;
    }
    long delta = rq.clockTask - entity.execStart();
    if (delta <= 0) {
      return;
    }
    entity.setExecStart(rq.clockTask);
    entity.addSumExec(delta);
    entity.addVruntime(entity.toVirtual(delta));
    cfs.updateMinVruntime();
    rq.fairRan(delta);
    trace.runtime(entity.task, delta);
  }
}
