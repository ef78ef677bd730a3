package org.kernsync.kernel.locking;

/**
 * {@code lock_class_key}: what locks that are used alike have in common. Lock debugging learns
 * rules for classes, not for locks: what it saw of one lock of a class holds for all of them.
 *
 * <pre>{@code
 * private static final LockClass INODE_LOCK = new LockClass("inode.lock");
 * private final RawSpinLock lock = new RawSpinLock(INODE_LOCK);
 * }</pre>
 */
public final class LockClass {
  private final String name;
  private final String orderWithin;

  /**
   * Makes a class of locks of which nobody holds two at once.
   *
   * @param name as reports show it
   */
  public LockClass(String name) {
    this(name, null);
  }

  /**
   * Makes a class of locks of which somebody may hold several.
   *
   * @param name as reports show it
   * @param orderWithin the rule by which they are taken then, such as {@code by CPU number}; nobody
   *     checks it. Null where nobody holds two
   */
  public LockClass(String name, String orderWithin) {
    this.name = name;
    this.orderWithin = orderWithin;
  }

  /**
   * Whether several locks of the class may be held at once.
   *
   * @return true where they have an order among themselves
   */
  public boolean nests() {
    return orderWithin != null;
  }

  @Override
  public String toString() {
    return name;
  }
}
