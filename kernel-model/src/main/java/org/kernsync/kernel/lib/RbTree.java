package org.kernsync.kernel.lib;

/**
 * An intrusive red-black tree with its leftmost node cached: the order of CFS run queues and of
 * timer queues.
 *
 * <p>Equal keys keep the order of insertion. Not thread-safe: the owner's lock guards it. Insertion
 * and removal are O(log n), {@link #first} is O(1); nothing allocates.
 *
 * <p>Source: Cormen et al., <cite>Introduction to Algorithms</cite>, chapter 13; the cached
 * leftmost node follows the kernel document {@code core-api/rbtree}.
 *
 * @param <N> the type that embeds the node
 */
public final class RbTree<N extends RbNode> {
  /*
   * Invariants, all under the owner's lock:
   *   a red node has no red child; every path from a node to a missing leaf crosses the same number of black nodes;
   *   left.key <= key <= right.key by signed difference; leftmost is the node no left link leads past.
   */
  private RbNode root;
  private RbNode leftmost;
  private int size;

  /** Makes an empty tree. */
  public RbTree() {}

  /**
   * The node with the smallest key.
   *
   * @return the first node, or null when the tree is empty
   */
  public N first() {
    return cast(leftmost);
  }

  /**
   * The number of nodes.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * Whether no node is in the tree.
   *
   * @return true when empty
   */
  public boolean isEmpty() {
    return root == null;
  }

  /**
   * The node that follows in key order.
   *
   * @param node a node of this tree
   * @return its successor, or null for the last
   */
  public N next(N node) {
    return cast(successor(node));
  }

  /**
   * Inserts a node behind all nodes of an equal key.
   *
   * @param node a node that is in no tree
   * @param key its key
   * @throws IllegalStateException if the node is already in a tree
   */
  public void insert(N node, long key) {
    if (node.linked) {
      throw new IllegalStateException("node is already in a tree: " + node);
    }
    node.key = key;
    node.left = null;
    node.right = null;
    node.red = true;
    node.linked = true;
    RbNode parent = null;
    RbNode at = root;
    boolean wentLeft = false;
    boolean first = true;
    while (at != null) {
      parent = at;
      wentLeft = key - at.key < 0;
      if (wentLeft) {
        at = at.left;
      } else {
        first = false;
        at = at.right;
      }
    }
    node.parent = parent;
    if (parent == null) {
      root = node;
    } else if (wentLeft) {
      parent.left = node;
    } else {
      parent.right = node;
    }
    if (first) {
      leftmost = node;
    }
    size++;
    rebalanceAfterInsert(node);
  }

  /**
   * Removes a node.
   *
   * @param node a node of this tree
   * @throws IllegalStateException if the node is in no tree
   */
  public void remove(N node) {
    if (!node.linked) {
      throw new IllegalStateException("node is in no tree: " + node);
    }
    if (leftmost == node) {
      leftmost = successor(node);
    }
    RbNode child;
    RbNode parent;
    boolean removedBlack;
    if (node.left != null && node.right != null) {
      RbNode heir = minimum(node.right);
      removedBlack = !heir.red;
      child = heir.right;
      if (heir.parent == node) {
        parent = heir;
      } else {
        parent = heir.parent;
        replaceChild(heir, child);
        heir.right = node.right;
        heir.right.parent = heir;
      }
      replaceChild(node, heir);
      heir.left = node.left;
      heir.left.parent = heir;
      heir.red = node.red;
    } else {
      removedBlack = !node.red;
      child = node.left != null ? node.left : node.right;
      parent = node.parent;
      replaceChild(node, child);
    }
    node.parent = null;
    node.left = null;
    node.right = null;
    node.linked = false;
    size--;
    if (removedBlack) {
      rebalanceAfterRemove(child, parent);
    }
  }

