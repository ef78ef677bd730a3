package org.kernsync.kernel.workload;

import java.io.Serializable;

/**
 * A place in a workload file, counted from 1 as editors count. A tab is one column.
 *
 * @param line the line
 * @param column the column, in Java characters
 */
public record Location(int line, int column) implements Serializable {

  /** Returns the place as {@code line:column}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
