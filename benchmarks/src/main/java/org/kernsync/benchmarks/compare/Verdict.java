package org.kernsync.benchmarks.compare;

/** What a ratio came to. */
enum Verdict {
  HOLDS("holds"),
  MISSES("misses"),
  /** Nobody asked. */
  REPORTED("reported"),
  /** A fork failed, so there is no answer. */
  FAILED("failed");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  static Verdict of(boolean holds) {
    return holds ? HOLDS : MISSES;
  }

  String word() {
    return word;
  }
}
