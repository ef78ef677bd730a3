package org.kernsync.kernel.trace;

/**
 * Room for a fixed number of events, one array per column.
 *
 * <p>Columns mean what the event's kind says; {@link CpuTrace} writes them, {@link TraceKind} reads
 * them back. Nothing in here is synchronized: a slot is written before its event is counted and
 * never after.
 */
final class TraceChunk {
  static final int EVENTS = 1024;

  final TraceKind[] kind = new TraceKind[EVENTS];
  final long[] nanos = new long[EVENTS];
  final int[] pid = new int[EVENTS];
  final int[] prio = new int[EVENTS];
  final String[] text = new String[EVENTS];
  final int[] otherPid = new int[EVENTS];
  final int[] otherPrio = new int[EVENTS];
  final String[] otherText = new String[EVENTS];
  final long[] first = new long[EVENTS];
  final long[] second = new long[EVENTS];
}
