package org.kernsync.stress.litmus;

/** A moment in which the other thread may come in between. */
final class Moment {
  private static final int PAUSES = 8;

  private Moment() {}

  /** About 200 ns, where a pause costs about 25. */
  static void pass() {
    for (int i = 0; i < PAUSES; i++) {
      Thread.onSpinWait();
    }
  }
}
