package org.kernsync.kernel.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives each task a name of its own. A name that comes again gets the first number that makes it
 * new, as rt-app's workgen does it; names written in the file are never taken from their task.
 */
final class TaskNames {
  private final Diagnostics diagnostics;
  private final Set<String> known = new HashSet<>();
  private final Set<String> given = new HashSet<>();
  private final Map<String, Integer> lastNumber = new HashMap<>();

  TaskNames(JsonValue.Obj section, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    section.members().forEach(member -> known.add(member.key()));
  }

  /** Returns the name of the next task with this key. */
  String next(String key, Location at) {
    if (given.add(key)) {
      return key;
    }
    String name;
    do {
      name = key + lastNumber.merge(key, 1, Integer::sum);
    } while (!known.add(name));
    given.add(name);
    diagnostics.note(
        at, "there is a task " + Quoted.of(key) + " already, so this one is " + Quoted.of(name));
    return name;
  }
}
