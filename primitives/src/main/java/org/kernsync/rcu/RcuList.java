package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.kernsync.internal.StackReserve;
import org.kernsync.sleep.Mutex;

/**
 * A list that readers walk in read sections while writers change it: {@code list_add_rcu}, {@code
 * list_del_rcu} and {@code list_replace_rcu} of Linux. The links are in the elements, which extend
 * {@link RcuListNode}.
 *
 * <p>Use it where walks are frequent and elements are recycled, or own something that must not go
 * away under a reader. Where the garbage collector is all that has to happen, {@link
 * java.util.concurrent.CopyOnWriteArrayList} or {@link java.util.concurrent.ConcurrentLinkedDeque}
 * will do.
 *
 * <pre>{@code
 * int hops(long address) {
 *   rcu.readLock();
 *   try {
 *     for (Route route = routes.first(); route != null; route = route.following()) {
 *       if (route.address == address) {
 *         return route.hops;
 *       }
 *     }
 *     return -1;
 *   } finally {
 *     rcu.readUnlock();
 *   }
 * }
 *
 * void drop(Route route) {
 *   if (routes.remove(route)) {
 *     rcu.call(route); // reclaim runs after the last reader
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> readers stand in a section of one domain, of any kind; the list does not know
 * which. Writers need no section; they keep each other out by a {@link Mutex} of the list's own, so
 * they may sleep, though not if the caller keeps writers out by a lock of its own.
 *
 * <p><b>Progress:</b> each step of a reader is wait-free. Who stands on a removed node finds its
 * way back to the list. A walk ends unless nodes are added at its end as fast as it goes.
 *
 * <p><b>Memory effects:</b> what was done before a node was added happens-before what a reader does
 * who finds it. A walk sees every node that was on the list all the time, and each such node once;
 * of nodes that come and go meanwhile it may see any. It is no snapshot.
 *
 * <p><b>Differences from Linux:</b> a node knows whether it is on a list: adding it twice, or again
 * before its grace period, throws, and removing it twice returns false. Backward walks are not
 * offered.
 *
 * @param <N> the class of its nodes
 */
public final class RcuList<N extends RcuListNode<N>> {
  /*
   * field       written by           written with   read with
   * first       the holder of guard  release        acquire (readers), plain (guard)
   * last        the holder of guard  plain          plain (guard)
   * size        the holder of guard  opaque         opaque
   * links       see RcuListNode
   *
   * RL1: a node is complete, its own links included, before the release that makes it reachable;
   *   readers reach it by acquire.
   *
   * A removed node keeps its following. The node that this names may be removed later, and keeps
   * its own, and so on up to a node on the list or the end. None of them is reclaimed while a reader
   * is on the way: it began its section before the first of these removals, and each removal's grace
   * period waits for it.
   */
  private final Mutex guard = new Mutex();
  private N first;
  private N last;
  private int size;

  /** Makes an empty list. */
  public RcuList() {}

  // ---- readers

  /**
   * Where a walk begins, in a read section; go on with {@link RcuListNode#following}.
   *
   * @return the first node; null if the list is empty
   */
  @SuppressWarnings("unchecked")
  public N first() {
    return (N) (RcuListNode<?>) FIRST.getAcquire(this); // acquire: RL1, pairs with #setFirstRelease
  }

  /**
   * Walks over all nodes, in a read section.
   *
   * @param action what to do with each
   */
  public void forEach(Consumer<? super N> action) {
    for (N node = first(); node != null; node = node.following()) {
      action.accept(node);
    }
  }

  /**
   * Whether there is no node; needs no section.
   *
   * @return true if there was none at some moment during the call
   */
  public boolean isEmpty() {
    return first() == null;
  }

  /**
   * How many nodes there are, for monitoring; needs no section.
   *
   * @return the number at some moment during the call
   */
  public int size() {
    return (int) SIZE.getOpaque(this); // opaque: a statistic
  }

  // ---- writers

