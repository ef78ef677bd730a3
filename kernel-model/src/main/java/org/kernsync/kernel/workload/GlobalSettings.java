package org.kernsync.kernel.workload;

import java.util.Set;

/**
 * The {@code global} section.
 *
 * @param durationNanos how long the workload runs, or {@link #ENDLESS}
 * @param defaultPolicy the policy of tasks that name none
 * @param piEnabled whether mutexes lend their waiters' priority to the holder
 * @param lockPages whether memory is locked before the run
 * @param calibrationCpu the CPU that {@code run} is calibrated on
 * @param calibrationNanosPerLoop the length of one calibrated loop where the workload fixes it,
 *     else 0
 * @param logDirectory where log files go
 * @param logBasename what their names begin with
 * @param logEnabled whether log files are written
 * @param gnuplot whether plot files are written beside them
 * @param ftraceMarks which marks go into the trace
 * @param ioDevice the file that {@code iorun} writes to
 * @param memBufferBytes the size of the buffer that {@code mem} and {@code iorun} work in, for each
 *     thread
 * @param cumulativeSlack whether slack adds up over a turn
 */
public record GlobalSettings(
    long durationNanos,
    Policy defaultPolicy,
    boolean piEnabled,
    boolean lockPages,
    int calibrationCpu,
    long calibrationNanosPerLoop,
    String logDirectory,
    String logBasename,
    boolean logEnabled,
    boolean gnuplot,
    Set<FtraceMark> ftraceMarks,
    String ioDevice,
    int memBufferBytes,
    boolean cumulativeSlack) {

  /** The duration of a workload that runs until its tasks have ended, or for ever. */
  public static final long ENDLESS = -1;

  /** The size of the memory buffer where the workload names none. */
  public static final int DEFAULT_MEM_BUFFER_BYTES = 4 << 20;

  /** Copies the set. */
  public GlobalSettings {
    ftraceMarks = Set.copyOf(ftraceMarks);
  }
}
