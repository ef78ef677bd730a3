package org.kernsync.kernel.workload;

import java.util.Map;

/**
 * The task keys of rt-app before phases and events, which mean nothing today or, worse, something
 * else: {@code lock_order} begins like a lock event.
 */
final class OldGrammar {
  private static final Map<String, String> WAYS_OUT =
      Map.of(
          "exec", "write the work as a \"run\" event",
          "period", "write the period as a \"timer\" event, or as \"dl-period\"",
          "deadline", "write it as \"dl-deadline\"",
          "lock_order", "write each step as an event of its own, in this order",
          "resources", "write each use as an event of its own, such as \"lock\" and \"unlock\"",
          "sleep", "write \"sleep\" with a number of microseconds");

  private OldGrammar() {}

  /** Tells whether a task's member belongs to the old grammar. */
  static boolean uses(JsonValue.Member member) {
    boolean isSleep = member.key().equals("sleep");
    return WAYS_OUT.containsKey(member.key())
        && (!isSleep || member.value() instanceof JsonValue.Bool);
  }

  static WorkloadException refuse(JsonValue.Member member, Diagnostics diagnostics) {
    return diagnostics.error(
        member.at(),
        "task key " + Quoted.of(member.key()) + " belongs to rt-app's old grammar",
        WAYS_OUT.get(member.key()));
  }
}
