package org.kernsync.kernel.proc;

/** One file of {@code /proc}, whatever it is of. */
public sealed interface ProcFile
    permits BuddyinfoFile,
        InterruptsFile,
        LoadavgFile,
        MeminfoFile,
        PidStatFile,
        SchedstatFile,
        SlabinfoFile,
        SoftirqsFile,
        StatFile,
        VmstatFile,
        ZoneinfoFile {
  /**
   * The file as Linux prints it.
   *
   * @return whole lines
   */
  String text();
}
