package org.kernsync.rcu;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.SpinCalibration;

/**
 * How the driver of a grace period waits for readers, who do not know of it and wake nobody: it
 * looks again and again, at first often, then ever more rarely. Keeps the interrupt for later.
 */
final class ReaderWait implements AutoCloseable {
  private static final int PAUSES = SpinCalibration.pausesWithin(2_000);
  private static final int YIELDS = 32;
  private static final int YIELDS_EXPEDITED = 512;
  private static final long SHORTEST_NAP_NANOS = 20_000;
  private static final long LONGEST_NAP_NANOS = 1_000_000;
  private static final long LONGEST_NAP_EXPEDITED_NANOS = 100_000;

  private final int yields;
  private final long longestNapNanos;
  private final Stalls stalls;
  private final long beginNanos = System.nanoTime();
  private long nextReportNanos;
  private int step;
  private long napNanos = SHORTEST_NAP_NANOS;
  private boolean interrupted;

  ReaderWait(boolean expedited, Stalls stalls) {
    this.stalls = stalls;
    yields = expedited ? YIELDS_EXPEDITED : YIELDS;
    longestNapNanos = expedited ? LONGEST_NAP_EXPEDITED_NANOS : LONGEST_NAP_NANOS;
    nextReportNanos = stalls.timeoutNanos();
  }

  /**
   * One step of waiting.
   *
   * @param thread the reader that is waited for; null if it is not known
   * @param sections how many sections are waited for, 0 if that is not known
   * @return whether this has gone on for so long by now that it slept
   */
  boolean pause(Thread thread, long sections) {
    if (step < PAUSES) {
      step++;
      SpinCalibration.pause();
      return false;
    } else if (step < PAUSES + yields) {
      step++;
      Thread.yield();
      return false;
    } else {
      LockSupport.parkNanos(this, napNanos);
      interrupted |= Thread.interrupted(); // or parks would return at once from now on
      napNanos = Math.min(2 * napNanos, longestNapNanos);
      reportIfDue(thread, sections);
      return true;
    }
  }

  /** The reader waited for so far is done: the next one may be, too. */
  void next() {
    step = 0;
    napNanos = SHORTEST_NAP_NANOS;
  }

  private void reportIfDue(Thread thread, long sections) {
    long waitedNanos = System.nanoTime() - beginNanos;
    if (waitedNanos >= nextReportNanos) {
      nextReportNanos = waitedNanos + stalls.timeoutNanos();
      stalls.report(thread, sections, waitedNanos);
    }
  }

  @Override
  public void close() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
