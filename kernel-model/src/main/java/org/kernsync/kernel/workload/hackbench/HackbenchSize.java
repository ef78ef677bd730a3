package org.kernsync.kernel.workload.hackbench;

import org.kernsync.kernel.fs.FileTable;

/**
 * How large a run is, in hackbench's own words.
 *
 * @param groups groups of tasks that know nothing of each other
 * @param fds senders of a group, and receivers of it, each with a pipe
 * @param loops messages from each sender to each receiver of its group
 */
public record HackbenchSize(int groups, int fds, int loops) {
  /** The usual size: 400 tasks, 400,000 messages. */
  public static final HackbenchSize USUAL = new HackbenchSize(10, 20, 100);

  private static final int MAX_TASKS = FileTable.LIMIT - 3;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException with one sentence where one of them makes no sense
   */
  public HackbenchSize {
    require("groups", groups);
    require("fds", fds);
    require("loops", loops);
    if (2L * groups * fds > MAX_TASKS) {
      throw new IllegalArgumentException(
          "%d groups of %d senders and %d receivers need more than the %d descriptors of a process"
              .formatted(groups, fds, fds, MAX_TASKS));
    }
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }

  /**
   * The senders and receivers.
   *
   * @return how many tasks there are beside the main one
   */
  public int tasks() {
    return 2 * groups * fds;
  }

  /**
   * All messages.
   *
   * @return how many
   */
  public long messages() {
    return (long) groups * fds * fds * loops;
  }
}
