package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/** Runs out of stack while it locks and unlocks, each round with another remainder of stack. */
final class QueuedSpinStackDive {
  private static final int ROUNDS = 24;

  private QueuedSpinStackDive() {}

  /** Main class of a fork: prints how many rounds left a lock that nobody can use. */
  public static void main(String[] arguments) {
    System.out.print("wedged: " + wedgedRounds(ROUNDS) + "\n");
  }

  static int wedgedRounds(int rounds) {
    int wedged = 0;
    for (int round = 0; round < rounds; round++) {
      QueuedSpinLock lock = new QueuedSpinLock();
      QueuedSpinLock held = new QueuedSpinLock();
      held.lock();
      try {
        shift(lock, round % 3 == 0 ? held : null, round);
      } catch (StackOverflowError expected) {
        if (lock.holder() == Thread.currentThread()) {
          lock.unlock();
        }
        wedged += lock.tryLock() && !held.isContended() ? 0 : 1;
        held.unlock();
        wedged += held.tryLock() ? 0 : 1;
      }
    }
    return wedged;
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private static int shift(QueuedSpinLock lock, QueuedSpinLock held, int frames) {
    return frames == 0 ? dive(lock, held) : shift(lock, held, frames - 1) + 1;
  }

  private static int dive(QueuedSpinLock lock, QueuedSpinLock held) {
    if (held == null) {
      lock.lock();
      lock.unlock();
    } else {
      try {
        held.tryLock(1, NANOSECONDS); // through the line and out of it
      } catch (InterruptedException never) {
        throw new AssertionError(never);
      }
    }
    return dive(lock, held) + 1;
  }
}
