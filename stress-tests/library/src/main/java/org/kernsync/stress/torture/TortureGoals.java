package org.kernsync.stress.torture;

/**
 * What a run has to reach, besides staying green: it ends as soon as all of it is there, and is red
 * if its time is over before. Zero asks for nothing.
 *
 * @param reads how many read sections, of all readers together
 * @param gracePeriods how many grace periods
 * @param insidePercent which part of its time each reader tries to spend in sections; all of them
 *     together have to
 * @param heapGrowthMegabytes how much more memory may be in use, behind a collection, at the second
 *     to fourth quarter of the run than at the first one; not looked at if zero
 * @param acquisitions how many times locks are to be acquired, by all threads together
 * @param interrupts how many waits for locks are to end by an interrupt
 * @param timeouts how many waits for locks are to end because their time is over
 */
public record TortureGoals(
    long reads,
    long gracePeriods,
    int insidePercent,
    int heapGrowthMegabytes,
    long acquisitions,
    long interrupts,
    long timeouts) {
  /** Asks for nothing. */
  public static final TortureGoals NONE = new TortureGoals(0, 0, 0, 0);

  /** More than this leaves no room for what readers do between sections. */
  static final int MOST_PERCENT = 95;

  /**
   * As the canonical one.
   *
   * @param reads 0 or more
   * @param gracePeriods 0 or more
   * @param insidePercent 0 to 95
   * @param heapGrowthMegabytes 0 or more
   * @param acquisitions 0 or more
   * @param interrupts 0 or more
   * @param timeouts 0 or more
   * @throws IllegalArgumentException if one of them is not
   */
  public TortureGoals {
    if (reads < 0
        || gracePeriods < 0
        || insidePercent < 0
        || insidePercent > MOST_PERCENT
        || heapGrowthMegabytes < 0
        || acquisitions < 0
        || interrupts < 0
        || timeouts < 0) {
      throw new IllegalArgumentException(
          "goals of "
              + reads
              + " reads, "
              + gracePeriods
              + " grace periods, "
              + insidePercent
              + " %, "
              + heapGrowthMegabytes
              + " MB, "
              + acquisitions
              + " acquisitions, "
              + interrupts
              + " interrupts, "
              + timeouts
              + " timeouts");
    }
  }

  /**
   * Of locks, acquisitions only.
   *
   * @param reads 0 or more
   * @param gracePeriods 0 or more
   * @param insidePercent 0 to 95
   * @param heapGrowthMegabytes 0 or more
   * @param acquisitions 0 or more
   * @throws IllegalArgumentException if one of them is not
   */
  public TortureGoals(
      long reads,
      long gracePeriods,
      int insidePercent,
      int heapGrowthMegabytes,
      long acquisitions) {
    this(reads, gracePeriods, insidePercent, heapGrowthMegabytes, acquisitions, 0, 0);
  }

  /**
   * Without locks.
   *
   * @param reads 0 or more
   * @param gracePeriods 0 or more
   * @param insidePercent 0 to 95
   * @param heapGrowthMegabytes 0 or more
   * @throws IllegalArgumentException if one of them is not
   */
  public TortureGoals(long reads, long gracePeriods, int insidePercent, int heapGrowthMegabytes) {
    this(reads, gracePeriods, insidePercent, heapGrowthMegabytes, 0);
  }

  /** Whether the end of the run is a number, and not a time. */
  boolean hasNumbers() {
    return reads > 0 || gracePeriods > 0 || acquisitions > 0 || interrupts > 0 || timeouts > 0;
  }
}
