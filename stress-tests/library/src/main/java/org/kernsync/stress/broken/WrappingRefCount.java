package org.kernsync.stress.broken;

/** Broken: counts beyond the largest count, into the negative numbers and back again. */
public final class WrappingRefCount extends NaiveRefCount {
  /**
   * Makes a count.
   *
   * @param references the references to begin with
   */
  public WrappingRefCount(int references) {
    super(references);
  }

  @Override
  public void inc() {
    count.incrementAndGet();
  }

  @Override
  public boolean incNotZero() {
    return count.getAndUpdate(before -> before == 0 ? 0 : before + 1) != 0;
  }

  @Override
  public boolean decAndTest() {
    return count.decrementAndGet() == 0;
  }
}
