package org.kernsync.stress.architecture.badhouse.internal;

/** What no other module may touch. */
public final class Cell {
  /** A value to read. */
  public final int value;

  public Cell(int value) {
    this.value = value;
  }
}
