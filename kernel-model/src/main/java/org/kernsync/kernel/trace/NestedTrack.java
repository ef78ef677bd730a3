package org.kernsync.kernel.trace;

import java.io.IOException;

/**
 * A line in the picture where one thing may happen inside another: each begins and ends by itself,
 * and what began last ends first.
 */
final class NestedTrack {
  private final ChromeJson json;
  private final int process;
  private final int track;
  private final String name;
  private boolean named;
  private int open;

  NestedTrack(ChromeJson json, int process, int track, String name) {
    this.json = json;
    this.process = process;
    this.track = track;
    this.name = name;
  }

  void begin(long nanos, String category, String what) throws IOException {
    if (!named) { // a track where nothing happens is not shown
      named = true;
      json.nameTrack(process, track, name);
    }
    open++;
    json.begin(process, track, nanos, category, what);
  }

  void end(long nanos) throws IOException {
    if (open > 0) { // else its begin lies before the trace
      open--;
      json.end(process, track, nanos);
    }
  }

  /** The trace is over. */
  void close(long nanos) throws IOException {
    while (open > 0) {
      end(nanos);
    }
  }
}
