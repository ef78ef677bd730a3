package org.kernsync.internal;

/**
 * How long a pause is on this machine, measured once. {@link Thread#onSpinWait} costs 24 ns on one
 * processor, 1 ns on another, so a bound counted in calls means nothing: bounds are given in
 * nanoseconds, and {@link #pause} is one step of about {@value #PAUSE_NANOS} ns.
 */
public final class SpinCalibration {
  /** The aim for one {@link #pause}. */
  static final int PAUSE_NANOS = 25;

  private static final int ROUNDS = 5;
  private static final int CALLS_PER_ROUND = 1_000;
  private static final int CALLS_PER_PAUSE_MAX = 32;

  private static final boolean SPINNING_PAYS = Runtime.getRuntime().availableProcessors() > 1;

  /** Calls of {@code onSpinWait} in one pause. */
  private static final int CALLS_PER_PAUSE;

  /** What one pause really takes: more than the aim where a single call already does. */
  private static final double NANOS_PER_PAUSE;

  static {
    double nanosPerCall = SPINNING_PAYS ? nanosPerCall() : PAUSE_NANOS;
    CALLS_PER_PAUSE = callsPerPause(nanosPerCall);
    NANOS_PER_PAUSE = Math.max(1.0, CALLS_PER_PAUSE * nanosPerCall);
  }

  private SpinCalibration() {}

  /**
   * Whether spinning can pay at all.
   *
   * @return false where only one processor is available: nobody else runs while the caller spins
   */
  public static boolean spinningPays() {
    return SPINNING_PAYS;
  }

  /** Waits for about {@value #PAUSE_NANOS} ns without giving up the processor. */
  public static void pause() {
    for (int i = 0; i < CALLS_PER_PAUSE; i++) {
      Thread.onSpinWait();
    }
  }

  /**
   * How many pauses fit into a time.
   *
   * @param nanos the bound of a spin, in nanoseconds
   * @return the number of pauses; 0 where {@link #spinningPays} is false
   */
  public static int pausesWithin(long nanos) {
    return SPINNING_PAYS ? pausesWithin(nanos, NANOS_PER_PAUSE) : 0;
  }

  static int pausesWithin(long nanos, double nanosPerPause) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, nanos / nanosPerPause));
  }

  static int callsPerPause(double nanosPerCall) {
    long calls = Math.round(PAUSE_NANOS / nanosPerCall);
    return (int) Math.max(1, Math.min(CALLS_PER_PAUSE_MAX, calls));
  }

  /** The best of some rounds: what disturbs a round can only make it longer. */
  private static double nanosPerCall() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < CALLS_PER_ROUND; i++) {
        Thread.onSpinWait();
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    return Math.max(0.1, (double) best / CALLS_PER_ROUND);
  }
}
