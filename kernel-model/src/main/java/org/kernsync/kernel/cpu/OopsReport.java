package org.kernsync.kernel.cpu;

import java.util.List;

/**
 * A broken rule with what explains it.
 *
 * @param sentence the rule, with task, CPU and counters
 * @param lines who holds what, and what would have come of it
 */
public record OopsReport(String sentence, List<String> lines) {
  /** Keeps a copy of the lines. */
  public OopsReport {
    lines = List.copyOf(lines);
  }
}
