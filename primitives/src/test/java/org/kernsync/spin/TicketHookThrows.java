package org.kernsync.spin;

/** Main class of a fork whose JVM is told that it has one processor: a hook that throws. */
final class TicketHookThrows {
  private static volatile String thrown;

  private TicketHookThrows() {}

  public static void main(String[] arguments) throws InterruptedException {
    SpinWait faulty =
        new SpinWait() {
          @Override
          public void pause(int step) {
            throw new IllegalArgumentException("hook");
          }

          @Override
          public void park(Object blocker, long maxNanos) {}
        };
    TicketSpinLock lock = new TicketSpinLock(faulty);
    lock.lock();
    Thread other = new Thread(() -> thrown = messageOf(lock));
    other.start();
    other.join();
    int waiting = lock.queueLength();
    lock.unlock();
    boolean free = lock.tryLock();
    System.out.print(
        "thrown: " + thrown + ", waiting: " + waiting + ", free afterwards: " + free + "\n");
  }

  private static String messageOf(TicketSpinLock lock) {
    try {
      lock.lock();
      return "nothing";
    } catch (IllegalArgumentException fault) {
      return fault.getMessage();
    }
  }
}
