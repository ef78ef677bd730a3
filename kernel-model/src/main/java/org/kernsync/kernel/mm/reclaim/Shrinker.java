package org.kernsync.kernel.mm.reclaim;

/**
 * {@code struct shrinker}: a cache of anything that gives some of it back when memory gets short.
 *
 * <p><b>Context.</b> Both methods are called in task context, by kswapd and by any task that wants
 * memory: with the locks which that task holds. They may take spinlocks; they must not ask for
 * memory.
 */
public interface Shrinker {
  /** What a cache costs to fill again, where nothing else is known of it. */
  int DEFAULT_SEEKS = 2;

  /** {@link #scan} found that nothing can be given back now. */
  long STOP = -1;

  /**
   * The cache's name.
   *
   * @return for reports
   */
  String name();

  /**
   * How much could be given back.
   *
   * @return objects, possibly stale; 0 for none
   */
  long count();

  /**
   * Looks at objects and gives back those that are not needed.
   *
   * @param objects how many to look at, at most
   * @return how many were given back, or {@link #STOP}
   */
  long scan(long objects);

  /**
   * How dear an object is: the greater, the less is asked for at a time.
   *
   * @return 1 or more
   */
  default int seeks() {
    return DEFAULT_SEEKS;
  }
}
