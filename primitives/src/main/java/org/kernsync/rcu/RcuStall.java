package org.kernsync.rcu;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A grace period that waits too long, and for whom: what a stall detector reports.
 *
 * @param reader the thread whose section does not end; null if it is not known, as with tokens and
 *     virtual threads
 * @param sections how many sections are waited for; below 0 if more have ended than have begun: a
 *     token was used twice
 * @param waitedNanos how long the grace period has waited, in nanoseconds
 */
public record RcuStall(Thread reader, long sections, long waitedNanos) {
  /**
   * Who, how long, and where: with the stack of the reader as it stands now.
   *
   * @return some lines of text
   */
  public String describe() {
    String who = reader == null ? sections + " sections of tokens or virtual threads" : "" + reader;
    if (sections < 0) {
      who += " (more have ended than have begun: a token was used twice)";
    }
    String head =
        "RCU stall: a grace period has waited "
            + waitedNanos / 1_000_000
            + " ms for "
            + who
            + " to leave a read section";
    return reader == null
        ? head
        : Arrays.stream(reader.getStackTrace())
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining("", head, ""));
  }
}
