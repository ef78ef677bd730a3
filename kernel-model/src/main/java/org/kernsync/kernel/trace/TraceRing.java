package org.kernsync.kernel.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * Room for one CPU's events: that CPU appends, anybody reads what is complete. When it is used up
 * it counts what it had to leave out; it never overwrites.
 */
final class TraceRing {
  /*
   * field          written by      written with   read with
   * count          the CPU         release        plain (the CPU), acquire (readers)
   * lost           the CPU         opaque         plain (the CPU), opaque (readers)
   * chunks[]       the CPU         plain          plain
   * chunk columns  the CPU         plain          plain
   *
   * Visibility: one release/acquire pair on count, called T1. Row i and the chunk that holds it are
   * written before count becomes i + 1 and never again; readers touch rows below an acquired count.
   */
  private static final int SHIFT = Integer.numberOfTrailingZeros(TraceChunk.EVENTS);
  private static final int MASK = TraceChunk.EVENTS - 1;

  private final int cpu;
  private final int maxEvents;
  private final TraceChunk[] chunks;
  private volatile int count;
  private volatile long lost;

  TraceRing(int cpu, int maxEvents) {
    this.cpu = cpu;
    this.maxEvents = maxEvents;
    this.chunks = new TraceChunk[(int) (((long) maxEvents + MASK) >>> SHIFT)];
  }

  /** Appends a row; by the CPU itself. */
  void append(
      TraceKind kind,
      long nanos,
      int pid,
      String text,
      int prio,
      int otherPid,
      String otherText,
      int otherPrio,
      long first,
      long second) {
    int row = countPlain(); // plain: only this CPU writes count
    if (row == maxEvents) {
      setLostOpaque(lostPlain() + 1); // opaque: a counter of its own, publishes nothing
      return;
    }
    TraceChunk chunk = chunks[row >>> SHIFT]; // plain: this CPU wrote it
    if (chunk == null) {
      chunk = new TraceChunk();
      chunks[row >>> SHIFT] = chunk; // plain: no reader looks before count covers the row
    }
    int i = row & MASK;
    chunk.kind[i] = kind;
    chunk.nanos[i] = nanos;
    chunk.pid[i] = pid;
    chunk.prio[i] = prio;
    chunk.text[i] = text;
    chunk.otherPid[i] = otherPid;
    chunk.otherPrio[i] = otherPrio;
    chunk.otherText[i] = otherText;
    chunk.first[i] = first;
    chunk.second[i] = second;
    setCountRelease(row + 1); // release: T1, pairs with #size; publishes the row and its chunk
  }

  int cpu() {
    return cpu;
  }

  /** How many rows there are; every one of them is complete. */
  int size() {
    return countAcquire(); // acquire: T1, pairs with #append; the rows below are complete
  }

  long lost() {
    return lostOpaque(); // opaque: a counter, exact once the writer has stopped
  }

  long nanos(int row) {
    return chunkOf(row).nanos[row & MASK]; // plain: behind the acquire in chunkOf
  }

  TraceEvent event(int row) {
    TraceChunk chunk = chunkOf(row);
    int i = row & MASK;
    return chunk.kind[i].read(chunk, i); // plain: behind the acquire in chunkOf
  }

  private TraceChunk chunkOf(int row) {
    Objects.checkIndex(row, size());
    return chunks[row >>> SHIFT]; // plain: behind the acquire in #size
  }

  private int countPlain() {
    return (int) COUNT.get(this);
  }

  private int countAcquire() {
    return (int) COUNT.getAcquire(this);
  }

  private void setCountRelease(int value) {
    COUNT.setRelease(this, value);
  }

  private long lostPlain() {
    return (long) LOST.get(this);
  }

  private long lostOpaque() {
    return (long) LOST.getOpaque(this);
  }

  private void setLostOpaque(long value) {
    LOST.setOpaque(this, value);
  }

  private static final VarHandle COUNT;
  private static final VarHandle LOST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COUNT = lookup.findVarHandle(TraceRing.class, "count", int.class).withInvokeExactBehavior();
      LOST = lookup.findVarHandle(TraceRing.class, "lost", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
