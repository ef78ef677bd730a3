package org.kernsync.sleep;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.Parking;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/** How a thread waits for {@link RwSemaphore}: it watches, then sleeps on the list. */
abstract sealed class RwSemaphoreWait extends RwSemaphoreQueue permits RwSemaphore {
  private static final long serialVersionUID = 1L;

  /** How long a thread watches a holder that runs. */
  private static final long SPIN_NANOS = 5_000;

  private static final int SPIN_PAUSES = SpinCalibration.pausesWithin(SPIN_NANOS);

  /** Without a node a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  RwSemaphoreWait() {}

  /**
   * Waits for the lock.
   *
   * @param shared as a reader; else as the writer
   * @param nanos how long at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how it ended; a grant that races with an interrupt or a timeout wins
   */
  final WaitOutcome acquire(boolean shared, boolean interruptible, long nanos) {
    Thread holder = getExclusiveOwnerThread(); // plain, racy: for the record only
    if (spin(shared)) {
      return WaitOutcome.ACQUIRED;
    }
    StackReserve.ensure();
    Object event = ContendedWaits.begin();
    WaitNode node = WaitNode.allocateOrNull(shared ? WaitNode.WAITING_SHARED : WaitNode.WAITING);
    WaitOutcome outcome;
    if (node == null) {
      outcome = acquireByPolling(shared, interruptible, nanos);
    } else if (enqueue(node, shared)) {
      outcome = acquireQueued(node, shared, interruptible, nanos);
    } else {
      outcome = WaitOutcome.ACQUIRED;
    }
    ContendedWaits.end(event, this, holder);
    return outcome;
  }

  /**
   * Becomes the writer again after a wait for a condition, with the node that the signaller
   * appended. It must look before it parks: the wake-up may have ended the park on the condition.
   */
  final void downWriteSignalled(WaitNode node) {
    if (!takeAsFirst(node)) {
      acquireQueued(node, false, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Becomes the writer again after a wait for a condition that gave up, with that wait's node,
   * which is on no list. Unlike a new wait it needs no memory, and no more stack than the old one
   * has made sure of.
   */
  final void downWriteCancelled(WaitNode node) {
    if (!spin(false) && enqueue(node, false)) {
      acquireQueued(node, false, false, WaitOutcome.FOREVER);
    }
  }

  private boolean tryAcquire(boolean shared) {
    return shared ? tryAcquireRead() : tryAcquireWrite();
  }

  /**
   * Watches a holder that runs, for it may soon be done. Not for virtual threads: parking costs
   * them less than this spin and frees their carrier. A reader watches only where nobody waits: it
   * would be granted the lock with the other readers anyway.
   */
  private boolean spin(boolean shared) {
    if (SPIN_PAUSES == 0 || ThreadKinds.isVirtual(Thread.currentThread())) {
      return false;
    }
    int stop = shared ? WAITERS : HANDOFF;
    for (int i = 0; i < SPIN_PAUSES; i++) {
      int seen = stateOpaque();
      if ((shared ? admitsReaderAtOnce(seen) : admitsWriterAtOnce(seen)) && tryAcquire(shared)) {
        return true;
      }
      if ((seen & stop) != 0 || !holderMayRun()) {
        return false;
      }
      SpinCalibration.pause();
    }
    return false;
  }

  /** Readers are not known by name: they may run. */
  private boolean holderMayRun() {
    Thread holder = getExclusiveOwnerThread(); // plain, racy: a wrong guess costs a spin or a park
    return holder == null
        || !ThreadKinds.isVirtual(holder) && holder.getState() == Thread.State.RUNNABLE;
  }

  /** Waits on the list until the node's thread is in, or gives up. */
  private WaitOutcome acquireQueued(
      WaitNode node, boolean shared, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!node.isGranted()) {
      StackOverflowError noRoom;
      if (nanos == WaitOutcome.FOREVER) {
        noRoom = Parking.park(this);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          outcome = leave(node, WaitOutcome.TIMED_OUT);
          break;
        }
        noRoom = Parking.parkNanos(this, left);
      }
      if (noRoom != null) {
        if (leave(node, WaitOutcome.TIMED_OUT) == WaitOutcome.ACQUIRED) {
          break; // a grant was faster
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw noRoom;
      }
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = leave(node, WaitOutcome.INTERRUPTED);
          break;
        }
      }
      if (node.isGranted() || !shared && takeAsFirst(node)) {
        break;
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** Without memory for a node: polls, past those on the list unless the lock is promised. */
  private WaitOutcome acquireByPolling(boolean shared, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!tryAcquire(shared)) {
      long left = nanos == WaitOutcome.FOREVER ? pollNanos : deadline - System.nanoTime();
      if (left <= 0) {
        outcome = WaitOutcome.TIMED_OUT;
        break;
      }
      LockSupport.parkNanos(this, Math.min(left, pollNanos));
      pollNanos = Math.min(2 * pollNanos, LONGEST_POLL_NANOS);
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = WaitOutcome.INTERRUPTED;
          break;
        }
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }
}
