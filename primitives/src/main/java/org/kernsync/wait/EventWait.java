package org.kernsync.wait;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/** The loop of a wait for a condition: queue, test, sleep. */
final class EventWait {
  /*
   * Each wake-up that reaches an exclusive entry ends in exactly one of: a test of the condition
   * that began after it and found it true (consume), a sleep that is tried again (prepareToWait),
   * or finishWait, which passes it on.
   */

  /** Without an entry a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  private EventWait() {}

  static boolean awaitInterruptibly(
      WaitQueue queue, BooleanSupplier condition, Object key, boolean exclusive, long nanos)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    WaitOutcome outcome = await(queue, condition, key, exclusive, true, nanos);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  static WaitOutcome await(
      WaitQueue queue,
      BooleanSupplier condition,
      Object key,
      boolean exclusive,
      boolean interruptible,
      long nanos) {
    if (condition.getAsBoolean()) {
      return WaitOutcome.ACQUIRED;
    }
    if (nanos <= 0) {
      return WaitOutcome.TIMED_OUT;
    }
    Object event = ContendedWaits.begin();
    WaitEntry entry = allocateOrNull(key, exclusive);
    try {
      return entry == null
          ? awaitByPolling(queue, condition, interruptible, nanos)
          : awaitQueued(queue, condition, entry, interruptible, nanos);
    } finally {
      if (entry != null) {
        queue.finishWait(entry);
      }
      ContendedWaits.end(event, queue, null);
    }
  }

  private static WaitOutcome awaitQueued(
      WaitQueue queue,
      BooleanSupplier condition,
      WaitEntry entry,
      boolean interruptible,
      long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    boolean interrupted = false;
    WaitOutcome failure = null;
    try {
      queue.prepareToWait(entry);
      boolean holds = condition.getAsBoolean();
      while (!holds && failure == null) {
        long left = nanos == WaitOutcome.FOREVER ? nanos : deadline - System.nanoTime();
        if (left <= 0) {
          failure = WaitOutcome.TIMED_OUT;
        } else if (nanos == WaitOutcome.FOREVER) {
          entry.park();
        } else {
          entry.parkNanos(left);
        }
        if (Thread.interrupted()) {
          interrupted = true;
          failure = interruptible ? WaitOutcome.INTERRUPTED : failure;
        }
        boolean woken = entry.isWoken();
        if (woken || failure != null) {
          holds = condition.getAsBoolean();
          if (woken && holds) {
            entry.consume();
          } else if (woken && failure == null) {
            queue.prepareToWait(entry);
            holds = condition.getAsBoolean();
          }
        }
      }
      failure = holds ? null : failure;
    } finally {
      if (interrupted && failure != WaitOutcome.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
    }
    return failure == null ? WaitOutcome.ACQUIRED : failure;
  }

  private static WaitOutcome awaitByPolling(
      WaitQueue queue, BooleanSupplier condition, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome failure = null;
    try {
      while (!condition.getAsBoolean()) {
        if (failure != null) {
          return failure;
        }
        long left = nanos == WaitOutcome.FOREVER ? pollNanos : deadline - System.nanoTime();
        if (left <= 0) {
          failure = WaitOutcome.TIMED_OUT;
          continue;
        }
        LockSupport.parkNanos(queue, Math.min(left, pollNanos));
        pollNanos = Math.min(2 * pollNanos, LONGEST_POLL_NANOS);
        if (Thread.interrupted()) {
          interrupted = true;
          failure = interruptible ? WaitOutcome.INTERRUPTED : failure;
        }
      }
      failure = null;
      return WaitOutcome.ACQUIRED;
    } finally {
      if (interrupted && failure != WaitOutcome.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static WaitEntry allocateOrNull(Object key, boolean exclusive) {
    try {
      WaitNode.failIfStarved();
      return new WaitEntry(key, exclusive);
    } catch (OutOfMemoryError noEntry) {
      return null;
    }
  }
}
