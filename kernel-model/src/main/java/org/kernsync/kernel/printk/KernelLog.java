package org.kernsync.kernel.printk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The kernel's log: a ring of lines, each stamped with seconds since boot, that keeps the newest.
 *
 * <p><b>Context.</b> Any thread or CPU, interrupts included; never blocks. It formats and
 * allocates, so it is for events that are rare.
 *
 * <p><b>Progress.</b> Wait-free: one atomic add gives each writer a slot of its own. A reader that
 * meets a slot which is being rewritten sees the old or the new line, never a mixture.
 *
 * <p><b>Differences from Linux.</b> No levels and no console rate limit.
 */
public final class KernelLog {
  private static final int CAPACITY = 4096;

  private record Line(long sequence, String text) {}

  // slots are written with release by whoever drew the number (set), read with acquire by readers
  // (get)
  private final AtomicReferenceArray<Line> ring = new AtomicReferenceArray<>(CAPACITY);
  private final AtomicLong next = new AtomicLong();
  private final long bootNanos;

  /**
   * Starts an empty log.
   *
   * @param bootNanos the {@link System#nanoTime} that counts as zero
   */
  public KernelLog(long bootNanos) {
    this.bootNanos = bootNanos;
  }

  /**
   * Appends one line.
   *
   * @param format a format string as {@link String#format(Locale, String, Object...)} takes it
   * @param arguments its arguments
   */
  public void printk(String format, Object... arguments) {
    long micros = (System.nanoTime() - bootNanos) / 1000;
    String stamp =
        String.format(Locale.ROOT, "[%5d.%06d] ", micros / 1_000_000, micros % 1_000_000);
    long sequence = next.getAndIncrement();
    Line line = new Line(sequence, stamp + String.format(Locale.ROOT, format, arguments));
    ring.setRelease((int) (sequence % CAPACITY), line);
  }

  /**
   * What {@code dmesg} shows: the lines still kept, oldest first.
   *
   * @return a copy
   */
  public List<String> lines() {
    long end = next.get();
    List<String> lines = new ArrayList<>();
    for (long sequence = Math.max(0, end - CAPACITY); sequence < end; sequence++) {
      Line line = ring.getAcquire((int) (sequence % CAPACITY));
      if (line != null && line.sequence() >= sequence) {
        lines.add(line.text());
      }
    }
    return lines;
  }
}
