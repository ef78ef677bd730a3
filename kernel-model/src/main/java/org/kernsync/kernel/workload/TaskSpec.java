package org.kernsync.kernel.workload;

import java.util.List;

/**
 * One task of a workload: its phases, in order, some number of times.
 *
 * <p>A task written without phases has one phase, which bears its name and holds its events. As in
 * rt-app, its {@code loop} is then the loop of the phase, and the task itself goes round once; with
 * no {@code loop} at all the task goes round for ever and the phase once.
 *
 * @param name its name, unique in the workload
 * @param instances how many threads start with the workload; 0 where only {@code fork} starts any
 * @param delayNanos how long each thread waits before its first phase
 * @param loop how often the phases are repeated, at least 1, or {@link PhaseSpec#ENDLESS}
 * @param properties what holds when a thread starts
 * @param phases the phases, at least one
 * @param location where the workload names the task
 */
public record TaskSpec(
    String name,
    int instances,
    long delayNanos,
    int loop,
    Properties properties,
    List<PhaseSpec> phases,
    Location location) {

  /** How many characters of a task's name the kernel keeps. */
  public static final int COMM_LENGTH = 15;

  /** Copies the list. */
  public TaskSpec {
    phases = List.copyOf(phases);
  }

  /**
   * Returns the name as the kernel shows it.
   *
   * @return the name, cut to {@value #COMM_LENGTH} characters
   */
  public String comm() {
    if (name.length() <= COMM_LENGTH) {
      return name;
    }
    boolean splitsPair = Character.isHighSurrogate(name.charAt(COMM_LENGTH - 1));
    return name.substring(0, splitsPair ? COMM_LENGTH - 1 : COMM_LENGTH);
  }

  TaskSpec withPhases(List<PhaseSpec> others) {
    return new TaskSpec(name, instances, delayNanos, loop, properties, others, location);
  }
}
