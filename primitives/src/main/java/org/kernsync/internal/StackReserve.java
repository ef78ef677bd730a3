package org.kernsync.internal;

/**
 * Makes sure that the stack goes on for a while before a slow path changes anything: a {@link
 * StackOverflowError} in the middle of it would leave a lock half released. The JDK's locks have
 * {@code @ReservedStackAccess} for that, which a library cannot use.
 *
 * <p>Takes about a hundred nanoseconds: call it after spinning, not before.
 */
public final class StackReserve {
  /**
   * Of each of the three recursions. With the size of the frames, more stack than any slow path
   * needs below the one that calls this. Three, because model checkers take a recursion of twenty
   * for an endless one.
   */
  private static final int FRAMES = 18;

  private StackReserve() {}

  /**
   * Returns if a slow path can run to its end.
   *
   * @throws StackOverflowError if it could not
   */
  public static void ensure() {
    outer(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /*
   * These methods are compiled sooner than a slow path that runs once in a while, and a compiled
   * frame takes a fraction of an interpreted one. What is used behind the call has to be kept across
   * it, on the stack: that makes each frame 100 to 200 bytes, 8 KiB in all, and twice as much when
   * interpreted, as the slow path is then, too.
   */

  private static long outer(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long below =
        frames == 0
            ? inner(FRAMES, b, c, d, e, f, g, h, a)
            : outer(frames - 1, b, c, d, e, f, g, h, a);
    return below + a * b + c * d + e * f + g * h;
  }

  private static long inner(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long below =
        frames == 0
            ? innermost(FRAMES, b, c, d, e, f, g, h, a)
            : inner(frames - 1, b, c, d, e, f, g, h, a);
    return below + a * b + c * d + e * f + g * h;
  }

  private static long innermost(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long below = frames == 0 ? 0 : innermost(frames - 1, b, c, d, e, f, g, h, a);
    return below + a * b + c * d + e * f + g * h;
  }
}
