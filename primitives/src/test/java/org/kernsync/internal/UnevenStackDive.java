package org.kernsync.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.kernsync.ref.RefCount;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;

/** Main class of a fork: takes something at the end of the stack, and looks what is left of it. */
final class UnevenStackDive {
  private static final int WARM_UP = 30_000;
  private static final int ROUNDS = 20;
  private static final int SHIFTS = 60;
  private static final long STACK_BYTES = 256 << 10;

  /**
   * What is taken; contended tells that somebody waits, tryTake in the end whether it works. The
   * diver bars the way before the dive, if that is what the subject is about.
   */
  private record Subject(
      Runnable bar,
      Runnable take,
      Runnable release,
      BooleanSupplier contended,
      BooleanSupplier tryTake) {
    Subject(Runnable take, Runnable release, BooleanSupplier contended, BooleanSupplier tryTake) {
      this(() -> {}, take, release, contended, tryTake);
    }

    static Subject of(String name) {
      TicketSpinLock ticket = new TicketSpinLock();
      QueuedSpinLock queued = new QueuedSpinLock();
      Mutex mutex = new Mutex();
      RwSemaphore both = new RwSemaphore();
      CountingSemaphore one = new CountingSemaphore(1);
      ReadWriteSpinLock spinning = new ReadWriteSpinLock();
      RefCount count = new RefCount(1);
      return switch (name) {
        case "ticket" ->
            new Subject(
                ticket::lock, ticket::unlock, () -> ticket.queueLength() > 0, ticket::tryLock);
        case "queued" ->
            new Subject(queued::lock, queued::unlock, queued::isContended, queued::tryLock);
        case "mutex" ->
            new Subject(mutex::lock, mutex::unlock, mutex::hasQueuedThreads, mutex::tryLock);
        case "rwSemaphore" ->
            new Subject(both::downWrite, both::upWrite, both::isContended, both::tryDownWrite);
        case "semaphore" -> new Subject(one::down, one::up, one::hasQueuedThreads, one::tryDown);
        case "decAndLock" ->
            new Subject(
                () -> decAndLock(count, ticket), ticket::unlock, () -> false, ticket::tryLock);
        case "decAndMutexLock" ->
            new Subject(() -> decAndLock(count, mutex), mutex::unlock, () -> false, mutex::tryLock);
        case "readerAtAWriter" ->
            new Subject(
                spinning::writeLock,
                () -> readUnlessWriter(spinning),
                () -> leave(spinning),
                () -> false,
                spinning::tryWriteLock);
        case "mutexLength" -> length(mutex::getQueueLength);
        case "semaphoreLength" -> length(one::getQueueLength);
        case "rwSemaphoreLength" -> length(both::getQueueLength);
        default -> throw new IllegalArgumentException(name);
      };
    }

    private static Subject length(IntSupplier length) {
      return new Subject(length::getAsInt, () -> {}, () -> false, () -> length.getAsInt() == 0);
    }

    /** A reader that finds the writer, itself, with a foot in the door, and is sent away. */
    private static void readUnlessWriter(ReadWriteSpinLock lock) {
      try {
        lock.readLock();
      } catch (IllegalStateException sentAway) {
        return;
      }
    }

    private static void leave(ReadWriteSpinLock lock) {
      if (lock.isWriteLocked()) {
        lock.writeUnlock();
      } else {
        lock.readUnlock();
      }
    }

    private static void decAndLock(RefCount count, TicketSpinLock lock) {
      count.set(1);
      boolean unused = count.decAndLock(lock);
    }

    private static void decAndLock(RefCount count, Mutex mutex) {
      count.set(1);
      boolean unused = count.decAndMutexLock(mutex);
    }
  }

  private final Subject subject;
  private boolean has; // of the diver
  private boolean ended; // of the diver
  private volatile boolean over;

  private UnevenStackDive(Subject subject) {
    this.subject = subject;
  }

  /** Prints whether the stack has ended in every round, and how many rounds broke the subject. */
  public static void main(String[] arguments) throws InterruptedException {
    int ended = 0;
    int broken = 0;
    for (int round = 0; round < ROUNDS && broken == 0; round++) {
      UnevenStackDive dive = new UnevenStackDive(Subject.of(arguments[0]));
      for (int i = 0; round == 0 && i < WARM_UP; i++) {
        dive.subject.take.run();
        dive.subject.release.run();
      }
      boolean[] usable = new boolean[1];
      boolean contended = arguments.length > 1;
      int shift = 2 * round % SHIFTS;
      Thread other = daemon(dive::takeUntilContended);
      Thread diver = daemon(() -> usable[0] = dive.isUsableAfter(shift, other));
      if (contended) {
        other.start();
      }
      diver.start();
      diver.join(TimeUnit.SECONDS.toMillis(10));
      ended += dive.ended ? 1 : 0;
      broken += usable[0] ? 0 : 1;
    }
    System.out.print("ended: " + (ended == ROUNDS) + ", broken: " + broken + "\n");
    System.exit(0); // what broke may have left a thread behind
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(null, body, "diver", STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  /** The other thread: has it until somebody waits, again and again. */
  private void takeUntilContended() {
    while (!over) {
      subject.take.run();
      while (!over && !subject.contended.getAsBoolean()) {
        Thread.yield();
      }
      subject.release.run();
    }
  }

  private boolean isUsableAfter(int shift, Thread other) {
    subject.bar.run();
    shifted(shift);
    subject.release.run();
    over = true;
    while (other.isAlive()) {
      Thread.yield();
    }
    return subject.tryTake.getAsBoolean();
  }

  /** Frames of another size before the dive: so it ends somewhere else each time. */
  private int shifted(int frames) {
    return frames == 0 ? dive() : shifted(frames - 1) + 1;
  }

  /** Takes it at the end of the stack, and one frame higher each time until that works. */
  private int dive() {
    int below = 0;
    try {
      below = dive() + 1;
    } catch (StackOverflowError tooDeep) {
      ended = true;
    }
    if (!has) {
      subject.take.run();
      has = true;
    }
    return below;
  }
}
