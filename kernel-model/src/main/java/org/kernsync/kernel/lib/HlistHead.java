package org.kernsync.kernel.lib;

import java.util.function.Consumer;

/**
 * {@code struct hlist_head}: a list with one link in its head, for hash tables of many lists. Nodes
 * leave from the middle in constant time; the last one is found only by walking.
 *
 * <p><b>Context.</b> Guarded by whatever guards the list.
 *
 * <p><b>Differences from Linux.</b> As {@link ListHead}: misuse throws.
 *
 * @param <T> what the nodes are in
 */
public final class HlistHead<T> {
  /**
   * {@code struct hlist_node}. A node is hashed while it is on a list.
   *
   * @param <T> what the node is in
   */
  public static final class Node<T> {
    private final T owner;
    private HlistHead<T> head; // set in the first node only
    private Node<T> before; // null in the first node
    private Node<T> next;
    private boolean hashed;

    /**
     * Makes a node that is on no list.
     *
     * @param owner the object it is in
     */
    public Node(T owner) {
      this.owner = owner;
    }

    /**
     * The object that this node is in.
     *
     * @return the object
     */
    public T owner() {
      return owner;
    }

    /**
     * The node behind this one.
     *
     * @return null behind the last
     */
    public Node<T> next() {
      return next;
    }

    /**
     * Whether this node is on no list.
     *
     * @return true if so
     */
    public boolean isUnhashed() {
      return !hashed;
    }

    /**
     * Adds a node before this one.
     *
     * @param node on no list
     */
    public void addBefore(Node<T> node) {
      checkHashed();
      node.checkUnhashed();
      node.follow(head, before);
      follow(null, node);
    }

    /**
     * Adds a node behind this one.
     *
     * @param node on no list
     */
    public void addBehind(Node<T> node) {
      checkHashed();
      node.checkUnhashed();
      Node<T> behind = next;
      node.follow(null, this);
      node.next = behind;
      if (behind != null) {
        behind.before = node;
      }
    }

    /** Takes this node off its list. It can be added again. */
    public void del() {
      checkHashed();
      Node<T> behind = next;
      if (before == null) {
        head.first = behind;
      } else {
        before.next = behind;
      }
      if (behind != null) {
        behind.head = head;
        behind.before = before;
      }
      head = null;
      before = null;
      next = null;
      hashed = false;
    }

    /** As {@link #del}, and does nothing for a node that is on no list. */
    public void delInit() {
      if (hashed) {
        del();
      }
    }

    /**
     * Whether this is the only node of a list.
     *
     * @param list the list
     * @return true if so
     */
    public boolean isSingular(HlistHead<T> list) {
      return next == null && list.first == this;
    }

    /** Links this node behind another one or, where that is null, first into a list. */
    private void follow(HlistHead<T> list, Node<T> left) {
      head = list;
      before = left;
      hashed = true;
      if (left == null) {
        list.first = this;
      } else {
        left.next = this;
      }
    }

    private void checkHashed() {
      if (!hashed) {
        throw new IllegalStateException("this node is on no list: node of " + owner);
      }
    }

    private void checkUnhashed() {
      if (hashed) {
        throw new IllegalStateException("this node is on a list already: node of " + owner);
      }
    }
  }

  private Node<T> first;

  /** Makes an empty list. */
  public HlistHead() {}

  /**
   * Adds a node at the front.
   *
   * @param node on no list
   */
  public void addHead(Node<T> node) {
    node.checkUnhashed();
    Node<T> behind = first;
    node.follow(this, null);
    node.next = behind;
    if (behind != null) {
      behind.head = null;
      behind.before = node;
    }
  }

  /**
   * Moves all nodes to another list.
   *
   * @param other an empty list
   */
  public void moveTo(HlistHead<T> other) {
    if (other.first != null) {
      throw new IllegalStateException("the other list is not empty");
    }
    other.first = first;
    if (first != null) {
      first.head = other;
    }
    first = null;
  }

  /**
   * Whether there is no node.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return first == null;
  }

  /**
   * The first node.
   *
   * @return null where there is none
   */
  public Node<T> first() {
    return first;
  }

  /**
   * Visits each object. The visitor may delete the one it is given, no other.
   *
   * @param visitor told of each
   */
  public void forEachSafe(Consumer<? super T> visitor) {
    Node<T> at = first;
    while (at != null) {
      Node<T> following = at.next;
      visitor.accept(at.owner);
      at = following;
    }
  }
}
