package org.kernsync.kernel.boot;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.kernsync.kernel.sched.Task;

/**
 * The tasks that ended, for the report; of very many, the oldest are folded into sums.
 *
 * <p>Added to by whichever task reaps, hence the monitor, which is held for a few instructions and
 * never polls.
 */
final class EndedTasks {
  private static final int KEPT = 20_000;

  private final List<Task> tasks = new ArrayList<>();
  private long foldedSwitches;
  private int folded;

  synchronized void add(Task task) {
    tasks.add(task);
    if (tasks.size() > KEPT) {
      fold();
    }
  }

  private void fold() {
    Iterator<Task> each = tasks.iterator();
    int surplus = KEPT / 2;
    while (each.hasNext() && surplus > 0) {
      Task task = each.next();
      if (task.isOff()) { // its numbers are final
        foldedSwitches += switchesOf(task);
        folded++;
        surplus--;
        each.remove();
      }
    }
  }

  static long switchesOf(Task task) {
    return task.stats().voluntarySwitches() + task.stats().involuntarySwitches();
  }

  synchronized List<Task> list() {
    return new ArrayList<>(tasks);
  }

  synchronized int folded() {
    return folded;
  }

  synchronized long switches() {
    return foldedSwitches + tasks.stream().mapToLong(EndedTasks::switchesOf).sum();
  }
}
