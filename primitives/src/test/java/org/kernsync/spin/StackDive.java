package org.kernsync.spin;

/** Runs out of stack while it locks and unlocks, each round with another remainder of stack. */
final class StackDive {
  private static final int ROUNDS = 150;

  private StackDive() {}

  /** Main class of a fork: prints how many rounds left a lock that nobody can use. */
  public static void main(String[] arguments) {
    System.out.print("wedged: " + wedgedRounds(ROUNDS) + "\n");
  }

  static int wedgedRounds(int rounds) {
    int wedged = 0;
    for (int round = 0; round < rounds; round++) {
      TicketSpinLock lock = new TicketSpinLock();
      try {
        shift(lock, round);
      } catch (StackOverflowError expected) {
        if (lock.holder() == Thread.currentThread()) {
          lock.unlock();
        }
        wedged += lock.tryLock() ? 0 : 1;
      }
    }
    return wedged;
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private static int shift(TicketSpinLock lock, int frames) {
    return frames == 0 ? dive(lock) : shift(lock, frames - 1) + 1;
  }

  private static int dive(TicketSpinLock lock) {
    lock.lock();
    lock.unlock();
    return dive(lock) + 1;
  }
}
