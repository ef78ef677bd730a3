package org.kernsync.kernel.workload;

import java.util.HashMap;
import java.util.Map;

/**
 * Checks each task's use of mutexes by walking through its events: no unlock without lock, no
 * second lock, no wait without the mutex.
 *
 * <p>Two turns of each loop show everything. One turn of a block leaves a mutex as the last lock or
 * unlock of that mutex in the block leaves it, whatever it was before, and leaves it alone where
 * there is none. So a second turn ends exactly as the first did, a third begins as the second
 * began, and whatever the third would complain of, the second did. This holds for a phase, and for
 * a task as a block of phases. The walk thus costs at most four visits of each event. Phases behind
 * an endless one are never reached, here as in the run.
 */
final class MutexOrder {
  private static final int TURNS_THAT_SHOW_ALL = 2;

  private final TaskSpec task;
  private final Diagnostics diagnostics;
  private final Map<String, Location> held = new HashMap<>();
  private boolean again;

  private MutexOrder(TaskSpec task, Diagnostics diagnostics) {
    this.task = task;
    this.diagnostics = diagnostics;
  }

  static void check(TaskSpec task, Diagnostics diagnostics) throws WorkloadException {
    new MutexOrder(task, diagnostics).walkTask();
  }

  private void walkTask() throws WorkloadException {
    for (int turn = 0; turn < turns(task.loop()); turn++) {
      again = turn > 0;
      for (PhaseSpec phase : task.phases()) {
        walkPhase(phase);
        if (phase.loop() == PhaseSpec.ENDLESS) {
          return;
        }
      }
    }
    if (task.loop() != PhaseSpec.ENDLESS) {
      held.forEach(this::noteHeldAtEnd);
    }
  }

  private void walkPhase(PhaseSpec phase) throws WorkloadException {
    boolean taskAgain = again;
    for (int turn = 0; turn < turns(phase.loop()); turn++) {
      again = taskAgain || turn > 0;
      for (Event event : phase.events()) {
        visit(event);
      }
    }
    again = taskAgain;
  }

  private static int turns(int loop) {
    return loop == PhaseSpec.ENDLESS ? TURNS_THAT_SHOW_ALL : Math.min(loop, TURNS_THAT_SHOW_ALL);
  }

  private void visit(Event event) throws WorkloadException {
    switch (event) {
      case Event.Lock lock -> lock(lock);
      case Event.Unlock unlock -> {
        if (held.remove(unlock.mutex()) == null) {
          throw notHeld("unlocks", unlock.mutex(), unlock.location());
        }
      }
      case Event.Wait wait -> requireHeld("waits with", wait.mutex(), wait.location());
      case Event.Sync sync -> requireHeld("syncs with", sync.mutex(), sync.location());
      default -> {}
    }
  }

  private void lock(Event.Lock lock) throws WorkloadException {
    Location earlier = held.putIfAbsent(lock.mutex(), lock.location());
    if (earlier != null) {
      throw diagnostics.error(
          lock.location(),
          String.format(
              "task %s locks mutex %s%s, which it holds since %s",
              Quoted.of(task.name()), Quoted.of(lock.mutex()), when(), earlier),
          "unlock it before");
    }
  }

  private void requireHeld(String does, String mutex, Location at) throws WorkloadException {
    if (!held.containsKey(mutex)) {
      throw notHeld(does, mutex, at);
    }
  }

  private WorkloadException notHeld(String does, String mutex, Location at) {
    return diagnostics.error(
        at,
        String.format(
            "task %s %s mutex %s%s, which it does not hold",
            Quoted.of(task.name()), does, Quoted.of(mutex), when()),
        "lock it before");
  }

  private String when() {
    return again ? " when its loop comes round" : "";
  }

  private void noteHeldAtEnd(String mutex, Location at) {
    diagnostics.note(
        at, "task " + Quoted.of(task.name()) + " ends with mutex " + Quoted.of(mutex) + " held");
  }
}
