package org.kernsync.kernel.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code tasks} section: each task, its phases, their events and properties. */
final class TaskReader {
  private static final List<String> TASK_KEYS = List.of("instance", "delay", "loop", "phases");
  private static final List<String> PHASE_KEYS = List.of("loop");

  private final Diagnostics diagnostics;
  private final Checked checked;
  private final GlobalSettings global;
  private final EventReader events;
  private final PropertiesReader properties;

  TaskReader(Diagnostics diagnostics, GlobalSettings global) {
    this.diagnostics = diagnostics;
    this.checked = new Checked(diagnostics);
    this.global = global;
    this.events = new EventReader(diagnostics, global.memBufferBytes());
    this.properties = new PropertiesReader(diagnostics);
  }

  /** Reads every task. */
  List<TaskSpec> read(JsonValue.Obj section) throws WorkloadException {
    if (section.members().isEmpty()) {
      throw diagnostics.error(section.at(), "there are no tasks", "describe at least one");
    }
    TaskNames names = new TaskNames(section, diagnostics);
    List<TaskSpec> tasks = new ArrayList<>();
    int threads = 0;
    for (JsonValue.Member member : section.members()) {
      TaskSpec task = task(member, names.next(checked.keyName(member, "task"), member.at()));
      tasks.add(task);
      threads += task.instances();
      if (tasks.size() > Workload.MAX_THREADS || threads > Workload.MAX_THREADS) {
        throw diagnostics.error(
            task.location(),
            "with this task there are more than " + Workload.MAX_THREADS,
            "describe fewer tasks or instances");
      }
    }
    if (threads == 0) {
      throw diagnostics.error(
          section.at(), "no task would ever start", "give one of them an \"instance\" of 1");
    }
    return tasks;
  }

  private TaskSpec task(JsonValue.Member member, String name) throws WorkloadException {
    List<JsonValue.Member> members =
        checked.object(member, "an object with the task's phases or events").members();
    Map<String, JsonValue.Member> keys = keys(members, TASK_KEYS, "task " + Quoted.of(name));
    Properties own = properties.read(members, global.defaultPolicy());
    JsonValue.Member instance = keys.get("instance");
    JsonValue.Member delay = keys.get("delay");
    JsonValue.Member loop = keys.get("loop");
    JsonValue.Member phases = keys.get("phases");
    int turns = loop == null ? PhaseSpec.ENDLESS : checked.loop(loop);
    TaskSpec task =
        new TaskSpec(
            name,
            instance == null ? 1 : (int) checked.whole(instance, 0, Workload.MAX_THREADS),
            delay == null ? 0 : checked.micros(delay),
            phases == null && loop != null ? 1 : turns,
            own,
            phases == null
                ? List.of(onlyPhase(member, name, members, loop == null ? 1 : turns))
                : phases(phases, members, own.policy().orElse(global.defaultPolicy())),
            member.at());
    if (task.comm().length() < name.length()) {
      diagnostics.note(
          member.at(), "task " + Quoted.of(name) + " is shown as " + Quoted.of(task.comm()));
    }
    return task;
  }

  private PhaseSpec onlyPhase(
      JsonValue.Member task, String name, List<JsonValue.Member> members, int loop)
      throws WorkloadException {
    return new PhaseSpec(name, loop, Properties.NONE, events(task, members, "task"), task.at());
  }

  private List<PhaseSpec> phases(
      JsonValue.Member phases, List<JsonValue.Member> taskMembers, Policy taskPolicy)
      throws WorkloadException {
    for (JsonValue.Member member : taskMembers) {
      if (EventReader.verb(member.key()).isPresent()) {
        throw diagnostics.error(
            member.at(),
            "event " + Quoted.of(member.key()) + " stands beside \"phases\" and would never run",
            "move it into a phase");
      }
    }
    List<PhaseSpec> all = new ArrayList<>();
    Policy policy = taskPolicy;
    for (JsonValue.Member member : checked.object(phases, "an object with phases").members()) {
      PhaseSpec phase = phase(member, policy);
      policy = phase.properties().policy().orElse(policy);
      all.add(phase);
    }
    if (all.isEmpty()) {
      throw diagnostics.error(phases.at(), "there are no phases", "describe at least one");
    }
    return all;
  }

  private PhaseSpec phase(JsonValue.Member member, Policy policy) throws WorkloadException {
    String name = checked.keyName(member, "phase");
    List<JsonValue.Member> members =
        checked.object(member, "an object with the phase's events").members();
    JsonValue.Member loop = keys(members, PHASE_KEYS, "phase " + Quoted.of(name)).get("loop");
    return new PhaseSpec(
        name,
        loop == null ? 1 : checked.loop(loop),
        properties.read(members, policy),
        events(member, members, "phase"),
        member.at());
  }

  private List<Event> events(JsonValue.Member owner, List<JsonValue.Member> members, String what)
      throws WorkloadException {
    List<Event> all = new ArrayList<>();
    for (JsonValue.Member member : members) {
      String verb = EventReader.verb(member.key()).orElse(null);
      if (verb != null) {
        all.add(events.read(member, verb));
      }
    }
    if (all.isEmpty()) {
      throw diagnostics.error(
          owner.at(),
          what + " " + Quoted.of(owner.key()) + " has no events",
          "give it at least one, such as \"run\" : 1000");
    }
    return all;
  }

  /** Returns the members that are neither events nor properties; each must be known. */
  private Map<String, JsonValue.Member> keys(
      List<JsonValue.Member> members, List<String> known, String owner) throws WorkloadException {
    Map<String, JsonValue.Member> found = new HashMap<>();
    for (JsonValue.Member member : members) {
      String key = member.key();
      if (OldGrammar.uses(member)) {
        throw OldGrammar.refuse(member, diagnostics);
      }
      if (known.contains(key)) {
        checked.once(found, member);
      } else if (!PropertiesReader.isProperty(key) && EventReader.verb(key).isEmpty()) {
        throw diagnostics.error(
            member.at(),
            "key " + Quoted.of(key) + " of " + owner + " is neither an event nor a property",
            "events are " + EventReader.allVerbs() + " (also with a suffix, such as run1)");
      }
    }
    return found;
  }
}
