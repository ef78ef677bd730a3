package org.kernsync.stress.jcstress;

/** What readers hold and writers recycle. */
final class RecycledBox {
  private volatile int recycled;

  void recycle() {
    recycled = 1;
  }

  /** 1 if it is recycled, after a moment in which a writer could do it. */
  int isRecycledLater() {
    pause();
    return recycled;
  }

  /** About a microsecond, where this costs about 25 ns. */
  static void pause() {
    for (int i = 0; i < 40; i++) {
      Thread.onSpinWait();
    }
  }
}
