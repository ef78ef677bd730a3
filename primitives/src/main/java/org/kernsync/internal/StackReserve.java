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
   * Of each of the five recursions. With the size of the frames, more stack than any slow path
   * needs below the one that calls this. Five, because model checkers take a recursion of twenty
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
    first(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /**
   * As {@link #ensure}, for a slow path that takes something and then calls another one: where that
   * asks again, some frames deeper, it finds enough.
   *
   * @throws StackOverflowError if the stack ends too soon
   */
  public static void ensureNested() {
    deeper(FRAMES / 2, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  private static long deeper(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below =
        frames == 0
            ? first(FRAMES, b, c, d, e, f, g, h, a)
            : deeper(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }

  /*
   * These methods are compiled sooner than a slow path that runs once in a while: they are called by
   * all of them. A compiled frame takes a fraction of an interpreted one, and the first run of a slow
   * path also loads and links what it calls. So what counts is the size of the compiled frames: what
   * is computed before the call and used behind it has to be kept across it, on the stack. That makes
   * each about 200 bytes, 18 KiB in all, and more when interpreted. A third of that was too little in
   * a third of the runs of FirstWaitDive with a holder that asked for the length of the line meanwhile.
   */

  private static long first(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below =
        frames == 0
            ? second(FRAMES, b, c, d, e, f, g, h, a)
            : first(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }

  private static long second(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below =
        frames == 0
            ? third(FRAMES, b, c, d, e, f, g, h, a)
            : second(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }

  private static long third(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below =
        frames == 0
            ? fourth(FRAMES, b, c, d, e, f, g, h, a)
            : third(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }

  private static long fourth(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below =
        frames == 0
            ? fifth(FRAMES, b, c, d, e, f, g, h, a)
            : fourth(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }

  private static long fifth(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    long i = a * b;
    long j = b * c;
    long k = c * d;
    long l = d * e;
    long m = e * f;
    long n = f * g;
    long o = g * h;
    long p = h * a;
    long below = frames == 0 ? 0 : fifth(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ i) + (b ^ j) + (c ^ k) + (d ^ l) + (e ^ m) + (f ^ n) + (g ^ o) + (h ^ p);
  }
}
