package org.kernsync.kernel.trace;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;

/** Walks all CPUs' traces in the order of time and finds out which task each line belongs to. */
final class TraceMerge implements Iterator<TraceLine> {
  private final PriorityQueue<Cursor> heads =
      new PriorityQueue<>(
          Comparator.comparingLong((Cursor c) -> c.nanos).thenComparingInt(c -> c.trace.cpu()));

  TraceMerge(CpuTrace[] cpus) {
    for (CpuTrace cpu : cpus) {
      Cursor cursor = new Cursor(cpu);
      if (cursor.load()) {
        heads.add(cursor);
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public TraceLine next() {
    Cursor cursor = heads.poll();
    if (cursor == null) {
      throw new NoSuchElementException();
    }
    TraceLine line = cursor.take();
    if (cursor.load()) {
      heads.add(cursor);
    }
    return line;
  }

  /** A place in one CPU's trace, and the task that runs there. */
  private static final class Cursor {
    final CpuTrace trace;
    final int limit;
    int row;
    long nanos;
    int pid;
    String comm = TraceLine.IDLE_COMM;

    Cursor(CpuTrace trace) {
      this.trace = trace;
      this.limit = trace.size();
      for (int i = 0; i < limit; i++) { // who runs at the start, the first switch tells
        if (trace.event(i) instanceof SchedSwitch first) {
          running(first.prevPid(), first.prevComm());
          return;
        }
      }
    }

    boolean load() {
      if (row == limit) {
        return false;
      }
      nanos = trace.nanos(row);
      return true;
    }

    TraceLine take() {
      TraceEvent event = trace.event(row++);
      TraceLine line = new TraceLine(nanos, trace.cpu(), pid, comm, event);
      if (event instanceof SchedSwitch change) {
        running(change.nextPid(), change.nextComm());
      }
      return line;
    }

    private void running(int nextPid, String nextComm) {
      pid = nextPid;
      comm = nextPid == 0 ? TraceLine.IDLE_COMM : nextComm;
    }
  }
}
