package org.example.consumer;

import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.TicketSpinLock;

/**
 * Sells seats: at most two counters are open, the till is a sleeping lock, the tally a spinning
 * one.
 */
public final class TicketOffice {
  private final CountingSemaphore counters = new CountingSemaphore(2);
  private final Mutex till = new Mutex();
  private final TicketSpinLock tallyLock = new TicketSpinLock();
  private int cash; // guarded by till
  private int sold; // guarded by tallyLock

  /** Sells one seat, waiting for an open counter. */
  public void sell(int price) {
    counters.down();
    try {
      till.lock();
      try {
        cash += price;
      } finally {
        till.unlock();
      }
      tallyLock.lock();
      try {
        sold++;
      } finally {
        tallyLock.unlock();
      }
    } finally {
      counters.up();
    }
  }

  /** What was sold and taken, once every seller is done. */
  public String report() {
    return sold + " seats, " + cash + " in cash";
  }

  public static void main(String[] args) throws InterruptedException {
    TicketOffice office = new TicketOffice();
    Thread[] sellers = new Thread[4];
    for (int i = 0; i < sellers.length; i++) {
      sellers[i] =
          new Thread(
              () -> {
                for (int seat = 0; seat < 10_000; seat++) {
                  office.sell(3);
                }
              });
      sellers[i].start();
    }
    for (Thread seller : sellers) {
      seller.join();
    }
    System.out.println(office.report());
  }
}
