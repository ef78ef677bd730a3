package org.kernsync.kernel.sched;

/**
 * The weights of the 40 nice levels and the arithmetic of CFS on them. Each level is 1.25 times the
 * next, so one level of nice is about 10 % of CPU time between two tasks.
 *
 * <p>Source: the kernel's scheduler documentation ({@code scheduler/sched-nice-design}); the
 * numbers are its published table.
 */
final class LoadWeight {
  static final int NICE_0 = 1024;
  static final int IDLE_PRIORITY = 3;
  private static final int MIN_NICE = -20;

  private static final int[] OF_NICE = {
    88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, //
    9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277, //
    1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, //
    110, 87, 70, 56, 45, 36, 29, 23, 18, 15
  };

  private LoadWeight() {}

  static int of(Policy policy, int nice) {
    return policy == Policy.IDLE ? IDLE_PRIORITY : OF_NICE[nice - MIN_NICE];
  }

  /** 2^32 / weight: division by a weight as a multiplication. */
  static long inverse(long weight) {
    return 0xFFFF_FFFFL / weight;
  }

  /**
   * delta * weight / total, with total given by its inverse.
   *
   * @param delta nanoseconds, below 2^46
   * @param weight a weight of the table
   * @param inverseTotal {@link #inverse} of the total
   */
  static long scale(long delta, long weight, long inverseTotal) {
    long product = delta * weight;
    long high = Math.multiplyHigh(product, inverseTotal);
    long low = product * inverseTotal;
    return (high << 32) | (low >>> 32);
  }
}
