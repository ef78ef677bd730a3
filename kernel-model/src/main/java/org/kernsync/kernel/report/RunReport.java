package org.kernsync.kernel.report;

import java.util.List;

/**
 * What a run came to.
 *
 * @param cpus number of CPUs of the model
 * @param hz ticks per second
 * @param profile the kernel whose scheduler was modelled
 * @param workload where the workload came from
 * @param wallNanos time from the start of the workload to its end
 * @param contextSwitches switches from one task to another, all CPUs
 * @param tasks one report per task, in the order in which they are to be shown
 * @param cpuReports one report per CPU
 * @param violations invariants that did not hold, one sentence each; empty in a sound run
 * @param notes what the reader should know about the result, one sentence each
 */
public record RunReport(
    int cpus,
    int hz,
    String profile,
    String workload,
    long wallNanos,
    long contextSwitches,
    List<TaskReport> tasks,
    List<CpuReport> cpuReports,
    List<String> violations,
    List<String> notes) {
  /**
   * Copies the lists.
   *
   * @param cpus number of CPUs of the model
   * @param hz ticks per second
   * @param profile the kernel whose scheduler was modelled
   * @param workload where the workload came from
   * @param wallNanos time from the start of the workload to its end
   * @param contextSwitches switches from one task to another, all CPUs
   * @param tasks one report per task
   * @param cpuReports one report per CPU
   * @param violations invariants that did not hold
   * @param notes what the reader should know about the result
   */
  public RunReport {
    tasks = List.copyOf(tasks);
    cpuReports = List.copyOf(cpuReports);
    violations = List.copyOf(violations);
    notes = List.copyOf(notes);
  }
}
