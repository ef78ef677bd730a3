package org.kernsync.kernel.sched;

/**
 * What the scheduler of one CPU has counted so far, named as in the kernel document {@code
 * scheduler/sched-stats} in brackets. There is one domain, that of all CPUs.
 *
 * <p><b>Differences from Linux.</b> A running task is never moved to balance, so the counts of
 * active balancing ({@code alb_*}) are always zero, as are {@code sbe_*}, {@code sbf_*} and {@code
 * ttwu_move_balance}, which Linux does not count either; they are left out here. The whole wait of
 * a task that was moved while it waited counts for the CPU that ran it.
 *
 * @param yields calls of sched_yield (yld_count)
 * @param schedules times the CPU chose what to run (sched_count)
 * @param idles times it chose to idle (sched_goidle)
 * @param wakeups tasks that this CPU woke (ttwu_count)
 * @param localWakeups those that it woke to run here (ttwu_local)
 * @param cpuNanos time that tasks ran here, on the clock, steal included (rq_cpu_time)
 * @param runDelayNanos time that tasks waited before they ran here (run_delay)
 * @param slices turns that tasks had here (pcount)
 * @param idle balancing while idle, asked by a busy CPU
 * @param busy balancing at intervals while busy
 * @param newlyIdle balancing when running dry
 * @param remoteWakeups tasks that this CPU woke to run elsewhere (ttwu_wake_remote)
 * @param affineWakeups tasks that this CPU woke to run here, though they last ran elsewhere
 *     (ttwu_move_affine)
 */
public record SchedStatistics(
    long yields,
    long schedules,
    long idles,
    long wakeups,
    long localWakeups,
    long cpuNanos,
    long runDelayNanos,
    long slices,
    Balancing idle,
    Balancing busy,
    Balancing newlyIdle,
    long remoteWakeups,
    long affineWakeups) {

  /**
   * One kind of balancing.
   *
   * @param calls attempts (lb_count)
   * @param balanced attempts that found nothing to do (lb_balanced)
   * @param failed attempts that found something and could move nothing (lb_failed)
   * @param imbalance the weights that were to be moved, in all (lb_imbalance)
   * @param gained tasks moved here (lb_gained)
   * @param hotGained those of them that were cache-hot (lb_hot_gained)
   * @param noBusyQueue attempts that found no queue with a task to spare (lb_nobusyq)
   * @param noBusyGroup attempts that found no CPU with much more load (lb_nobusyg)
   */
  public record Balancing(
      long calls,
      long balanced,
      long failed,
      long imbalance,
      long gained,
      long hotGained,
      long noBusyQueue,
      long noBusyGroup) {}
}
