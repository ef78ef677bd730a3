package org.kernsync.stress.jcstress;

/** What readers hold and writers recycle. */
public final class RecycledBox {
  private volatile int recycled;

  /** Makes one that is in use. */
  public RecycledBox() {}

  /** From now on nobody may hold it. */
  public void recycle() {
    recycled = 1;
  }

  /**
   * Whether it is recycled, after a moment in which a writer could do it.
   *
   * @return 1 if it is, else 0
   */
  public int isRecycledLater() {
    pause();
    return recycled;
  }

  /** About a microsecond, where this costs about 25 ns. */
  public static void pause() {
    for (int i = 0; i < 40; i++) {
      Thread.onSpinWait();
    }
  }
}
