package org.kernsync.internal;

import org.kernsync.spin.TicketSpinLock;

/** Main class of a fork: one contended wait, on a runtime that may lack {@code jdk.jfr}. */
final class WithoutFlightRecorder {
  private static int sections;

  private WithoutFlightRecorder() {}

  public static void main(String[] arguments) throws InterruptedException {
    TicketSpinLock lock = new TicketSpinLock();
    lock.lock();
    Thread waiter = new Thread(() -> section(lock));
    waiter.start();
    while (!lock.isContended()) {
      Thread.onSpinWait();
    }
    sections++;
    lock.unlock();
    waiter.join();
    boolean recorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    System.out.print("jdk.jfr: " + recorder + ", sections: " + sections + "\n");
  }

  private static void section(TicketSpinLock lock) {
    lock.lock();
    sections++;
    lock.unlock();
  }
}
