package org.kernsync.kernel.proc;

/** One file of {@code /proc}, whatever it is of. */
public sealed interface ProcFile
    permits InterruptsFile, LoadavgFile, PidStatFile, SchedstatFile, SoftirqsFile, StatFile {
  /**
   * The file as Linux prints it.
   *
   * @return whole lines
   */
  String text();
}
