package org.kernsync.kernel.lib;

/**
 * A node that lives inside the object it orders, as the kernel's {@code struct rb_node} does:
 * inserting allocates nothing. A node is in at most one tree; all its fields are guarded by
 * whatever guards that tree.
 */
public abstract class RbNode {
  /**
   * The sort key; fixed while the node is in a tree. Compared by signed difference, so it may wrap.
   */
  long key;

  RbNode parent;
  RbNode left;
  RbNode right;
  boolean red;
  boolean linked;

  /** Makes a node that is in no tree. */
  protected RbNode() {}

  /**
   * The key under which the node was last inserted.
   *
   * @return the key
   */
  public final long key() {
    return key;
  }

  /**
   * Whether the node is in a tree.
   *
   * @return true between insertion and removal
   */
  public final boolean isLinked() {
    return linked;
  }
}
