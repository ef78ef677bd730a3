package org.kernsync.kernel.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Passes over every event of a workload, in the order of the file. */
final class Rewriting {
  private Rewriting() {}

  /** Shows each event with its task. */
  static void visit(List<TaskSpec> tasks, BiConsumer<TaskSpec, Event> visitor) {
    for (TaskSpec task : tasks) {
      for (PhaseSpec phase : task.phases()) {
        phase.events().forEach(event -> visitor.accept(task, event));
      }
    }
  }

  /** Replaces each event by what the function makes of it. */
  static List<TaskSpec> rewrite(List<TaskSpec> tasks, BiFunction<TaskSpec, Event, Event> function) {
    List<TaskSpec> rewritten = new ArrayList<>();
    for (TaskSpec task : tasks) {
      List<PhaseSpec> phases = new ArrayList<>();
      for (PhaseSpec phase : task.phases()) {
        phases.add(
            phase.withEvents(phase.events().stream().map(e -> function.apply(task, e)).toList()));
      }
      rewritten.add(task.withPhases(phases));
    }
    return rewritten;
  }
}
