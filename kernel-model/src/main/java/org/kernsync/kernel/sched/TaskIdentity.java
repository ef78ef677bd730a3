package org.kernsync.kernel.sched;

/**
 * The names and numbers of a task, as anybody may read them without a lock; and the slot in which
 * its scalar fields live.
 */
public abstract sealed class TaskIdentity permits TaskFamily {
  /*
   * The scalar fields, in the slot. TaskLayout groups them by their guards; of these there is more to say:
   *
   * state    written by the task itself (volatile: the store comes before its test of the condition, label S1), else under
   *          wakeLock and only while the task has not exited; read by anyone
   * usage    label TU1: one for whoever waits for it, one for its CPU; the slot is freed with the last one
   *
   * Who holds wakeLock and finds the task not exited has a slot that stays: its CPU takes that lock between the exit and the
   * last use. Who holds no lock and no reference is in an RCU read section, or reads through accessors named Seen.
   */
  final TaskSlot slot;

  private volatile String comm; // any context

  TaskIdentity(TaskSlot slot, String comm) {
    this.slot = slot;
    this.comm = comm;
  }

  /**
   * The process number.
   *
   * @return unique among living tasks but for 0, which every idle task has
   */
  public int pid() {
    return slot.pidSeen();
  }

  /**
   * The number of the thread group.
   *
   * @return the leader's pid
   */
  public int tgid() {
    return slot.tgidSeen();
  }

  /**
   * The task's name.
   *
   * @return at most 15 characters
   */
  public String comm() {
    return comm;
  }

  /**
   * Renames the task.
   *
   * @param name at most 15 characters
   */
  public void setComm(String name) {
    comm = name;
  }

  /**
   * Whether the task never runs a user program.
   *
   * @return true for kernel threads and idle tasks
   */
  public boolean isKernelThread() {
    return slot.isKernelThreadSeen();
  }

  /**
   * The policy.
   *
   * @return the current policy
   */
  public Policy policy() {
    return slot.policySeen();
  }

  /**
   * The nice value.
   *
   * @return -20 to 19
   */
  public int nice() {
    return slot.niceSeen();
  }

  /**
   * The CPUs it may run on.
   *
   * @return a bit set by CPU number
   */
  public long allowed() {
    return slot.allowedSeen();
  }

  /**
   * Whether it executes on a CPU now.
   *
   * @return true while mounted, possibly stale
   */
  public boolean isOnCpu() {
    return slot.isOnCpuSeen();
  }

  /**
   * Whether it is queued on a run queue or running.
   *
   * @return true if so, possibly stale
   */
  public boolean isOnRq() {
    return slot.isOnRqSeen();
  }

  /**
   * CPU time it had in user mode.
   *
   * @return nanoseconds up to the last way out of user mode
   */
  public long userNanos() {
    return slot.userNanosSeen();
  }

  /**
   * Adds a stretch of user mode. Only by the task itself.
   *
   * @param nanos its length; below zero where the CPU found out late that it was stolen
   */
  public void addUserNanos(long nanos) {
    slot.setUserNanosOpaque(slot.userNanosOpaque() + nanos); // opaque: one writer, the task itself
  }

  /**
   * When the task was made.
   *
   * @return a {@link System#nanoTime}
   */
  public long startNanos() {
    return slot.startNanosSeen();
  }
}
