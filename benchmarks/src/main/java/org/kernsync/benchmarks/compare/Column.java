package org.kernsync.benchmarks.compare;

/** The circumstances of a ratio. */
enum Column {
  JUDGED("as judged"),
  NO_NATIVE_ACCESS("no native access"),
  UNPINNED("unpinned"),
  DENSE("nothing outside"),
  WITH_WORK("20 ns in, 200 out"),
  LOOP("in a loop"),
  BY_CALLS("by two calls"),
  IN_USE("64 in use"),
  CRITICAL("by critical calls"),
  LARGER("no single pages"),
  OLD("old lock"),
  YOUNG("young lock");

  private final String title;

  Column(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
