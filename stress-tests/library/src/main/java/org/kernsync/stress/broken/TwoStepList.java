package org.kernsync.stress.broken;

/** Broken: a stack of linked nodes whose head is read, and then written. */
public final class TwoStepList {
  /** What is on the list. */
  public static class Node {
    private volatile Node next;

    /** Makes a node on no list. */
    public Node() {}

    /**
     * The node behind it.
     *
     * @return null if it is the last
     */
    public final Node next() {
      return next;
    }
  }

  private volatile Node head;

  /** Makes an empty list. */
  public TwoStepList() {}

  /**
   * Adds a node in front.
   *
   * @param node on no list
   * @return whether the list was empty before
   */
  public boolean add(Node node) {
    Node front = head;
    node.next = front;
    head = node;
    return front == null;
  }

  /**
   * Takes all nodes.
   *
   * @return the first; null if empty
   */
  public Node delAll() {
    Node front = head;
    head = null;
    return front;
  }

  /**
   * Takes the first node.
   *
   * @return the node; null if empty
   */
  public Node delFirst() {
    Node front = head;
    if (front != null) {
      head = front.next;
    }
    return front;
  }

  /**
   * Takes a certain node if it is the first.
   *
   * @param node which one
   * @return whether it was
   */
  public boolean delFirstThis(Node node) {
    if (head != node) {
      return false;
    }
    head = node.next;
    return true;
  }

  /**
   * Counts a chain that was taken.
   *
   * @param first its first node; null for none
   * @return how many nodes it has
   */
  public static int length(Node first) {
    int length = 0;
    for (Node node = first; node != null; node = node.next) {
      length++;
    }
    return length;
  }
}
