package org.kernsync.kernel.mm.slab;

import java.util.HashMap;
import java.util.Map;

/**
 * Where each object of a checked cache was allocated, and where it was freed last.
 *
 * <p><b>Context.</b> Under the node's lock, but {@link #here}.
 */
final class ObjectTracks {
  /** A place in the program, with its thread. */
  static final class Track extends Throwable {
    private static final long serialVersionUID = 1L;

    Track() {
      super(Thread.currentThread().getName());
    }

    /** The thread and the lines of the stack. */
    void describe(StringBuilder out) {
      out.append(" by ").append(getMessage()).append(System.lineSeparator());
      for (StackTraceElement element : getStackTrace()) {
        out.append("    at ").append(element).append(System.lineSeparator());
      }
    }
  }

  private final Map<Long, Track> allocatedAt = new HashMap<>();
  private final Map<Long, Track> freedAt = new HashMap<>();

  /** The place of the caller. */
  static Track here() {
    return new Track();
  }

  void allocated(long object, Track where) {
    allocatedAt.put(object, where);
  }

  void freed(long object, Track where) {
    freedAt.put(object, where);
  }

  /** What is known of an object, in some lines. */
  String describe(long object) {
    StringBuilder out = new StringBuilder();
    append(out, "  allocated", allocatedAt.get(object));
    append(out, "  freed", freedAt.get(object));
    return out.toString();
  }

  private static void append(StringBuilder out, String what, Track track) {
    if (track != null) {
      track.describe(out.append(what));
    }
  }
}
