package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/stat}: where the time of each CPU went, in hundredths of a second, and what was
 * counted since the boot.
 *
 * <p>The ten times are user, nice, system, idle, iowait, irq, softirq, steal, guest and guest_nice.
 *
 * @param all the times of all CPUs together
 * @param cpus those of each CPU
 * @param interrupts all interrupts, those of the CPUs themselves too; then one number for each line
 * @param contextSwitches since the boot
 * @param bootSeconds when that was, in seconds since 1970
 * @param processes tasks made since the boot
 * @param running tasks that run or wait for a CPU
 * @param blocked tasks that wait for I/O
 * @param softirqs all that were served; then one number for each vector
 */
public record StatFile(
    List<Long> all,
    List<List<Long>> cpus,
    List<Long> interrupts,
    long contextSwitches,
    long bootSeconds,
    long processes,
    long running,
    long blocked,
    List<Long> softirqs)
    implements ProcFile {

  @Override
  public String text() {
    Columns out = new Columns().add("cpu ").numbers(all).line();
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      out.add("cpu").add(cpu).numbers(cpus.get(cpu)).line();
    }
    return out.add("intr")
        .numbers(interrupts)
        .line()
        .add("ctxt ")
        .add(contextSwitches)
        .line()
        .add("btime ")
        .add(bootSeconds)
        .line()
        .add("processes ")
        .add(processes)
        .line()
        .add("procs_running ")
        .add(running)
        .line()
        .add("procs_blocked ")
        .add(blocked)
        .line()
        .add("softirq")
        .numbers(softirqs)
        .line()
        .toString();
  }
}
