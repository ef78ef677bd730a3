package org.kernsync.internal;

/** What a thread does before it stands in the line of a {@link PermitQueue}: it may watch. */
abstract sealed class PermitWatch extends PermitCount permits PermitQueue {
  /*
   * field    written by    written with   read with
   * credit   who watches   plain, racy    plain, racy: a hint
   *
   * credit   above 0: so many more watches, even if they are for nothing. 0: none was made yet.
   *          Below -1: so many waits, less one, before the next watch.
   */

  /** How long a thread watches for its permit before it does anything else. */
  private static final long SPIN_NANOS = 5_000;

  private static final int SPIN_PAUSES = SpinCalibration.pausesWithin(SPIN_NANOS);

  /** How long it watches where that has paid lately: about what a parked thread takes to wake. */
  static final long WATCH_NANOS = 40_000;

  private static final int WATCH_PAUSES = SpinCalibration.pausesWithin(WATCH_NANOS);

  /** Who yields does so this often, and where that took less than a watch, more often. */
  private static final int YIELDS = 4;

  private static final int MOST_YIELDS = 256;

  /** So many watches may be for nothing after one that paid; then one wait in so many has one. */
  private static final int CREDIT = 8;

  private static final int WAITS_PER_WATCH = 64;

  private int credit;

  PermitWatch(int permits) {
    super(permits);
  }

  /**
   * What a thread does before it stands in line: {@link #watchAnswer} or {@link #watchTurns}.
   *
   * @return true if it took a permit
   */
  protected abstract boolean watch();

  /**
   * Takes a permit if one comes soon, where nobody is in line: for what another thread is about to
   * do. Not for virtual threads: parking costs them less.
   *
   * <p>The first watch is short. Once one has paid, the next are as long as a parked thread takes
   * to wake: else two threads that answer each other, once parked, would find each other parked for
   * ever after. Where they do not pay, only one wait of many begins with one.
   *
   * @return true if taken
   */
  protected final boolean watchAnswer() {
    int before = credit; // plain, racy: a wrong guess costs a watch or a park
    if (SPIN_PAUSES == 0 || !isWatchDue(before)) {
      return false;
    }
    int pauses = before == 0 ? SPIN_PAUSES : WATCH_PAUSES;
    for (int i = 0; i < pauses; i++) {
      if (stateAcquire() < 0) {
        return false; // behind those who wait
      }
      if (takeWatched(before)) {
        return true;
      }
      SpinCalibration.pause();
    }
    settleMiss(before);
    return false;
  }

  /**
   * Takes a permit if one comes soon and all who are in line have theirs: for permits that each
   * thread holds for a moment and wants again. Not for virtual threads: parking costs them less.
   *
   * <p>A line that has come about by one thread that lost its processor does not end by itself: who
   * has been served comes back sooner than the next one wakes, and stands behind those who still
   * wait. So each section costs a park and a wake-up from then on. A thread that yields instead
   * lets those run who are in line, or the one that lost its processor, until nobody is left there.
   *
   * @return true if taken
   */
  protected final boolean watchTurns() {
    int before = credit; // plain, racy: a wrong guess costs a watch or a park
    if (!isWatchDue(before)) {
      return false;
    }
    for (int i = 0; i < SPIN_PAUSES; i++) {
      if (takeWatched(before)) {
        return true;
      }
      SpinCalibration.pause();
    }
    long begin = System.nanoTime();
    for (int yields = 0; yields < YIELDS || mayYieldMore(yields, begin); yields++) {
      Thread.yield();
      if (takeWatched(before)) {
        return true;
      }
    }
    settleMiss(before);
    return false;
  }

  private static boolean mayYieldMore(int yields, long begin) {
    return yields < MOST_YIELDS && System.nanoTime() - begin < WATCH_NANOS;
  }

  private boolean isWatchDue(int before) {
    if (ThreadKinds.isVirtual(Thread.currentThread())) {
      return false;
    }
    if (before < -1) {
      credit = before + 1;
      return false;
    }
    return true;
  }

  private boolean takeWatched(int before) {
    if (!tryTake()) {
      return false;
    }
    if (before != CREDIT) {
      credit = CREDIT;
    }
    return true;
  }

  private void settleMiss(int before) {
    credit = before > 1 ? before - 1 : -WAITS_PER_WATCH;
  }
}
