package org.kernsync.stress.lincheck;

import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.wait.Completion;
import org.kernsync.wait.WaitQueue;

/**
 * The first use of a lock calibrates spinning by the clock, and loads classes. Lincheck replaces
 * the clock, and would count the classes' initializers as steps of the threads: so before it.
 */
final class WarmUp {
  static {
    new TicketSpinLock().lock();
    new QueuedSpinLock().lock();
    new ReadWriteSpinLock().readLock();
    new Mutex().lock();
    new RwSemaphore().downRead();
    new PerCpuRwSemaphore().downRead();
    new CountingSemaphore(1).down();
    Completion completion = new Completion();
    completion.complete();
    completion.awaitUninterruptibly();
    new WaitQueue().waitEvent(() -> true);
  }

  private WarmUp() {}

  /** Returns when it is done. */
  static void done() {}
}
