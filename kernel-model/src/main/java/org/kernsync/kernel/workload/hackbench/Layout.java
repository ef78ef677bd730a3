package org.kernsync.kernel.workload.hackbench;

/**
 * Where things are in the process's memory. A message begins with the number of its sender within
 * the group and that of the message, each a long.
 */
record Layout(HackbenchSize size) {
  static final int MESSAGE_BYTES = 100;

  /** When the tasks were let go, and when the last of them was collected. */
  static final long STARTED = 0;

  static final long ENDED = 8;

  private static final long PIPES = 64;
  private static final long PIPE_BYTES = 16;
  private static final long RECEIVED = 128; // within the area of a task, behind the message
  private static final long MISPLACED = 136;
  private static final long NEXT = 192;
  private static final long LINE = 64;

  long bytes() {
    return area(size.tasks());
  }

  /** Two longs: the descriptors of the pipe of a receiver. */
  long pipe(int group, long receiver) {
    return PIPES + (group * size.fds() + receiver) * PIPE_BYTES;
  }

  /** The area of a task begins with its message. */
  long area(long task) {
    long each = (NEXT + (long) size.fds() * Long.BYTES + LINE - 1) / LINE * LINE;
    long areas = PIPES + (long) size.groups() * size.fds() * PIPE_BYTES;
    return (areas + LINE - 1) / LINE * LINE + task * each;
  }

  /** The number of messages that a task has received. */
  long received(long task) {
    return area(task) + RECEIVED;
  }

  /** The number of those that were not the next one of their sender. */
  long misplaced(long task) {
    return area(task) + MISPLACED;
  }

  /** The number of the next message of a sender to a receiving task. */
  long next(long task, long sender) {
    return area(task) + NEXT + sender * Long.BYTES;
  }
}
