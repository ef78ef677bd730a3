package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The line of waiters of a {@link QueuedSpinLock}, after Mellor-Crummey and Scott: a thread appends
 * itself with one atomic swap, waits at its own node, and is told by its predecessor when it is
 * first. A waiter may give up anywhere in the line. No operation here waits for another thread.
 */
abstract sealed class QueuedSpinQueue permits QueuedSpinWord {
  /*
   * field   written by             written with      read with
   * tail    who comes; the first   swap; CAS         opaque
   * head    the first              release           opaque (who unlocks), acquire
   *
   * The token: exactly one thread is first in a line that is not empty. It got the token by one of
   *   - a swap of tail that found null (QL5),
   *   - a link to its predecessor's node that found LEFT (QL4),
   *   - its predecessor's CAS of its state (QL3),
   * each of which follows all that the previous owner of the token did with it. Only the owner
   * writes head, sets tail to null, writes LEFT or promotes. head names the owner's node, or the one
   * that is about to become it; in an empty line it names the lock's QueuedSpinIdle.
   *
   * Nobody is lost: from each node, next leads past every waiter that came later and is still there.
   * next changes from null to the node that swapped tail right after; later only from an abandoned
   * node to what that one's next was. Abandoned nodes stay abandoned and keep their next, so two who
   * sweep at once can at worst put one back. A node without successor is never swept out.
   *
   * Nobody waits for a thread that lost its processor between its swap and its link: who leaves
   * then writes LEFT, and the one that comes finds that it is first.
   *
   * No pile of abandoned nodes: who gives up behind the first sweeps from the first to itself. What
   * can stay is the last node, which the next one to give up behind it removes, and what two sweeps
   * that meet put back.
   */
  private volatile QueuedSpinNode head;
  private volatile QueuedSpinNode tail;

  QueuedSpinQueue(QueuedSpinIdle idle) {
    HEAD.set(this, (QueuedSpinNode) idle); // plain: nobody else has the object yet
  }

  /**
   * Appends a node. Its state tells from now on where it stands.
   *
   * @return whether it is the first
   */
  final boolean enqueue(QueuedSpinNode node) {
    QueuedSpinNode before = swapTailVolatile(node);
    if (before == null || !before.link(node)) {
      setHeadRelease(node);
      node.setStateVolatile(QueuedSpinNode.HEAD);
      return true;
    }
    return false;
  }

  /**
   * Makes the next waiter the first. For the first one only, when it waits no more.
   *
   * @param holding whether the caller holds the lock: then it will see in its unlock who sleeps,
   *     and need not wake anybody here
   */
  final void passOn(QueuedSpinNode node, boolean holding) {
    QueuedSpinNode gone = node;
    for (; ; ) {
      QueuedSpinNode successor = gone.nextAcquire();
      if (successor == null) {
        setHeadRelease(node.idle()); // now: afterwards head may be another's to write
        if (casTailVolatile(gone) || gone.leave()) {
          return;
        }
        successor = gone.nextAcquire();
      }
      setHeadRelease(successor);
      if (promote(successor, holding)) {
        node.forget();
        return;
      }
      gone = successor;
    }
  }

  /** Passes the token to a waiter; false if it has given up. */
  private static boolean promote(QueuedSpinNode node, boolean holding) {
    for (; ; ) {
      switch (node.stateVolatile()) {
        case QueuedSpinNode.WAITING:
          if (node.casState(QueuedSpinNode.WAITING, QueuedSpinNode.HEAD)) {
            return true;
          }
          break;
        case QueuedSpinNode.PARKED:
          if (holding) {
            if (node.casState(QueuedSpinNode.PARKED, QueuedSpinNode.ASLEEP)) {
              return true;
            }
          } else if (node.casState(QueuedSpinNode.PARKED, QueuedSpinNode.HEAD)) {
            LockSupport.unpark(node.thread);
            return true;
          }
          break;
        default:
          return false;
      }
    }
  }

