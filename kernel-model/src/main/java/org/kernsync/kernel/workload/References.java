package org.kernsync.kernel.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what events name: forks need their task, barriers should be able to open. */
final class References {
  private References() {}

  /** Refuses a fork of a task that is not described. */
  static void checkForks(List<TaskSpec> tasks, Diagnostics diagnostics) throws WorkloadException {
    Set<String> names = new HashSet<>();
    tasks.forEach(task -> names.add(task.name()));
    for (TaskSpec task : tasks) {
      for (PhaseSpec phase : task.phases()) {
        for (Event event : phase.events()) {
          if (event instanceof Event.Fork fork && !names.contains(fork.task())) {
            throw diagnostics.error(
                fork.location(),
                "task " + Quoted.of(task.name()) + " forks an unknown " + Quoted.of(fork.task()),
                "describe that task, with \"instance\" : 0 if it shall not start by itself");
          }
        }
      }
    }
  }

  /**
   * Notes barriers whose count surprises: rt-app counts each time that a task's description names
   * the barrier, though a thread can only wait at one of them at a time, and never a forked thread.
   */
  static void noteBarriers(List<TaskSpec> tasks, Diagnostics diagnostics) {
    Set<String> users = new HashSet<>();
    Rewriting.visit(
        tasks,
        (task, event) -> {
          if (event instanceof Event.Barrier barrier) {
            String name = Quoted.of(barrier.barrier());
            if (task.instances() == 0) {
              diagnostics.note(
                  barrier.location(), "barrier " + name + " does not count forked threads");
            } else if (!users.add(barrier.barrier() + '\0' + task.name())) {
              diagnostics.note(
                  barrier.location(),
                  "barrier " + name + " counts task " + Quoted.of(task.name()) + " once more here");
            }
          }
        });
  }
}
