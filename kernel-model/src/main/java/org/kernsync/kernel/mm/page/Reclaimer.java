package org.kernsync.kernel.mm.page;

/**
 * Who makes memory free when there is too little: the page allocator asks, in its slow path, with
 * no lock held and in no section of a slot. Without one ({@link #NONE}) there is nothing to free.
 */
public interface Reclaimer {
  /** Frees nothing. */
  Reclaimer NONE =
      new Reclaimer() {
        @Override
        public boolean runsInBackground() {
          return false;
        }

        @Override
        public void wakeKswapd(int highestZone, int order) {}

        @Override
        public long directReclaim(int highestZone, int order, int gfp) {
          return 0;
        }

        @Override
        public long reclaimablePages() {
          return 0;
        }

        @Override
        public boolean outOfMemory(int order, int gfp) {
          return false;
        }

        @Override
        public void allocationFailed(int order, int gfp) {}
      };

  /**
   * Whether there is something for {@link #wakeKswapd} to wake. Only then are watermarks raised
   * when types take blocks from each other, for nobody else would bring them down again.
   *
   * @return true unless overridden
   */
  default boolean runsInBackground() {
    return true;
  }

  /**
   * Free pages are below the low watermark: wakes the thread that frees in the background. Called
   * in any context, never waits.
   *
   * @param highestZone the highest zone that the allocation could have used
   * @param order of the allocation
   */
  void wakeKswapd(int highestZone, int order);

  /**
   * Frees pages on behalf of the caller, which may sleep.
   *
   * @param highestZone the highest zone that the allocation can use
   * @param order of the allocation
   * @param gfp what the allocation permits, see {@link Gfp}
   * @return how many pages became free; 0 if there was no progress
   */
  long directReclaim(int highestZone, int order, int gfp);

  /**
   * How many pages reclaim might still free: while that would do, the allocator tries again.
   *
   * @return the number, a guess
   */
  long reclaimablePages();

  /**
   * Nothing can be reclaimed: kills somebody for their memory. The caller may sleep.
   *
   * @param order of the allocation
   * @param gfp what the allocation permits, see {@link Gfp}
   * @return true if memory is going to be free, so that another try is worth it
   */
  boolean outOfMemory(int order, int gfp);

  /**
   * An allocation failed, and has not asked to do so silently: says why.
   *
   * @param order of the allocation
   * @param gfp what it was asked with, see {@link Gfp}
   */
  void allocationFailed(int order, int gfp);
}
