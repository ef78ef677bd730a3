package org.kernsync.kernel.workload;

import java.util.BitSet;
import java.util.List;

/**
 * The CPUs that a task or phase may run on.
 *
 * @param cpus their numbers, rising, without repetition, at least one
 * @param location where the workload lists them
 */
public record CpuList(List<Integer> cpus, Location location) {
  /** The largest CPU number that a workload may name. */
  public static final int MAX_CPU = 1023;

  /** Copies the list. */
  public CpuList {
    cpus = List.copyOf(cpus);
  }

  /**
   * Returns the largest number in the list.
   *
   * @return a CPU number
   */
  public int highest() {
    return cpus.get(cpus.size() - 1);
  }

  /**
   * Returns the CPUs as a mask of its own.
   *
   * @return a new bit set
   */
  public BitSet toBitSet() {
    BitSet mask = new BitSet();
    cpus.forEach(mask::set);
    return mask;
  }
}
