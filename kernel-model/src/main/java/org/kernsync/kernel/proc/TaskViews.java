package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.sched.Task;

/**
 * Reads off a kernel what its tasks came to: those that lived when the workload had ended, in the
 * state they were in, and those that had ended by then, in state X, which a machine would not show
 * any more.
 */
final class TaskViews {
  private static final long KERNEL_THREAD = 0x0020_0000; // PF_KTHREAD
  private static final long EXITING = 0x4; // PF_EXITING
  private static final long SIGCHLD = 17;
  private static final int TRACE_TO_STAT = 100; // a trace counts real-time priorities from 0
  private static final int SIGNALLED = 128;
  private static final int CODE_SHIFT = 8;

  /** Time in both modes, in nanoseconds. */
  private record Times(long user, long system) {
    static final Times NONE = new Times(0, 0);

    static Times of(Task task) {
      long user = Math.clamp(task.userNanos(), 0, Math.max(0, task.cpuNanos()));
      return new Times(user, Math.max(0, task.cpuNanos()) - user);
    }

    Times plus(Times other) {
      return new Times(user + other.user, system + other.system);
    }
  }

  private final Kernel kernel;
  private final Moment moment;
  private final SortedMap<Integer, Task> tasks = new TreeMap<>(); // the youngest of each number
  private final Map<Task, Times> children = new HashMap<>(); // of those collected

  TaskViews(Kernel kernel, Moment moment) {
    this.kernel = kernel;
    this.moment = moment;
    List<Task> all = new ArrayList<>(kernel.endedTasks());
    all.removeAll(moment.living().keySet());
    all.sort(Comparator.comparingLong(Task::startNanos).reversed());
    for (Task ended : all) { // children come before their parents
      Times own = Times.of(ended).plus(children.getOrDefault(ended, Times.NONE));
      children.merge(ended.parent(), own, Times::plus);
      tasks.putIfAbsent(ended.pid(), ended);
    }
    moment.living().keySet().forEach(task -> tasks.put(task.pid(), task));
  }

  /** All of them, by ascending number. */
  Iterable<Task> tasks() {
    return tasks.values();
  }

  /** The task of a number, or else the first of a name; null where there is none. */
  Task find(String pidOrName) {
    if (pidOrName.matches("\\d{1,9}")) {
      Task numbered = tasks.get(Integer.valueOf(pidOrName));
      if (numbered != null) {
        return numbered;
      }
    }
    return tasks.values().stream()
        .filter(task -> task.comm().equals(pidOrName))
        .findFirst()
        .orElse(null);
  }

  PidStatFile stat(Task task) {
    Character living = moment.living().get(task);
    char state = living == null ? 'X' : living;
    boolean ended = state == 'X' || state == 'Z';
    Map<PidStatField, Long> fields = new EnumMap<>(PidStatField.class);
    fields.put(PidStatField.PPID, parentOf(task));
    fields.put(PidStatField.TPGID, -1L);
    fields.put(PidStatField.FLAGS, flags(task, ended));
    Times own = Times.of(task);
    fields.put(PidStatField.UTIME, UserHz.ticks(own.user));
    fields.put(PidStatField.STIME, UserHz.ticks(own.system));
    Times theirs = children.getOrDefault(task, Times.NONE);
    fields.put(PidStatField.CUTIME, UserHz.ticks(theirs.user));
    fields.put(PidStatField.CSTIME, UserHz.ticks(theirs.system));
    fields.put(PidStatField.PRIORITY, (long) task.priority() - TRACE_TO_STAT);
    fields.put(PidStatField.NICE, (long) task.nice());
    fields.put(PidStatField.NUM_THREADS, 1L);
    fields.put(PidStatField.STARTTIME, UserHz.ticks(task.startNanos() - kernel.bootNanos()));
    fields.put(PidStatField.RSSLIM, -1L);
    fields.put(PidStatField.WCHAN, state == 'S' || state == 'D' || state == 'I' ? 1L : 0L);
    fields.put(PidStatField.EXIT_SIGNAL, SIGCHLD);
    fields.put(PidStatField.PROCESSOR, (long) task.cpu().id());
    fields.put(PidStatField.RT_PRIORITY, (long) task.realTimePriority());
    fields.put(PidStatField.POLICY, (long) task.policy().number());
    fields.put(PidStatField.EXIT_CODE, ended ? waitStatus(task.exitCode()) : 0L);
    return new PidStatFile(task.pid(), task.comm(), state, fields);
  }

  private static long parentOf(Task task) {
    Task parent = task.parent();
    return parent == null ? 0 : parent.pid();
  }

  private static long flags(Task task, boolean ended) {
    return (task.isKernelThread() ? KERNEL_THREAD : 0) | (ended ? EXITING : 0);
  }

  /** As {@code waitpid} tells it: the code in the second byte, or the signal in the first. */
  private static long waitStatus(int code) {
    return code > SIGNALLED ? code - SIGNALLED : (long) (code & 0xff) << CODE_SHIFT;
  }
}