  private void rebalanceAfterInsert(RbNode inserted) {
    RbNode node = inserted;
    while (isRed(node.parent)) {
      RbNode parent = node.parent;
      RbNode grandparent = parent.parent; // a red parent is never the root
      boolean parentIsLeft = parent == grandparent.left;
      RbNode uncle = parentIsLeft ? grandparent.right : grandparent.left;
      if (isRed(uncle)) {
        parent.red = false;
        uncle.red = false;
        grandparent.red = true;
        node = grandparent;
        continue;
      }
      if (node == (parentIsLeft ? parent.right : parent.left)) {
        rotate(parent, parentIsLeft);
        node = parent;
        parent = node.parent;
      }
      parent.red = false;
      grandparent.red = true;
      rotate(grandparent, !parentIsLeft);
    }
    root.red = false;
  }

  private void rebalanceAfterRemove(RbNode start, RbNode startParent) {
    RbNode node = start;
    RbNode parent = startParent;
    while (node != root && !isRed(node)) {
      boolean nodeIsLeft = node == parent.left;
      RbNode sibling =
          nodeIsLeft ? parent.right : parent.left; // black height forbids a missing sibling
      if (sibling.red) {
        sibling.red = false;
        parent.red = true;
        rotate(parent, nodeIsLeft);
        sibling = nodeIsLeft ? parent.right : parent.left;
      }
      RbNode near = nodeIsLeft ? sibling.left : sibling.right;
      RbNode far = nodeIsLeft ? sibling.right : sibling.left;
      if (!isRed(near) && !isRed(far)) {
        sibling.red = true;
        node = parent;
        parent = node.parent;
        continue;
      }
      if (!isRed(far)) {
        near.red = false;
        sibling.red = true;
        rotate(sibling, !nodeIsLeft);
        sibling = nodeIsLeft ? parent.right : parent.left;
        far = nodeIsLeft ? sibling.right : sibling.left;
      }
      sibling.red = parent.red;
      parent.red = false;
      far.red = false;
      rotate(parent, nodeIsLeft);
      node = root;
    }
    if (node != null) {
      node.red = false;
    }
  }

  /**
   * Rotates so that {@code top} becomes the left (or right) child of its former right (or left)
   * child.
   */
  private void rotate(RbNode top, boolean toLeft) {
    RbNode pivot = toLeft ? top.right : top.left;
    RbNode moved = toLeft ? pivot.left : pivot.right;
    replaceChild(top, pivot);
    if (toLeft) {
      top.right = moved;
      pivot.left = top;
    } else {
      top.left = moved;
      pivot.right = top;
    }
    if (moved != null) {
      moved.parent = top;
    }
    top.parent = pivot;
  }

  private void replaceChild(RbNode old, RbNode heir) {
    RbNode parent = old.parent;
    if (parent == null) {
      root = heir;
    } else if (parent.left == old) {
      parent.left = heir;
    } else {
      parent.right = heir;
    }
    if (heir != null) {
      heir.parent = parent;
    }
  }

  private static RbNode successor(RbNode start) {
    if (start.right != null) {
      return minimum(start.right);
    }
    RbNode node = start;
    RbNode parent = node.parent;
    while (parent != null && node == parent.right) {
      node = parent;
      parent = parent.parent;
    }
    return parent;
  }

  private static RbNode minimum(RbNode start) {
    RbNode node = start;
    while (node.left != null) {
      node = node.left;
    }
    return node;
  }

  private static boolean isRed(RbNode node) {
    return node != null && node.red;
  }

  /**
   * The black height of every path, or -1 where an invariant is broken; for the model's invariant
   * checks.
   */
  int blackHeight() {
    return isRed(root) ? -1 : blackHeight(root);
  }

  private static int blackHeight(RbNode node) {
    if (node == null) {
      return 1;
    }
    int left = blackHeight(node.left);
    int right = blackHeight(node.right);
    boolean broken =
        left < 0
            || left != right
            || (node.red && (isRed(node.left) || isRed(node.right)))
            || (node.left != null && node.key - node.left.key < 0)
            || (node.right != null && node.right.key - node.key < 0);
    return broken ? -1 : left + (node.red ? 0 : 1);
  }

  @SuppressWarnings("unchecked") // only insert(N) links nodes, so every node is an N
  private N cast(RbNode node) {
    return (N) node;
  }
}
