package org.kernsync.stress.jcstress;

import org.kernsync.cpu.CpuIds;

/** One CPU, on which everybody is. */
public enum OneCpu implements CpuIds {
  /** And which is said to be shared. */
  SHARED(false),

  /** And which everybody is told to be the only one on: a lie, for twins. */
  OWNED_BY_ALL(true);

  private final boolean exclusive;

  OneCpu(boolean exclusive) {
    this.exclusive = exclusive;
  }

  @Override
  public int current() {
    return 0;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public boolean exclusive() {
    return exclusive;
  }
}
