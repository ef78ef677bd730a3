package org.kernsync.kernel.mm.reclaim;

import java.util.function.BooleanSupplier;

/**
 * {@code balance_pgdat}: what kswapd does each time it is woken: reclaims, with growing effort,
 * until the high watermark is reached.
 *
 * <p>Where {@link #MAX_RETRIES} calls in a row have freed nothing, the node is taken for hopeless,
 * and left alone until something is freed again by others: direct reclaim and the OOM killer.
 *
 * <p><b>Context.</b> kswapd.
 */
public final class NodeBalancer {
  /** {@code MAX_RECLAIM_RETRIES}. */
  public static final int MAX_RETRIES = 16;

  private final PageReclaim reclaim;
  private final ReclaimEvents events;
  private final BooleanSupplier balanced;
  private final Runnable pause;
  private volatile int failures; // written by kswapd, and reset by direct reclaim; a hint

  /**
   * Makes the balancer of one node.
   *
   * @param reclaim does the work
   * @param events told of each call
   * @param balanced whether some zone that serves everybody has its high watermark
   * @param pause called between rounds, so that others may run
   */
  public NodeBalancer(
      PageReclaim reclaim, ReclaimEvents events, BooleanSupplier balanced, Runnable pause) {
    this.reclaim = reclaim;
    this.events = events;
    this.balanced = balanced;
    this.pause = pause;
  }

  /**
   * Reclaims until the node is balanced, or everything has been tried.
   *
   * @param wanted pages for one round, the high watermark of its zones
   * @return pages and objects given back
   */
  public long balance(long wanted) {
    events.count(ReclaimEvent.PAGEOUTRUN);
    long freed = 0;
    int priority = PageReclaim.DEF_PRIORITY;
    while (priority > 0 && !balanced.getAsBoolean()) {
      // a cluster at a time: what is balanced in the middle of a round is not emptied further
      long gone = reclaim.shrink(priority, Math.min(wanted, PageLru.CLUSTER), true);
      freed += gone;
      if (gone == 0) {
        priority--;
      }
      pause.run();
    }
    failures = freed == 0 && !balanced.getAsBoolean() ? failures + 1 : 0;
    return freed;
  }

  /**
   * Whether there is no use in trying again.
   *
   * @return true after {@value #MAX_RETRIES} failures in a row
   */
  public boolean isHopeless() {
    return failures >= MAX_RETRIES;
  }

  /** Something was freed: it may be worth trying again. */
  public void encourage() {
    if (failures != 0) {
      failures = 0;
    }
  }
}
