package org.kernsync.kernel.workload;

/** The kinds of marks that rt-app writes into the kernel's trace. */
public enum FtraceMark {
  /** {@code rtapp_main}: start, clock reference and end of the whole run. */
  MAIN,
  /** {@code rtapp_task}: start and end of a task. */
  TASK,
  /** {@code rtapp_run}: accepted; it marks nothing of its own. */
  RUN,
  /** {@code rtapp_loop}: each turn of a task's and a phase's loop. */
  LOOP,
  /** {@code rtapp_event}: each event. */
  EVENT,
  /** {@code rtapp_stats}: the timing of each turn of a loop. */
  STATS,
  /** {@code rtapp_attrs}: each change of scheduling attributes. */
  ATTRS
}
