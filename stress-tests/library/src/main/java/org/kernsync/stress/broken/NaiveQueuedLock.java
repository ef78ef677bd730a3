package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.LockUnderTest;

/**
 * A queued lock whose waiters sleep at nodes of their own, with nothing left out: a positive
 * control, and what the broken one breaks.
 */
public class NaiveQueuedLock implements LockUnderTest {
  private final AtomicReference<Node> tail = new AtomicReference<>();
  private Node holding; // guarded by the lock itself

  /** Makes a free lock. */
  public NaiveQueuedLock() {}

  @Override
  public void lock() {
    Node node = new Node();
    Node before = tail.getAndSet(node);
    if (before != null) {
      before.next = node;
      boolean interrupted = false;
      while (!node.served) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        node.thread.interrupt();
      }
    }
    holding = node;
  }

  @Override
  public void unlock() {
    Node node = holding;
    if (node.next == null) {
      if (leave(tail, node)) {
        return;
      }
      while (node.next == null) {
        Thread.yield(); // the one that came has yet to link itself
      }
    }
    node.next.served = true;
    LockSupport.unpark(node.next.thread);
  }

  @Override
  public boolean tryLock() {
    Node node = new Node();
    if (!tail.compareAndSet(null, node)) {
      return false;
    }
    holding = node;
    return true;
  }

  /**
   * Leaves the line as its last.
   *
   * @param last the end of the line
   * @param node the caller's node, which has seen no successor
   * @return whether there was none
   */
  protected boolean leave(AtomicReference<Node> last, Node node) {
    return last.compareAndSet(node, null);
  }

  /** A place in line. */
  protected static final class Node {
    private final Thread thread = Thread.currentThread();
    private volatile Node next;
    private volatile boolean served;

    private Node() {}
  }
}
