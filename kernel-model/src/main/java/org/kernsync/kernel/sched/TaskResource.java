package org.kernsync.kernel.sched;

/**
 * Something a task owns or shares with others: open files, the file-system context, signal
 * handlers.
 */
public interface TaskResource {
  /**
   * The child's resource when a task is copied.
   *
   * @param share true to share this one, false to copy it
   * @return this, or a copy
   */
  TaskResource fork(boolean share);

  /** The task no longer uses it. */
  void release();
}
