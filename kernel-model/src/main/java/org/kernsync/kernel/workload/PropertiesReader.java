package org.kernsync.kernel.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Collects the scheduling properties of one task or phase while its members go by. */
final class PropertiesReader {
  private static final int MAX_TASKGROUPS = 32;
  private static final int MAX_UTIL = 1024;

  private final Diagnostics diagnostics;
  private final Checked checked;
  private final Set<String> taskgroups = new HashSet<>();

  PropertiesReader(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.checked = new Checked(diagnostics);
  }

  /** Tells whether a key names a property. */
  static boolean isProperty(String key) {
    return switch (key) {
      case "policy",
          "priority",
          "cpus",
          "nodes_membind",
          "taskgroup",
          "dl-runtime",
          "dl-period",
          "dl-deadline",
          "util_min",
          "util_max" ->
          true;
      default -> false;
    };
  }

  /** Notes a policy whose scheduling class does not exist yet. */
  static void noteUnmodelled(Diagnostics diagnostics, JsonValue.Member member, Policy policy) {
    if (!policy.isModelled()) {
      diagnostics.note(
          member.at(), policy.linuxName() + " is not modelled: run at the highest fair weight");
    }
  }

  /**
   * Reads the properties among an object's members.
   *
   * @param members every member of the object
   * @param inherited the policy in force where the object names none
   */
  Properties read(Iterable<JsonValue.Member> members, Policy inherited) throws WorkloadException {
    Map<String, JsonValue.Member> found = new HashMap<>();
    for (JsonValue.Member member : members) {
      if (isProperty(member.key())) {
        checked.once(found, member);
      }
    }
    if (found.isEmpty()) {
      return Properties.NONE;
    }
    Optional<Policy> policy = policy(found.get("policy"));
    Properties properties =
        new Properties(
            policy,
            priority(found.get("priority"), policy.orElse(inherited)),
            found.containsKey("cpus")
                ? Optional.of(checked.cpus(found.get("cpus")))
                : Optional.empty(),
            taskgroup(found.get("taskgroup")),
            deadline(found),
            clamp(found.get("util_min")),
            clamp(found.get("util_max")));
    noteMemoryNodes(found.get("nodes_membind"));
    return properties;
  }

  private Optional<Policy> policy(JsonValue.Member member) throws WorkloadException {
    if (member == null) {
      return Optional.empty();
    }
    Policy policy = checked.policy(member);
    noteUnmodelled(diagnostics, member, policy);
    return Optional.of(policy);
  }

  private OptionalInt priority(JsonValue.Member member, Policy policy) throws WorkloadException {
    if (member == null) {
      return OptionalInt.empty();
    }
    String what = policy.isFair() ? "a nice level" : "a priority";
    long priority =
        checked.whole(
            member,
            policy.lowestPriority(),
            policy.highestPriority(),
            "under " + policy.linuxName() + " " + what);
    return OptionalInt.of((int) priority);
  }

  private Optional<String> taskgroup(JsonValue.Member member) throws WorkloadException {
    if (member == null || checked.text(member).isEmpty()) {
      return Optional.empty();
    }
    String path = checked.name(member);
    if (!path.startsWith("/")) {
      throw checked.wrong(member, "a path that begins with a slash");
    }
    if (taskgroups.add(path) && taskgroups.size() > MAX_TASKGROUPS) {
      throw diagnostics.error(
          member.at(),
          "this is task group number " + taskgroups.size(),
          "use at most " + MAX_TASKGROUPS);
    }
    diagnostics.note(
        member.at(), "task group " + Quoted.of(path) + " is accepted but shares nothing yet");
    return Optional.of(path);
  }

  private Optional<Properties.DeadlineParameters> deadline(Map<String, JsonValue.Member> found)
      throws WorkloadException {
    JsonValue.Member runtime = found.get("dl-runtime");
    JsonValue.Member period = found.get("dl-period");
    JsonValue.Member deadline = found.get("dl-deadline");
    if (runtime == null && period == null && deadline == null) {
      return Optional.empty();
    }
    long runtimeNanos = runtime == null ? 0 : checked.micros(runtime);
    long periodNanos = period == null ? runtimeNanos : checked.micros(period);
    long deadlineNanos = deadline == null ? periodNanos : checked.micros(deadline);
    JsonValue.Member first = runtime != null ? runtime : period != null ? period : deadline;
    diagnostics.note(first.at(), "the dl- keys are accepted but not used yet");
    return Optional.of(new Properties.DeadlineParameters(runtimeNanos, periodNanos, deadlineNanos));
  }

  private OptionalInt clamp(JsonValue.Member member) throws WorkloadException {
    if (member == null) {
      return OptionalInt.empty();
    }
    int value = (int) checked.whole(member, -1, MAX_UTIL);
    diagnostics.note(member.at(), "utilization clamps are accepted but not used");
    return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private void noteMemoryNodes(JsonValue.Member member) throws WorkloadException {
    if (member == null) {
      return;
    }
    if (!(member.value() instanceof JsonValue.Arr)) {
      throw checked.wrong(member, "an array of node numbers");
    }
    diagnostics.note(member.at(), "memory nodes are accepted but not used");
  }
}
