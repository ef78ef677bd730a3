package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/schedstat}: what the scheduler of each CPU has counted, times in nanoseconds.
 *
 * @param version of the layout; 15 for Linux 5.4
 * @param timestamp jiffies
 * @param cpus one for each CPU
 */
public record SchedstatFile(int version, long timestamp, List<Cpu> cpus) implements ProcFile {
  /**
   * One CPU.
   *
   * @param number which
   * @param counts yld_count, 0, sched_count, sched_goidle, ttwu_count, ttwu_local, rq_cpu_time,
   *     run_delay, pcount
   * @param domains what it balances with
   */
  public record Cpu(int number, List<Long> counts, List<Domain> domains) {}

  /**
   * One scheduling domain.
   *
   * @param mask its CPUs, in hexadecimal groups of 32
   * @param counts eight for each kind of balancing (idle, busy, newly idle), then twelve of active
   *     balancing and wake-ups
   */
  public record Domain(String mask, List<Long> counts) {}

  @Override
  public String text() {
    Columns out = new Columns().add("version ").add(version).line();
    out.add("timestamp ").add(timestamp).line();
    for (Cpu cpu : cpus) {
      out.add("cpu").add(cpu.number).numbers(cpu.counts).line();
      for (int level = 0; level < cpu.domains.size(); level++) {
        Domain domain = cpu.domains.get(level);
        out.add("domain").add(level).add(" ").add(domain.mask).numbers(domain.counts).line();
      }
    }
    return out.toString();
  }
}
