package org.kernsync.stress.torture;

import org.kernsync.spin.SpinWait;

/**
 * Measures a lock that is first come, first served: how many others get in from the moment at which
 * a thread, its ticket in hand, waits for the first time until its turn. Waits as the host does.
 */
final class LineGauge implements SpinWait {
  private static final long NOT_IN_LINE = -1;

  /** How many had been served when the thread stood in line. */
  private final ThreadLocal<long[]> arrival =
      ThreadLocal.withInitial(() -> new long[] {NOT_IN_LINE});

  private volatile long served; // written by the holder only
  private volatile long most; // as above

  /** By a thread that is about to ask in a form that takes a ticket. */
  void asks() {
    arrival.get()[0] = NOT_IN_LINE;
  }

  /** By a thread that has its place in line. */
  void arrives() {
    long[] mine = arrival.get();
    if (mine[0] == NOT_IN_LINE) {
      mine[0] = served; // volatile: at least all that were served before it got its ticket
    }
  }

  /** By a thread that has got the lock by its ticket. */
  void isServed() {
    long before = arrival.get()[0];
    long others = served;
    served = others + 1;
    if (before != NOT_IN_LINE && others - before > most) {
      most = others - before;
    }
  }

  /** By a thread that has got the lock and had no ticket. */
  void isServedAtOnce() {
    served = served + 1;
  }

  long most() {
    return most;
  }

  @Override
  public void pause(int step) {
    if (step != YIELD_STEP) { // that one may be a pause before the ticket is taken
      arrives();
    }
    SpinWait.host().pause(step);
  }

  @Override
  public void park(Object blocker, long maxNanos) {
    arrives();
    SpinWait.host().park(blocker, maxNanos);
  }
}
