package org.kernsync.stress.broken;

/**
 * Right, and slow: a list of nodes with volatile links, changed under a monitor, walked without it.
 * A removed node keeps its link. Has hooks where subclasses break it.
 */
public class NaiveRcuList {
  /** What is on the list. */
  public static final class Node {
    private volatile Node next;
    private volatile boolean listed;
    private volatile boolean used;

    private final int number;

    /**
     * Makes one that was on no list yet.
     *
     * @param number to tell it from others
     */
    public Node(int number) {
      this.number = number;
    }

    /**
     * The number that it was given.
     *
     * @return the number
     */
    public int number() {
      return number;
    }
  }

  private final Node head = new Node(-1);

  /** Makes an empty list. */
  public NaiveRcuList() {}

  /**
   * Where a walk begins.
   *
   * @return the first node; null if there is none
   */
  public final Node first() {
    return head.next;
  }

  /**
   * Where it goes on.
   *
   * @param node one that the walk has come to
   * @return the one behind it; null at the end
   */
  public final Node following(Node node) {
    return node.next;
  }

  /**
   * Adds a node at the end.
   *
   * @param node any
   * @return false if it was on the list before
   */
  public final synchronized boolean addLast(Node node) {
    if (node.used) {
      return false;
    }
    Node last = head;
    while (last.next != null) {
      last = last.next;
    }
    insert(last, node);
    return true;
  }

  /**
   * Adds a node in front.
   *
   * @param node any
   * @return false if it was on the list before
   */
  public final synchronized boolean addFirst(Node node) {
    if (node.used) {
      return false;
    }
    insert(head, node);
    return true;
  }

  /**
   * Takes a node off.
   *
   * @param node any
   * @return false if it was not on the list
   */
  public final synchronized boolean remove(Node node) {
    if (!node.listed) {
      return false;
    }
    cutOut(before(node), node);
    return true;
  }

  /**
   * Puts a node in the place of another.
   *
   * @param old any
   * @param fresh any
   * @return false if the one was not on the list, or the other was before
   */
  public final synchronized boolean replace(Node old, Node fresh) {
    if (!old.listed || fresh.used) {
      return false;
    }
    exchange(before(old), old, fresh);
    return true;
  }

  /**
   * Puts a node in the place of another, in one step.
   *
   * @param before the one in front of them
   * @param old on the list
   * @param fresh on none
   */
  protected void exchange(Node before, Node old, Node fresh) {
    fresh.next = old.next;
    use(fresh);
    before.next = fresh;
    retire(old);
  }

  /**
   * What becomes of the link of a removed node: it stays.
   *
   * @param node the node
   */
  protected void unlink(Node node) {}

  /**
   * Takes a node off, by who keeps others out.
   *
   * @param before the one in front of it
   * @param node on the list
   */
  protected final void cutOut(Node before, Node node) {
    before.next = node.next;
    retire(node);
  }

  /**
   * Adds a node, by who keeps others out.
   *
   * @param before behind which
   * @param node on no list
   */
  protected final void insert(Node before, Node node) {
    node.next = before.next;
    use(node);
    before.next = node;
  }

  /**
   * Ends a node's link.
   *
   * @param node the node
   */
  protected final void end(Node node) {
    node.next = null;
  }

  private static void use(Node node) {
    node.used = true;
    node.listed = true;
  }

  private void retire(Node node) {
    node.listed = false;
    unlink(node);
  }

  private Node before(Node node) {
    Node before = head;
    while (before.next != node) {
      before = before.next;
    }
    return before;
  }
}
