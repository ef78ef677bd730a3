package org.kernsync.kernel.trace;

import java.io.IOException;

/** One CPU's line in the picture: the bar of the task that it runs now. */
final class CpuTrack {
  private final ChromeJson json;
  private final int cpu;
  private boolean started;
  private long lastSeen;
  private int pid;
  private String comm;
  private int prio;
  private long since;
  private long flow;

  CpuTrack(ChromeJson json, int cpu) {
    this.json = json;
    this.cpu = cpu;
  }

  /**
   * Perfetto took thread 0 for the idle task and merged it with 1 until 2025: so counted from 1.
   */
  static int track(int cpu) {
    return cpu + 1;
  }

  int track() {
    return track(cpu);
  }

  boolean isIdle() {
    return pid == 0;
  }

  /** A trace may begin while a task runs: its bar begins at the CPU's first line. */
  void see(TraceLine line) {
    lastSeen = line.nanos();
    if (!started) {
      started = true;
      run(line.nanos(), line.pid(), line.comm(), ChromeJson.NO_PRIO, 0);
    }
  }

  long lastSeen() {
    return lastSeen;
  }

  void run(long nanos, int nextPid, String nextComm, int nextPrio, long wakeFlow) {
    pid = nextPid;
    comm = nextComm;
    prio = nextPrio;
    since = nanos;
    flow = wakeFlow;
  }

  void leave(long nanos, String endState) throws IOException {
    if (pid != 0) {
      json.run(track(), since, nanos, comm, pid, prio, endState);
      if (flow != 0) { // after its bar, which readers need to have seen
        json.flowEnd(track(), since, flow);
      }
    }
    pid = 0;
    flow = 0;
  }
}
