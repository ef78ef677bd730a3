package org.kernsync.kernel.fs;

import java.util.function.Consumer;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.kernel.sched.Scheduler;

/** {@code pipefs}: makes pipes and keeps count of them. */
public final class PipeFs {
  private final Scheduler scheduler;
  private final AtomicInt32 open = new AtomicInt32(0);

  /**
   * Prepares the maker.
   *
   * @param scheduler wakes readers and writers
   */
  public PipeFs(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Makes a pipe.
   *
   * @return a pipe whose two ends are open
   */
  public Pipe create() {
    open.inc();
    return new Pipe(scheduler, open::dec);
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    if (open.read() != 0) {
      report.accept(open.read() + " pipes were never closed");
    }
  }
}