  /**
   * Adds a node in front of all others.
   *
   * @param node on no list
   * @throws IllegalStateException if it is on a list, or was removed and is not reclaimed yet
   */
  public void addFirst(N node) {
    lock();
    try {
      requireFree(node);
      N behind = first; // plain: guard
      node.preceding = null; // plain: guard
      node.setFollowingPlain(behind); // plain: no reader sees it yet
      node.setPlaceRelease(this);
      setFirstRelease(node);
      setPreceding(behind, node);
      setSizeOpaque(size + 1); // plain: guard
    } finally {
      guard.unlock();
    }
  }

  /**
   * Adds a node behind all others.
   *
   * @param node on no list
   * @throws IllegalStateException if it is on a list, or was removed and is not reclaimed yet
   */
  public void addLast(N node) {
    lock();
    try {
      requireFree(node);
      N before = last;
      node.preceding = before; // plain: guard
      node.setFollowingPlain(null); // plain: no reader sees it yet
      node.setPlaceRelease(this);
      setFollowing(before, node);
      last = node;
      setSizeOpaque(size + 1); // plain: guard
    } finally {
      guard.unlock();
    }
  }

  /**
   * Takes a node off the list. Readers may stand on it until a grace period has passed: call, or
   * wait, before it is recycled.
   *
   * @param node any node
   * @return true if this call has taken it off; false if it was not on this list
   */
  public boolean remove(N node) {
    Objects.requireNonNull(node, "node");
    lock();
    try {
      if (node.placeAcquire() != this) {
        return false;
      }
      setFollowing(node.preceding, node.followingPlain()); // plain: guard
      setPreceding(node.followingPlain(), node.preceding); // plain: guard
      retire(node);
      setSizeOpaque(size - 1); // plain: guard
      return true;
    } finally {
      guard.unlock();
    }
  }

  /**
   * Puts a node in the place of another: readers see the one or the other, and never neither. The
   * old one is then as after {@link #remove}.
   *
   * @param old any node
   * @param fresh on no list
   * @return true if this call has replaced it; false if {@code old} was not on this list
   * @throws IllegalStateException if {@code fresh} is on a list, or was removed and is not
   *     reclaimed yet
   */
  public boolean replace(N old, N fresh) {
    Objects.requireNonNull(old, "old");
    lock();
    try {
      requireFree(fresh);
      if (old.placeAcquire() != this) {
        return false;
      }
      fresh.preceding = old.preceding; // plain: guard
      fresh.setFollowingPlain(old.followingPlain()); // plain: guard; no reader sees fresh yet
      fresh.setPlaceRelease(this);
      setFollowing(old.preceding, fresh);
      setPreceding(old.followingPlain(), fresh); // plain: guard
      retire(old);
      return true;
    } finally {
      guard.unlock();
    }
  }

  private void lock() {
    StackReserve.ensure(); // a change is all or nothing
    guard.lock();
  }

  private void requireFree(N node) {
    Object where = node.placeAcquire();
    if (where != null) {
      throw new IllegalStateException(
          where == RcuListNode.REMOVED
              ? "the node was removed, and readers may still see it: " + node
              : "the node is on a list: " + node);
    }
  }

  private void retire(N node) {
    node.preceding = null; // plain: guard
    node.setPlaceRelease(RcuListNode.REMOVED);
  }

  /** What is behind a node; behind null is the first. */
  private void setFollowing(N before, N node) {
    if (before == null) {
      setFirstRelease(node);
    } else {
      before.setFollowingRelease(node);
    }
  }

  /** What is before a node; before null is the last. */
  private void setPreceding(N behind, N node) {
    if (behind == null) {
      last = node; // plain: guard
    } else {
      behind.preceding = node; // plain: guard
    }
  }

  private void setFirstRelease(N node) {
    FIRST.setRelease(this, (RcuListNode<?>) node); // release: RL1, pairs with #first
  }

  private void setSizeOpaque(int newSize) {
    SIZE.setOpaque(this, newSize); // opaque: a statistic
  }

  @Override
  public String toString() {
    return "RcuList[" + size() + " nodes]";
  }

  private static final VarHandle FIRST;
  private static final VarHandle SIZE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FIRST =
          lookup.findVarHandle(RcuList.class, "first", RcuListNode.class).withInvokeExactBehavior();
      SIZE = lookup.findVarHandle(RcuList.class, "size", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
