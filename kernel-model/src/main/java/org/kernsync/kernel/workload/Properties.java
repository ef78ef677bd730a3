package org.kernsync.kernel.workload;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The scheduling properties written at a task or a phase; what is absent is inherited.
 *
 * <p>Inheritance as in rt-app: a task without policy has the workload's default policy. When a
 * phase begins, its policy, priority and task group replace those in force and stay in force until
 * another phase names its own; a policy without priority brings {@link Policy#defaultPriority()}.
 * CPUs are different: a phase without CPUs runs on those of the <em>task</em>, whatever the phase
 * before it used, and a task without CPUs runs anywhere.
 *
 * @param policy the policy
 * @param priority the nice level under a fair policy, else the real-time priority
 * @param cpus the CPUs allowed
 * @param taskgroup the task group's path, which begins with a slash
 * @param deadline the parameters of {@code SCHED_DEADLINE}, or a slice length under a fair policy
 * @param utilMin the lower utilization clamp, 0 to 1024
 * @param utilMax the upper utilization clamp, 0 to 1024
 */
public record Properties(
    Optional<Policy> policy,
    OptionalInt priority,
    Optional<CpuList> cpus,
    Optional<String> taskgroup,
    Optional<DeadlineParameters> deadline,
    OptionalInt utilMin,
    OptionalInt utilMax) {

  /** Properties of which each is inherited. */
  public static final Properties NONE =
      new Properties(
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  /** Refuses null. */
  public Properties {
    Objects.requireNonNull(policy);
    Objects.requireNonNull(priority);
    Objects.requireNonNull(cpus);
    Objects.requireNonNull(taskgroup);
    Objects.requireNonNull(deadline);
    Objects.requireNonNull(utilMin);
    Objects.requireNonNull(utilMax);
  }

  /**
   * The {@code dl-} keys.
   *
   * @param runtimeNanos the budget of each period
   * @param periodNanos the period; the budget where it was not written
   * @param deadlineNanos the relative deadline; the period where it was not written
   */
  public record DeadlineParameters(long runtimeNanos, long periodNanos, long deadlineNanos) {}
}
