package org.kernsync.kernel.workload;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The scheduling policies that a workload can ask for. */
public enum Policy {
  /** {@code SCHED_OTHER}: fair, by nice level. */
  OTHER(true, -20, 19, 0),
  /** {@code SCHED_BATCH}: fair, without wake-up preemption. */
  BATCH(true, -20, 19, 0),
  /** {@code SCHED_IDLE}: fair, at the lowest weight. */
  IDLE(true, -20, 19, 0),
  /** {@code SCHED_FIFO}: real-time, until it blocks. */
  FIFO(false, 1, 99, 10),
  /** {@code SCHED_RR}: real-time, in turns. */
  RR(false, 1, 99, 10),
  /** {@code SCHED_DEADLINE}: earliest deadline first, within a budget. */
  DEADLINE(false, 0, 0, 0);

  private static final String PREFIX = "SCHED_";

  private final boolean fair;
  private final int lowestPriority;
  private final int highestPriority;
  private final int defaultPriority;

  Policy(boolean fair, int lowestPriority, int highestPriority, int defaultPriority) {
    this.fair = fair;
    this.lowestPriority = lowestPriority;
    this.highestPriority = highestPriority;
    this.defaultPriority = defaultPriority;
  }

  /**
   * Tells whether the fair class runs this policy.
   *
   * @return false for the real-time and deadline policies
   */
  public boolean isFair() {
    return fair;
  }

  /**
   * Tells whether the model has a scheduling class for this policy.
   *
   * @return false for the deadline policy
   */
  public boolean isModelled() {
    return this != DEADLINE;
  }

  /**
   * Returns the priority of a task that names the policy and no priority: a nice level for the fair
   * policies, a real-time priority for the others.
   *
   * @return rt-app's default
   */
  public int defaultPriority() {
    return defaultPriority;
  }

  /**
   * Returns the name as Linux and rt-app write it.
   *
   * @return for example {@code SCHED_OTHER}
   */
  public String linuxName() {
    return PREFIX + name();
  }

  int lowestPriority() {
    return lowestPriority;
  }

  int highestPriority() {
    return highestPriority;
  }

  static Optional<Policy> byLinuxName(String name) {
    return Arrays.stream(values()).filter(p -> p.linuxName().equals(name)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(Policy::linuxName).collect(Collectors.joining(", "));
  }
}
