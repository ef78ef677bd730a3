package org.kernsync.cpu;

/**
 * {@link CpuIds#threads}: the slots of this process, as constants. Compilers know the array of
 * owners, its length and the mask, and load none of them; what {@link ThreadSlots} has as fields
 * each look-up would have to load.
 */
final class OrdinaryThreads implements CpuIds {
  private static final ThreadSlots SLOTS =
      ThreadSlots.ofProcessors(Runtime.getRuntime().availableProcessors());
  private static final Thread[] OWNERS = SLOTS.owners();
  private static final int LAST_OWNED = OWNERS.length - 1;

  static final OrdinaryThreads ALL = new OrdinaryThreads();

  private OrdinaryThreads() {}

  @Override
  public int slot() {
    Thread self = Thread.currentThread();
    int home = (int) self.getId() & LAST_OWNED;
    return OWNERS[home] == self ? home : SLOTS.slotElsewhere(self); // plain: see ThreadSlots
  }

  @Override
  public int current() {
    int slot = slot();
    return slot < 0 ? ~slot : slot;
  }

  @Override
  public boolean exclusive() {
    return SLOTS.exclusive();
  }

  @Override
  public int count() {
    return SLOTS.count();
  }

  @Override
  public String toString() {
    return SLOTS.toString();
  }
}
