package org.kernsync.kernel.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes every use of a timer absolute where one is: in rt-app the mode belongs to the timer, not to
 * the event. A unique timer is known only within its task.
 */
final class TimerModes {
  private TimerModes() {}

  static List<TaskSpec> resolve(List<TaskSpec> tasks) {
    Set<Key> absolute = new HashSet<>();
    Rewriting.visit(
        tasks,
        (task, event) -> {
          if (event instanceof Event.Timer timer && !timer.relative()) {
            absolute.add(Key.of(task, timer));
          }
        });
    return Rewriting.rewrite(
        tasks,
        (task, event) ->
            event instanceof Event.Timer timer && absolute.contains(Key.of(task, timer))
                ? new Event.Timer(
                    timer.timer(), timer.periodNanos(), false, timer.unique(), timer.location())
                : event);
  }

  /** A timer's identity: its name, and its task where it is unique. */
  private record Key(String task, String timer) {
    static Key of(TaskSpec task, Event.Timer timer) {
      return new Key(timer.unique() ? task.name() : "", timer.timer());
    }
  }
}
