package org.kernsync.kernel.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides what each suspend waits on, by the {@link SuspendRule}, and says so where it matters. */
final class SuspendQueues {
  private final SuspendRule rule;
  private final Diagnostics diagnostics;
  private final Set<String> resumed = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  private SuspendQueues(SuspendRule rule, Diagnostics diagnostics) {
    this.rule = rule;
    this.diagnostics = diagnostics;
  }

  static List<TaskSpec> resolve(List<TaskSpec> tasks, SuspendRule rule, Diagnostics diagnostics) {
    SuspendQueues queues = new SuspendQueues(rule, diagnostics);
    Rewriting.visit(
        tasks,
        (task, event) -> {
          if (event instanceof Event.Resume resume) {
            queues.resumed.add(resume.queue());
          }
        });
    return Rewriting.rewrite(
        tasks,
        (task, event) ->
            event instanceof Event.Suspend suspend ? queues.resolve(task, suspend) : event);
  }

  private Event resolve(TaskSpec task, Event.Suspend written) {
    String group = written.queue();
    if (group.isEmpty() || group.equals(task.name())) {
      return new Event.Suspend(task.name(), written.location());
    }
    boolean asGroup =
        switch (rule) {
          case AUTO -> resumed.contains(group);
          case GROUP -> true;
          case SELF -> false;
        };
    tell(task, group, asGroup, written.location());
    return new Event.Suspend(asGroup ? group : task.name(), written.location());
  }

  private void tell(TaskSpec task, String group, boolean asGroup, Location at) {
    if (!told.add(task.name() + '\0' + group)) {
      return;
    }
    String reason =
        switch (rule) {
          case AUTO -> asGroup ? "a resume names it" : "no resume names " + Quoted.of(group);
          case GROUP, SELF -> "as asked for";
        };
    diagnostics.note(
        at,
        String.format(
            "task %s suspends on %s (rule %s: %s)",
            Quoted.of(task.name()),
            asGroup ? "the group " + Quoted.of(group) : "its own name",
            asGroup ? "group" : "self",
            reason));
  }
}
