package org.kernsync.kernel.lib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * {@code struct list_head}: the kernel's circular doubly linked list, whose links are inside the
 * objects that it links. A list is a head without an owner; a node names the object it is in.
 *
 * <pre>{@code
 * final ListHead<Task> runnable = new ListHead<>();          // a list
 * final ListHead<Task> link = new ListHead<>(this);          // in a task
 * runnable.addTail(task.link);
 * Task first = runnable.first();
 * }</pre>
 *
 * <p>Use it where an object must leave a list from the middle, in constant time, without
 * allocation: run queues, wait lists, free lists. Elsewhere the JDK's collections are easier to
 * read.
 *
 * <p><b>Context.</b> Guarded by whatever guards the list; only {@link #isEmptyCareful} may be
 * called without.
 *
 * <p><b>Differences from Linux.</b> Misuse throws, and leaves the list as it was: a node that is on
 * a list is not added again, and one that was deleted is poisoned: it can be added again, and
 * nothing else. A node that was replaced is deleted, where Linux leaves its old links in it.
 *
 * @param <T> what the nodes are in
 */
public final class ListHead<T> {
  /*
   * next and prev: under the list's guard. Both null: poisoned. Both this: alone, that is an empty list or a node on none.
   * A list is whole when each node is its next one's prev and its prev's next.
   *
   * next is also written with release by delInitCareful and read with acquire by isEmptyCareful, label LH1.
   */
  private ListHead<T> next = this;
  private ListHead<T> prev = this;
  private final T owner;

  /** Makes an empty list. */
  public ListHead() {
    this(null);
  }

  /**
   * Makes a node that is on no list.
   *
   * @param owner the object it is in
   */
  public ListHead(T owner) {
    this.owner = owner;
  }

  // ---- links
  // ----------------------------------------------------------------------------------------------------------

  /**
   * The object that this node is in: {@code list_entry}.
   *
   * @return the object, null for the head of a list
   */
  public T owner() {
    return owner;
  }

  /**
   * The next node, or the head behind the last one.
   *
   * @return this itself where it is alone
   */
  public ListHead<T> next() {
    checkAlive();
    return next;
  }

  /**
   * The node before, or the head before the first one.
   *
   * @return this itself where it is alone
   */
  public ListHead<T> prev() {
    checkAlive();
    return prev;
  }

  private void checkAlive() {
    if (next == null) {
      throw new IllegalStateException("this node was deleted from its list: " + this);
    }
  }

  private static <T> void checkFree(ListHead<T> node) {
    if (node.next != null && node.next != node) {
      throw new IllegalStateException("this node is on a list already: " + node);
    }
  }

  private static <T> void link(ListHead<T> left, ListHead<T> right) {
    left.next = right;
    right.prev = left;
  }

  private static <T> void insert(ListHead<T> node, ListHead<T> before, ListHead<T> after) {
    link(before, node);
    link(node, after);
  }

  private void unlink() {
    checkAlive();
    if (next.prev != this || prev.next != this) {
      throw new IllegalStateException("the list around this node is broken: " + this);
    }
    link(prev, next);
  }

  private void init() {
    next = this;
    prev = this;
  }

  private void poison() {
    next = null;
    prev = null;
  }

  // ---- one node
  // -------------------------------------------------------------------------------------------------------

  /**
   * Adds a node behind this one; on a head, at the front of the list.
   *
   * @param node on no list
   */
  public void add(ListHead<T> node) {
    checkAlive();
    checkFree(node);
    insert(node, this, next);
  }

  /**
   * Adds a node before this one; on a head, at the end of the list.
   *
   * @param node on no list
   */
  public void addTail(ListHead<T> node) {
    checkAlive();
    checkFree(node);
    insert(node, prev, this);
  }

  /** Takes this node off its list and poisons it. */
  public void del() {
    unlink();
    poison();
  }

  /** Takes this node off its list; it is alone after. */
  public void delInit() {
    unlink();
    init();
  }

  /** As {@link #delInit}, so that {@link #isEmptyCareful} may be asked without the list's guard. */
  public void delInitCareful() {
    unlink();
    prev = this; // plain: published by the release below
    NEXT.setRelease(this, this); // release: LH1, pairs with #isEmptyCareful; the removal is done
  }

  /**
   * Puts another node in this one's place, and deletes this one. Of a head: moves the whole list.
   *
   * @param node on no list
   */
  public void replace(ListHead<T> node) {
    takePlace(node);
    poison();
  }

  /**
   * As {@link #replace}; this node is alone after.
   *
   * @param node on no list
   */
  public void replaceInit(ListHead<T> node) {
    takePlace(node);
    init();
  }

  private void takePlace(ListHead<T> node) {
    checkAlive();
    checkFree(node);
    if (next == this) {
      node.init();
    } else {
      insert(node, prev, next);
    }
  }

  /**
   * Exchanges the places of two nodes, of one list or of two.
   *
   * @param other on a list, as this one
   */
  public void swap(ListHead<T> other) {
    checkAlive();
    other.checkAlive();
    if (other == this) {
      return;
    }
    if (next == this || other.next == other) {
      throw new IllegalStateException("one of these nodes is on no list: " + this + ", " + other);
    }
    ListHead<T> before = other.prev;
    other.unlink();
    insert(other, prev, next);
    insert(this, before == this ? other : before, before == this ? other.next : before.next);
  }

  /**
   * Moves this node to the front of a list.
   *
   * @param head the list
   */
  public void move(ListHead<T> head) {
    head.checkAlive();
    unlink();
    insert(this, head, head.next);
  }

  /**
   * Moves this node to the end of a list.
   *
   * @param head the list
   */
  public void moveTail(ListHead<T> head) {
    head.checkAlive();
    unlink();
    insert(this, head.prev, head);
  }

  // ---- many nodes
  // -----------------------------------------------------------------------------------------------------

  /**
   * Moves a part of a list, perhaps of this one, to the end of this list.
   *
   * @param first the first node of the part
   * @param last the last one: {@code first} itself, or behind it on the same list
   */
  public void bulkMoveTail(ListHead<T> first, ListHead<T> last) {
    checkAlive();
    first.checkAlive();
    last.checkAlive();
    link(first.prev, last.next);
    ListHead<T> end = prev;
    link(end, first);
    link(last, this);
  }

  /** Moves the first node of this list to its end. */
  public void rotateLeft() {
    if (!isEmpty()) {
      next.moveTail(this);
    }
  }

  /**
   * Turns this list so that a node of it becomes the first.
   *
   * @param node a node of this list
   */
  public void rotateToFront(ListHead<T> node) {
    node.checkAlive();
    moveTail(node);
  }

  /**
   * Moves the front of this list, a node included, to another list.
   *
   * @param into whose nodes, if any, are forgotten
   * @param node the last one to move; this head itself for none
   */
  public void cutPosition(ListHead<T> into, ListHead<T> node) {
    if (isEmpty()) {
      return;
    }
    node.checkAlive();
    if (node == this) {
      into.init();
    } else {
      cut(into, node);
    }
  }

  /**
   * Moves the front of this list up to a node, which stays, to another list.
   *
   * @param into whose nodes, if any, are forgotten
   * @param node the first one to stay; this head itself to move all
   */
  public void cutBefore(ListHead<T> into, ListHead<T> node) {
    checkAlive();
    node.checkAlive();
    if (next == node) {
      into.init();
    } else {
      cut(into, node.prev);
    }
  }

  private void cut(ListHead<T> into, ListHead<T> last) {
    ListHead<T> first = next;
    ListHead<T> rest = last.next;
    link(into, first);
    link(last, into);
    link(this, rest);
  }

  /**
   * Moves all nodes of another list to the front of this one.
   *
   * @param list must be initialized before it is used again, or empty
   */
  public void splice(ListHead<T> list) {
    if (!list.isEmpty()) {
      spliceBetween(list, this, next());
      list.poison();
    }
  }

  /**
   * Moves all nodes of another list to the end of this one.
   *
   * @param list deleted after, where it was not empty
   */
  public void spliceTail(ListHead<T> list) {
    if (!list.isEmpty()) {
      spliceBetween(list, prev(), this);
      list.poison();
    }
  }

  /**
   * As {@link #splice}; the other list is empty after.
   *
   * @param list the list to take from
   */
  public void spliceInit(ListHead<T> list) {
    if (!list.isEmpty()) {
      spliceBetween(list, this, next());
      list.init();
    }
  }

  /**
   * As {@link #spliceTail}; the other list is empty after.
   *
   * @param list the list to take from
   */
  public void spliceTailInit(ListHead<T> list) {
    if (!list.isEmpty()) {
      spliceBetween(list, prev(), this);
      list.init();
    }
  }

  private static <T> void spliceBetween(ListHead<T> list, ListHead<T> left, ListHead<T> right) {
    ListHead<T> last = list.prev;
    link(left, list.next);
    link(last, right);
  }

  // ---- queries
  // --------------------------------------------------------------------------------------------------------

  /**
   * Whether this list has no node, or this node is on no list.
   *
   * @return true if it is alone
   */
  public boolean isEmpty() {
    return next() == this;
  }

  /**
   * Whether this list is empty and nobody is about to change it: without its guard, where the only
   * change that others make is {@link #delInitCareful}. What was written before that is seen.
   *
   * @return true if it is alone
   */
  public boolean isEmptyCareful() {
    // acquire: LH1, pairs with #delInitCareful; what its caller did before is seen
    Object first = (ListHead<?>) NEXT.getAcquire(this);
    return first == this && (ListHead<?>) PREV.getOpaque(this) == this; // opaque: LH1, after first
  }

  /**
   * Whether this list has one node.
   *
   * @return true if exactly one
   */
  public boolean isSingular() {
    return !isEmpty() && next == prev;
  }

  /**
   * Whether this node is the first of a list.
   *
   * @param head the list
   * @return true if so
   */
  public boolean isFirst(ListHead<T> head) {
    return prev() == head;
  }

  /**
   * Whether this node is the last of a list.
   *
   * @param head the list
   * @return true if so
   */
  public boolean isLast(ListHead<T> head) {
    return next() == head;
  }

  /**
   * Whether this was deleted, and not added since.
   *
   * @return true where every use but adding it throws
   */
  public boolean isPoisoned() {
    return next == null;
  }

  /**
   * The first object.
   *
   * @return null where the list is empty
   */
  public T first() {
    return next().owner;
  }

  /**
   * The last object.
   *
   * @return null where the list is empty
   */
  public T last() {
    return prev().owner;
  }

  /**
   * Counts the nodes, one by one.
   *
   * @return zero or more
   */
  public int count() {
    int nodes = 0;
    for (ListHead<T> at = next(); at != this; at = at.next()) {
      nodes++;
    }
    return nodes;
  }

  // ---- walks
  // ----------------------------------------------------------------------------------------------------------

  /**
   * Visits each object, first to last. The visitor does not delete the one it is given.
   *
   * @param visitor told of each
   */
  public void forEach(Consumer<? super T> visitor) {
    forEachFrom(next(), visitor);
  }

  /**
   * Visits each object, last to first. The visitor does not delete the one it is given.
   *
   * @param visitor told of each
   */
  public void forEachReverse(Consumer<? super T> visitor) {
    forEachFromReverse(prev(), visitor);
  }

  /**
   * Visits the objects from a node on.
   *
   * @param node the first to visit; this head itself for none
   * @param visitor told of each
   */
  public void forEachFrom(ListHead<T> node, Consumer<? super T> visitor) {
    for (ListHead<T> at = node; at != this; at = at.next()) {
      visitor.accept(at.owner);
    }
  }

  /**
   * Visits the objects from a node backwards.
   *
   * @param node the first to visit; this head itself for none
   * @param visitor told of each
   */
  public void forEachFromReverse(ListHead<T> node, Consumer<? super T> visitor) {
    for (ListHead<T> at = node; at != this; at = at.prev()) {
      visitor.accept(at.owner);
    }
  }

  /**
   * Visits the objects behind a node.
   *
   * @param node the last one not to visit
   * @param visitor told of each
   */
  public void forEachContinue(ListHead<T> node, Consumer<? super T> visitor) {
    forEachFrom(node.next(), visitor);
  }

  /**
   * Visits the objects before a node, backwards.
   *
   * @param node the last one not to visit
   * @param visitor told of each
   */
  public void forEachContinueReverse(ListHead<T> node, Consumer<? super T> visitor) {
    forEachFromReverse(node.prev(), visitor);
  }

  /**
   * Visits each object, first to last. The visitor may delete or move the one it is given, no
   * other.
   *
   * @param visitor told of each
   */
  public void forEachSafe(Consumer<? super T> visitor) {
    ListHead<T> at = next();
    while (at != this) {
      ListHead<T> following = at.next();
      visitor.accept(at.owner);
      at = following;
    }
  }

  /**
   * As {@link #forEachSafe}, last to first.
   *
   * @param visitor told of each
   */
  public void forEachSafeReverse(Consumer<? super T> visitor) {
    ListHead<T> at = prev();
    while (at != this) {
      ListHead<T> following = at.prev();
      visitor.accept(at.owner);
      at = following;
    }
  }

  @Override
  public String toString() {
    String what = owner == null ? "list" : "node of " + owner;
    return what + (next == null ? ", deleted" : next == this ? ", alone" : "");
  }

  private static final VarHandle NEXT;
  private static final VarHandle PREV;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(ListHead.class, "next", ListHead.class);
      PREV = lookup.findVarHandle(ListHead.class, "prev", ListHead.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
