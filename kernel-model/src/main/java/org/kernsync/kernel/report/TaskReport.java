package org.kernsync.kernel.report;

import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * What one task came to.
 *
 * @param pid its pid
 * @param name its name
 * @param policy its scheduling policy, such as {@code OTHER}
 * @param nice its nice value
 * @param priority its real-time priority, 0 under a fair policy
 * @param cpuNanos time it ran, steal left out
 * @param waitNanos time it was runnable and waited for a CPU
 * @param wakeups how often it was woken
 * @param migrations how often it changed its CPU
 * @param cpusUsed bit i is set if it ran on CPU i
 * @param switches how often it was switched in
 * @param latency time from wake-up to running
 * @param workUnits work that its program counted itself, independent of the kernel's clocks; -1 if
 *     it counts none
 */
public record TaskReport(
    int pid,
    String name,
    String policy,
    int nice,
    int priority,
    long cpuNanos,
    long waitNanos,
    long wakeups,
    long migrations,
    long cpusUsed,
    long switches,
    Latency latency,
    long workUnits) {

  /**
   * The CPUs it ran on.
   *
   * @return their numbers, ascending
   */
  public int[] cpuList() {
    return BitSet.valueOf(new long[] {cpusUsed}).stream().toArray();
  }

  /**
   * The CPUs it ran on, as Linux prints lists of CPUs.
   *
   * @return for example {@code 0-3,6}; {@code -} for none
   */
  public String cpuRanges() {
    BitSet used = BitSet.valueOf(new long[] {cpusUsed});
    if (used.isEmpty()) {
      return "-";
    }
    return used.stream()
        .filter(cpu -> cpu == 0 || !used.get(cpu - 1))
        .mapToObj(
            first -> {
              int last = used.nextClearBit(first) - 1;
              return last == first ? "" + first : first + "-" + last;
            })
        .collect(Collectors.joining(","));
  }
}
