package org.kernsync.kernel.proc;

/**
 * {@code /proc/loadavg}.
 *
 * @param one the load of the last minute, in hundredths
 * @param five that of five minutes
 * @param fifteen that of a quarter of an hour
 * @param running tasks that run or wait for a CPU
 * @param threads tasks there are
 * @param lastPid the number that was given out last
 */
public record LoadavgFile(
    long one, long five, long fifteen, long running, long threads, long lastPid)
    implements ProcFile {
  private static final int SHIFT = 11;
  private static final int HUNDRED = 100;

  /** {@code LOAD_INT} and {@code LOAD_FRAC} of a fixed-point average, rounded, in hundredths. */
  static long hundredths(long average) {
    long rounded = average + (1L << SHIFT) / (2 * HUNDRED);
    long whole = rounded >> SHIFT;
    long fraction = (rounded & ((1L << SHIFT) - 1)) * HUNDRED >> SHIFT;
    return whole * HUNDRED + fraction;
  }

  @Override
  public String text() {
    return decimal(one)
        + " "
        + decimal(five)
        + " "
        + decimal(fifteen)
        + " "
        + running
        + "/"
        + threads
        + " "
        + lastPid
        + "\n";
  }

  private static String decimal(long hundredths) {
    long fraction = hundredths % HUNDRED;
    return hundredths / HUNDRED + (fraction < 10 ? ".0" : ".") + fraction;
  }
}