  /**
   * Gives up a wait, wherever in the line it is.
   *
   * @return false if the lock was handed over before: then the caller holds it
   */
  final boolean abandon(QueuedSpinNode node) {
    for (; ; ) {
      int state = node.stateVolatile();
      if (state == QueuedSpinNode.GRANTED) {
        return false;
      }
      if (node.casState(state, QueuedSpinNode.ABANDONED)) {
        if (state == QueuedSpinNode.WAITING || state == QueuedSpinNode.PARKED) {
          sweepUpTo(node);
        } else {
          passOn(node, false);
        }
        return true;
      }
    }
  }

  /** Takes abandoned nodes out of the line, from the first to the caller's. */
  private void sweepUpTo(QueuedSpinNode own) {
    QueuedSpinNode live = headAcquire();
    while (isNode(live)) {
      QueuedSpinNode node = live.nextAcquire();
      if (!isNode(node)) {
        return;
      }
      if (!node.isAbandoned()) {
        live = node;
        continue;
      }
      QueuedSpinNode after = node.nextAcquire();
      if (!isNode(after)) {
        return;
      }
      live.replaceNext(node, after);
      if (node == own) {
        return;
      }
    }
  }

  /** How many wait in the line. Misses those whose link is under way. */
  final int lengthNow() {
    int length = 0;
    for (QueuedSpinNode node = headAcquire(); isNode(node); node = node.nextAcquire()) {
      length += node.isAbandoned() ? 0 : 1;
    }
    return length;
  }

  /** Whether the line has anybody in it: the first one stays until it got the lock or gave up. */
  final boolean hasWaiters() {
    return (QueuedSpinNode) TAIL.getOpaque(this) != null; // opaque: a hint
  }

  /** Runs through all of the above, once and with nobody there: for who wants it linked. */
  final void playLine() {
    QueuedSpinIdle idle = idle();
    QueuedSpinNode[] line = new QueuedSpinNode[4];
    for (int i = 0; i < line.length; i++) {
      line[i] = QueuedSpinNode.allocateOrNull(null, idle);
      enqueue(line[i]);
    }
    abandon(line[1]);
    passOn(line[0], true);
    line[3].casState(QueuedSpinNode.WAITING, QueuedSpinNode.PARKED);
    abandon(line[2]);
    passOn(line[3], false);
    lengthNow();
  }

  private static boolean isNode(QueuedSpinNode node) {
    return node != null && node != QueuedSpinNode.LEFT;
  }

  /** What is there in place of a node when nobody waits; any node of the line knows it. */
  final QueuedSpinIdle idle() {
    return headAcquire().idle();
  }

  /** The first in line, or what stands for nobody, for who unlocks. */
  final QueuedSpinNode headOpaque() {
    // opaque: QL2; what is read of it is final or state
    return (QueuedSpinNode) HEAD.getOpaque(this);
  }

  private QueuedSpinNode headAcquire() {
    return (QueuedSpinNode) HEAD.getAcquire(this); // acquire: QL4, pairs with #setHeadRelease; node
  }

  private void setHeadRelease(QueuedSpinNode node) {
    HEAD.setRelease(this, node); // release: QL4, pairs with #headAcquire; the nodes up to this one
  }

  final QueuedSpinNode swapTailVolatile(QueuedSpinNode node) {
    // volatile: QL5, pairs with #swapTailVolatile, #casTailVolatile; takes the token at null
    return (QueuedSpinNode) TAIL.getAndSet(this, node);
  }

  private boolean casTailVolatile(QueuedSpinNode last) {
    // volatile: QL5, pairs with #swapTailVolatile; passes the token to whoever comes
    return TAIL.compareAndSet(this, last, (QueuedSpinNode) null);
  }

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = field(lookup, "head");
      TAIL = field(lookup, "tail");
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }

  private static VarHandle field(MethodHandles.Lookup lookup, String name)
      throws ReflectiveOperationException {
    return lookup
        .findVarHandle(QueuedSpinQueue.class, name, QueuedSpinNode.class)
        .withInvokeExactBehavior();
  }
}
