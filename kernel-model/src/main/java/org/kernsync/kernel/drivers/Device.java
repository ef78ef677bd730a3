package org.kernsync.kernel.drivers;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.irq.IrqReturn;

/**
 * The hardware: a thread of the host that counts events and pulls the line. What it could not do in
 * time because the host was busy it does at once, up to a tenth of a second's worth; more is lost,
 * as in a card whose ring is full.
 */
final class Device {
  private static final long SECOND = 1_000_000_000L;
  private static final int RING_SHARE = 10;

  private final DeviceKind kind;
  private final IrqController irqs;
  private final int perSecond;
  private final Thread thread;

  /*
   * Events that no driver has fetched: added by the device before it pulls the line, taken by the top half; both are fully ordered,
   * so an interrupt finds whatever was added before it.
   */
  private final AtomicInt64 ring = new AtomicInt64();
  private volatile boolean stopped;
  private volatile long lost; // the device alone writes

  Device(DeviceLoad load, IrqController irqs) {
    this.kind = load.kind();
    this.perSecond = load.perSecond();
    this.irqs = irqs;
    thread = new Thread(this::execute, "device/" + kind.label());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void execute() {
    long begin = System.nanoTime();
    long made = 0;
    long room = Math.max(1, perSecond / RING_SHARE);
    while (!stopped) {
      long due = events(System.nanoTime() - begin);
      long fresh = due - made;
      if (fresh > 0) {
        made = due;
        long fits = Math.min(fresh, Math.max(0, room - ring.read()));
        lost += fresh - fits;
        ring.addReturn(fits); // full: before the line
        irqs.raise(kind.irq());
      }
      long next = begin + (long) ((made + 1) * ((double) SECOND / perSecond));
      LockSupport.parkNanos(this, next - System.nanoTime());
    }
  }

  private long events(long elapsed) {
    return (long) (elapsed * ((double) perSecond / SECOND));
  }

  /** Fetches what there is: the driver's top half. */
  long fetch() {
    return ring.xchg(0); // full: after the interrupt
  }

  IrqReturn topHalf(Cpu cpu, BottomHalf bottom) {
    long events = fetch();
    if (events != 0) { // else they were fetched with an earlier interrupt
      bottom.add(cpu, events);
    }
    return IrqReturn.HANDLED;
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  long lost() {
    return lost;
  }

  DeviceKind kind() {
    return kind;
  }
}
