package org.kernsync.kernel.workload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What there is to say about one workload: errors, which end the reading, and notes. */
final class Diagnostics {
  private static final int MAX_NOTES = 100;

  private final String source;
  private final Set<String> notes = new LinkedHashSet<>();
  private int withheld;

  Diagnostics(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  /** Returns the error for one place. */
  WorkloadException error(Location at, String problem, String wayOut) {
    return new WorkloadException(source, at, problem, wayOut);
  }

  /** Returns the error for the file as a whole. */
  WorkloadException error(String problem, String wayOut) {
    return new WorkloadException(source, null, problem, wayOut);
  }

  /** Adds a note about one place; the same note is kept once. */
  void note(Location at, String text) {
    String note = "line " + at.line() + ": " + text;
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    } else if (!notes.contains(note)) {
      withheld++;
    }
  }

  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (withheld > 0) {
      all.add(withheld + " more notes like these");
    }
    return List.copyOf(all);
  }
}
