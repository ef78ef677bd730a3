package org.kernsync.stress.torture;

/** Queues callbacks as fast as it can, to see that they all run, and that memory has a bound. */
final class CallbackFlood {
  private static final int LOOK_EVERY = 256;

  private final RcuUnderTest domain;
  private final RcuCounts counts;
  private final int most;
  private volatile long queued; // written by the flood's thread only

  CallbackFlood(RcuUnderTest domain, RcuCounts counts, int most) {
    this.domain = domain;
    this.counts = counts;
    this.most = most;
  }

  void run(TortureCrew crew) {
    Runnable callback = counts.drained::increment;
    long soFar = 0;
    while (soFar < most && !crew.isStopping()) {
      domain.call(callback);
      soFar++;
      if (soFar % LOOK_EVERY == 0) {
        look(crew, soFar);
      }
    }
    queued = soFar;
    counts.flooded.add(soFar % LOOK_EVERY);
  }

  private void look(TortureCrew crew, long soFar) {
    counts.flooded.add(LOOK_EVERY);
    long waiting = soFar - counts.drained.sum();
    counts.mostWaiting.accumulateAndGet(waiting, Math::max);
    if (waiting > domain.mostCallbacks()) {
      crew.fail("flood: " + waiting + " callbacks wait, more than " + domain.mostCallbacks());
    }
  }

  /** After a barrier. */
  void settle(TortureCrew crew) {
    if (counts.drained.sum() != queued) {
      crew.fail(
          "flood: " + counts.drained + " of " + queued + " callbacks have run after a barrier");
    }
  }
}
