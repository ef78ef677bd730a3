package org.kernsync.kernel.cpu;

/** The platform thread that is a CPU. */
public final class CpuThread extends Thread {
  private final Cpu cpu;

  CpuThread(Cpu cpu, Runnable body) {
    super(null, body, "cpu/" + cpu.id(), 0, false);
    this.cpu = cpu;
    setDaemon(true);
  }

  /**
   * The CPU this thread is.
   *
   * @return the CPU
   */
  public Cpu cpu() {
    return cpu;
  }
}
