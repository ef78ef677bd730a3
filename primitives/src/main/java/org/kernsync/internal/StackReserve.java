package org.kernsync.internal;

/**
 * Makes sure that the stack goes on for a while before a slow path changes anything: a {@link
 * StackOverflowError} in the middle of it would leave a lock half released. The JDK's locks have
 * {@code @ReservedStackAccess} for that, which a library cannot use.
 *
 * <p>Takes some hundred nanoseconds: call it after spinning, not before.
 */
public final class StackReserve {
  /**
   * With their size, more stack than any slow path needs below the one that calls this. Few large
   * ones: model checkers take a recursion of twenty for an endless one.
   */
  private static final int FRAMES = 18;

  private StackReserve() {}

  /**
   * Returns if a slow path can run to its end.
   *
   * @throws StackOverflowError if it could not
   */
  public static void ensure() {
    descend(
        FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0);
  }

  /**
   * The arguments make the frame large. This method is compiled sooner than a slow path that runs
   * once in a while, and a compiled frame takes a fraction of an interpreted one: with these, some
   * 300 bytes, 5 KiB in all.
   */
  private static long descend(
      int frames,
      long a00,
      long a01,
      long a02,
      long a03,
      long a04,
      long a05,
      long a06,
      long a07,
      long a08,
      long a09,
      long a10,
      long a11,
      long a12,
      long a13,
      long a14,
      long a15,
      long a16,
      long a17,
      long a18,
      long a19,
      long a20,
      long a21,
      long a22,
      long a23,
      long a24,
      long a25,
      long a26,
      long a27,
      long a28,
      long a29,
      long a30,
      long a31) {
    return frames == 0
        ? a00 + a01 + a02 + a03 + a04 + a05 + a06 + a07 + a08 + a09 + a10 + a11 + a12 + a13 + a14
            + a15 + a16 + a17 + a18 + a19 + a20 + a21 + a22 + a23 + a24 + a25 + a26 + a27 + a28
            + a29 + a30 + a31
        : descend(
                frames - 1,
                a01,
                a02,
                a03,
                a04,
                a05,
                a06,
                a07,
                a08,
                a09,
                a10,
                a11,
                a12,
                a13,
                a14,
                a15,
                a16,
                a17,
                a18,
                a19,
                a20,
                a21,
                a22,
                a23,
                a24,
                a25,
                a26,
                a27,
                a28,
                a29,
                a30,
                a31,
                a00)
            + 1;
  }
}
