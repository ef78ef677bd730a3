package org.kernsync.kernel.proc;

import java.util.List;

/** Text in columns, as {@code printf} pads it. */
final class Columns {
  private static final int COUNT_WIDTH = 10;
  private static final int CPU_WIDTH = 8;

  private final StringBuilder out = new StringBuilder();

  Columns() {}

  Columns add(String text) {
    out.append(text);
    return this;
  }

  Columns add(long number) {
    out.append(number);
    return this;
  }

  /** {@code %*s}: to the right of a column. */
  Columns right(String text, int width) {
    out.repeat(' ', Math.max(0, width - text.length())).append(text);
    return this;
  }

  Columns right(long number, int width) {
    return right(Long.toString(number), width);
  }

  /** {@code %-*s}: to the left of a column. */
  Columns left(String text, int width) {
    out.append(text).repeat(' ', Math.max(0, width - text.length()));
    return this;
  }

  /** The titles of the CPUs' columns, with what pads the last one. */
  Columns cpus(int count) {
    for (int cpu = 0; cpu < count; cpu++) {
      add("CPU").left(Integer.toString(cpu), CPU_WIDTH);
    }
    return this;
  }

  /** {@code %10u} each, after what stands before and before what stands behind. */
  Columns counts(String before, List<Long> counts, String behind) {
    for (long count : counts) {
      add(before).right(Long.toUnsignedString(count), COUNT_WIDTH).add(behind);
    }
    return this;
  }

  /** Numbers, each after a blank. */
  Columns numbers(List<Long> numbers) {
    numbers.forEach(number -> out.append(' ').append(Long.toUnsignedString(number)));
    return this;
  }

  Columns line() {
    out.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
