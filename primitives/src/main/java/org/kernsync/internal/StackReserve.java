package org.kernsync.internal;

/**
 * Makes sure that the stack goes on for a while before a slow path changes anything: a {@link
 * StackOverflowError} in the middle of it would leave a lock half released. The JDK's locks have
 * {@code @ReservedStackAccess} for that, which a library cannot use.
 */
public final class StackReserve {
  /**
   * With their size, more stack than any slow path needs below the one that calls this. Few large
   * ones: model checkers take a recursion of twenty for an endless one.
   */
  private static final int FRAMES = 16;

  private StackReserve() {}

  /**
   * Returns if a slow path can run to its end.
   *
   * @throws StackOverflowError if it could not
   */
  public static void ensure() {
    descend(FRAMES, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** The arguments make the frame about twice as large as those of a slow path. */
  private static long descend(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    return frames == 0
        ? a + b + c + d + e + f + g + h
        : descend(frames - 1, b, c, d, e, f, g, h, a) + 1;
  }
}
