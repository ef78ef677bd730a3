package org.kernsync.kernel.trace;

import java.io.IOException;
import java.util.Locale;

/** One task's line in the picture: the state it is in and since when. */
final class TaskTrack {
  enum State {
    UNKNOWN,
    RUNNING,
    RUNNABLE,
    SLEEPING;

    final String label = name().toLowerCase(Locale.ROOT);
  }

  private final ChromeJson json;
  private final int pid;
  private String comm;
  private State state = State.UNKNOWN;
  private long since;
  private long flow;

  TaskTrack(ChromeJson json, int pid) {
    this.json = json;
    this.pid = pid;
  }

  void name(String current) throws IOException {
    if (!current.equals(comm)) {
      comm = current;
      json.nameTrack(ChromeJson.TASKS, pid, current);
    }
  }

  void enter(long nanos, State next) throws IOException {
    if (state != State.UNKNOWN) {
      json.bar(ChromeJson.TASKS, pid, since, nanos, "state", state.label);
    }
    state = next;
    since = nanos;
  }

  /**
   * A task that runs or waits for a CPU already stays as it is: it was woken on its way to sleep.
   */
  void wakeUp(long nanos) throws IOException {
    if (state == State.SLEEPING || state == State.UNKNOWN) {
      enter(nanos, State.RUNNABLE);
    }
  }

  void setFlow(long id) {
    flow = id;
  }

  long takeFlow() {
    long id = flow;
    flow = 0;
    return id;
  }
}
