package org.kernsync.rcu;

/** The reader of a platform thread that did not register, and what its sections are closed by. */
final class OwnReader extends SectionReader implements Rcu.Section {
  OwnReader(GracePeriods gracePeriods, Thread owner) {
    super(gracePeriods, owner);
  }

  /** Ends a section without a look-up; that it is the caller's is all there is to find out. */
  @Override
  public void close() {
    if (owner() != Thread.currentThread()) {
      throw Misuse.sectionOf(owner());
    }
    leave();
  }
}
