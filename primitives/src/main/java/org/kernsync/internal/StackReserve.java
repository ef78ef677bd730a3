package org.kernsync.internal;

/**
 * Makes sure that the stack goes on for a while before a slow path changes anything: a {@link
 * StackOverflowError} in the middle of it would leave a lock half released. The JDK's locks have
 * {@code @ReservedStackAccess} for that, which a library cannot use.
 */
public final class StackReserve {
  /** More frames than any slow path has below the one that calls this. */
  private static final int FRAMES = 24;

  private StackReserve() {}

  /**
   * Returns if a slow path can run to its end.
   *
   * @throws StackOverflowError if it could not
   */
  public static void ensure() {
    descend(FRAMES, 0L, 0L, 0L);
  }

  /** The arguments make the frame about as large as those of a slow path. */
  private static long descend(int frames, long a, long b, long c) {
    return frames == 0 ? a + b + c : descend(frames - 1, b, c, a) + 1;
  }
}
