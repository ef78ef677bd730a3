package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What can be on an {@link RcuList}: extend it, and the links are in your object. It is an {@link
 * RcuNode} too, so after {@link RcuList#remove} the same object is given to {@link
 * RcuDomain#call(RcuNode)}, whose {@link #reclaim} recycles it.
 *
 * <pre>{@code
 * final class Route extends RcuListNode<Route> {
 *   long address;
 *
 *   @Override
 *   protected void reclaim() {
 *     pool.give(this); // no reader sees it any more, and it may be added again
 *   }
 * }
 * }</pre>
 *
 * @param <N> the class that extends this one
 */
public abstract class RcuListNode<N extends RcuListNode<N>> extends RcuNode {
  /*
   * field      written by             written with     read with
   * following  who holds the guard    plain, release   acquire (readers), plain (guard)
   *            of the list
   * preceding  as following           plain            plain (guard)
   * place      as following; who      plain, release   acquire
   *            reclaims it
   *
   * place      null: on no list; an RcuList: on that one; REMOVED: on none, and readers may stand on
   *            it. following keeps its value while REMOVED: that is the way back for them.
   */
  static final Object REMOVED = new Object();

  private N following;
  N preceding;
  private Object place;

  /** Makes a node that is on no list. */
  protected RcuListNode() {}

  /**
   * The node behind this one, in a read section; also if this one has been removed meanwhile. Then
   * it is the one that was behind it at that time.
   *
   * @return the next node; null at the end
   */
  @SuppressWarnings("unchecked")
  public final N following() {
    // acquire: RL1, pairs with #setFollowingRelease; the node behind
    return (N) (RcuListNode<?>) FOLLOWING.getAcquire(this);
  }

  /**
   * Whether it is on a list. Certain for whoever keeps other writers out, a hint for others.
   *
   * @return true from when it was added until it is removed or replaced
   */
  public final boolean isOnList() {
    Object where = placeAcquire();
    return where != null && where != REMOVED;
  }

  /**
   * Makes a removed node one that can be added again, for who waited with {@link
   * RcuDomain#synchronize} or {@link RcuDomain#poll} instead of {@code call}, which does this by
   * itself. No reader must be able to see it.
   *
   * @throws IllegalStateException if it is on a list
   */
  public final void renew() {
    if (isOnList()) {
      throw new IllegalStateException("renewal of a node that is on a list: " + this);
    }
    beforeReclaim();
  }

  @Override
  final void beforeReclaim() {
    if (placeAcquire() == REMOVED) {
      following = null; // plain: no reader sees it any more, and no list knows it
      setPlaceRelease(null);
    }
  }

  final Object placeAcquire() {
    return (Object) PLACE.getAcquire(this); // acquire: RL2, pairs with #setPlaceRelease; the links
  }

  final void setPlaceRelease(Object newPlace) {
    PLACE.setRelease(this, newPlace); // release: RL2, pairs with #placeAcquire; the links
  }

  /** Plain: for the holder of the guard, or of a node that nobody else sees. */
  final N followingPlain() {
    return following;
  }

  /** Plain: of a node that no reader sees yet. */
  final void setFollowingPlain(N node) {
    following = node;
  }

  final void setFollowingRelease(N node) {
    // release: RL1, pairs with #following; the node's fields and links
    FOLLOWING.setRelease(this, (RcuListNode<?>) node);
  }

  private static final VarHandle FOLLOWING;
  private static final VarHandle PLACE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FOLLOWING =
          lookup
              .findVarHandle(RcuListNode.class, "following", RcuListNode.class)
              .withInvokeExactBehavior();
      PLACE =
          lookup.findVarHandle(RcuListNode.class, "place", Object.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
