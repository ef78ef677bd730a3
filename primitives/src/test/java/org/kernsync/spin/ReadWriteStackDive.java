package org.kernsync.spin;

/**
 * Runs out of stack while it locks and unlocks, each round with another remainder of stack: in the
 * fast paths of a free lock, and in the slow paths of one that another thread holds.
 */
final class ReadWriteStackDive {
  private static final int ROUNDS = 40;
  private static final int WAYS = 4;

  /** Thrown by the hook, so that a dive into a held lock comes back instead of waiting. */
  private static final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Away() {
      super(null, null, false, false);
    }
  }

  private static final Away AWAY = new Away();

  private static final SpinWait NEVER_WAIT =
      new SpinWait() {
        @Override
        public void pause(int step) {
          throw AWAY;
        }

        @Override
        public void park(Object blocker, long maxNanos) {
          throw AWAY;
        }
      };

  private ReadWriteStackDive() {}

  /** Main class of a fork: prints how many rounds left a lock that nobody can use. */
  public static void main(String[] arguments) throws InterruptedException {
    System.out.print("wedged: " + wedgedRounds(ROUNDS) + "\n");
  }

  static int wedgedRounds(int rounds) throws InterruptedException {
    int wedged = 0;
    for (int round = 0; round < rounds; round++) {
      ReadWriteSpinLock lock = new ReadWriteSpinLock(NEVER_WAIT);
      int way = round % WAYS;
      if (way == 2) {
        Thread reader = new Thread(lock::readLock);
        reader.start();
        reader.join();
      } else if (way == 3) {
        Thread writer = new Thread(lock::writeLock);
        writer.start();
        writer.join();
      }
      try {
        shift(lock, way, round);
      } catch (StackOverflowError expected) {
        wedged += isUsable(lock, way) ? 0 : 1;
      }
    }
    return wedged;
  }

  private static boolean isUsable(ReadWriteSpinLock lock, int way) {
    if (lock.isContended()) {
      return false;
    }
    if (way == 3) {
      return lock.isWriteLocked() && !lock.tryReadLock() && leavesNothingBehind(lock);
    }
    if (way == 2) {
      boolean free = lock.tryReadLock() && lock.readers() == 2;
      lock.readUnlock();
      lock.readUnlock();
      return free && lock.tryWriteLock();
    }
    if (lock.writeHolder() == Thread.currentThread()) {
      lock.writeUnlock();
    }
    while (lock.isReadLocked() && way == 0) {
      lock.readUnlock(); // the dive may have ended between its lock and its unlock
    }
    return lock.tryWriteLock();
  }

  /** The writer is gone for good; without it, the word must be that of a free lock. */
  private static boolean leavesNothingBehind(ReadWriteSpinLock lock) {
    int before = lock.addToState(-ReadWriteSpinQueue.LOCKED);
    return before == ReadWriteSpinQueue.LOCKED && lock.tryWriteLock();
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private static int shift(ReadWriteSpinLock lock, int way, int frames) {
    return frames == 0 ? dive(lock, way) : shift(lock, way, frames - 1) + 1;
  }

  private static int dive(ReadWriteSpinLock lock, int way) {
    switch (way) {
      case 0:
        lock.readLock();
        lock.readUnlock();
        break;
      case 1:
        lock.writeLock();
        lock.writeUnlock();
        break;
      case 2:
        comeBack(lock, true);
        break;
      default:
        comeBack(lock, false);
        break;
    }
    return dive(lock, way) + 1;
  }

  private static void comeBack(ReadWriteSpinLock lock, boolean write) {
    try {
      if (write) {
        lock.writeLock();
      } else {
        lock.readLock();
      }
    } catch (Away notInside) {
      return;
    }
  }
}
