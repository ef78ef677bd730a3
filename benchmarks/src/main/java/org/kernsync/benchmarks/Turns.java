package org.kernsync.benchmarks;

/**
 * Counts how often control has changed hands between two parties that yield. A yield alone proves
 * nothing: a fair scheduler returns to the caller while that one has had less time than the other.
 * Such yields cost their time here, and are not counted.
 *
 * <p>Both parties end together. With a number of yields for each, the slower one would end alone,
 * and the time that it then gets ahead would be evened out in the next batch, by more such yields.
 *
 * <p>Plain fields: both parties run on one platform thread, one at a time.
 */
final class Turns {
  private int left;
  private Object latest;

  /**
   * Starts a batch.
   *
   * @param switches how often control is to change hands
   */
  void start(int switches) {
    left = switches;
    latest = null;
  }

  /**
   * Called by a party each time that control came to it.
   *
   * @param party who calls
   * @return whether to yield again; false at the end of the batch, for both parties
   */
  boolean next(Object party) {
    if (latest != party) {
      latest = party;
      left--;
    }
    return left > 0;
  }
}
