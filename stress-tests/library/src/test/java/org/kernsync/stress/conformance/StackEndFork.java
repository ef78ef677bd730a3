package org.kernsync.stress.conformance;

import java.util.SplittableRandom;
import org.kernsync.stress.harness.ThreadKind;

/**
 * Main class of a fork: threads dive to the end of their stacks, through frames of random sizes,
 * and lock and unlock there and in the frames above, while another thread contends. For each
 * subject it prints a line of counts.
 */
final class StackEndFork {
  private static final long STACK_BYTES = 256 << 10;
  private static final int FRAMES_TO_TRY = 600;
  private static final long LIMIT_MILLIS = Long.getLong("limitMillis", 20_000);

  private final ContendedSubject subject;
  private final ThreadKind kind;
  private final SplittableRandom random;
  private volatile boolean over;
  private volatile boolean contending;
  private int inside; // plain, by holders only

  // Of the diver.
  private boolean has;
  private boolean doubtful; // the last unlock threw
  private boolean odd;
  private int above;
  private int ended;
  private int acquired;
  private int lockThrew;
  private int unlockThrew;
  private int overlaps;
  private int sizes;

  private StackEndFork(ContendedSubject subject, ThreadKind kind, long seed) {
    this.subject = subject;
    this.kind = kind;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Runs.
   *
   * @param arguments the kind of the divers, how many dives, the seed, the names of the subjects
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    ThreadKind kind = ThreadKind.valueOf(arguments[0]);
    int dives = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    for (int i = 3; i < arguments.length; i++) {
      warmUp(arguments[i]);
      int ended = 0;
      int acquired = 0;
      int lockThrew = 0;
      int unlockThrew = 0;
      int broken = 0;
      for (int dive = 0; dive < dives && broken == 0; dive++) {
        StackEndFork fork =
            new StackEndFork(ContendedSubject.of(arguments[i]), kind, seed + 31L * dive);
        broken += fork.run() ? 0 : 1;
        ended += fork.ended;
        acquired += fork.acquired;
        lockThrew += fork.lockThrew;
        unlockThrew += fork.unlockThrew;
      }
      System.out.print(
          arguments[i]
              + ": dives that ended "
              + ended
              + ", acquired "
              + acquired
              + ", lock threw "
              + lockThrew
              + ", unlock threw "
              + unlockThrew
              + ", broken "
              + broken
              + "\n");
    }
    System.exit(0); // what broke may have left a thread behind
  }

  /** Loads and links what the slow paths need: with stack, once. */
  private static void warmUp(String name) throws InterruptedException {
    ContendedSubject subject = ContendedSubject.of(name);
    Thread[] threads = new Thread[3];
    for (int t = 0; t < threads.length; t++) {
      boolean bars = t == 0;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  if (bars) {
                    subject.bar.lock();
                    Thread.yield();
                    subject.bar.unlock();
                  } else {
                    subject.lock.lock();
                    subject.lock.unlock();
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Whether the lock is as new after a dive. */
  private boolean run() throws InterruptedException {
    Thread contender = new Thread(this::contend);
    contender.setDaemon(true);
    contender.start();
    while (!contending) {
      Thread.onSpinWait();
    }
    int shift = random.nextInt(60);
    sizes = random.nextInt();
    Thread diver;
    if (kind == ThreadKind.PLATFORM) {
      diver = new Thread(null, () -> dived(shift), "diver", STACK_BYTES);
      diver.setDaemon(true);
    } else {
      diver = kind.newThread(() -> dived(shift));
    }
    diver.start();
    diver.join(LIMIT_MILLIS);
    over = true;
    if (!diver.isAlive()) {
      contender.join(LIMIT_MILLIS);
    }
    if (diver.isAlive() || contender.isAlive() || odd || overlaps > 0) {
      return false;
    }
    boolean free = subject.bar.tryLock();
    if (free) {
      subject.bar.unlock();
    }
    return free;
  }

  /** Holds it most of the time, for some microseconds each. */
  private void contend() {
    while (!over) {
      subject.bar.lock();
      contending = true;
      if (inside != 0) {
        odd = true;
      }
      inside = 1;
      for (int i = 0; i < 300; i++) {
        Thread.onSpinWait();
      }
      inside = 0;
      subject.bar.unlock();
      Thread.yield();
    }
  }

  private void dived(int shift) {
    int unused = shifted(shift);
    if (has) {
      leave();
    }
  }

  private int shifted(int frames) {
    return frames == 0 ? narrow(0) : shifted(frames - 1) + 1;
  }

  private int narrow(int step) {
    int below = 0;
    try {
      below = (sizes >>> step & 1) == 0 ? narrow(step + 1) : wide(step + 1, 1, 2, 3, 4, 5);
    } catch (StackOverflowError tooDeep) {
      ended = 1;
    }
    tryOnce();
    return below + 1;
  }

  private int wide(int step, long a, long b, long c, long d, long e) {
    int below = 0;
    try {
      below = (sizes >>> step & 1) == 0 ? narrow(step + 1) : wide(step + 1, b, c, d, e, a);
    } catch (StackOverflowError tooDeep) {
      ended = 1;
    }
    tryOnce();
    return below + (int) (a * b + c * d + e) % 2;
  }

  /** In each of so many frames above the end: locks, or unlocks; what throws has done nothing. */
  private void tryOnce() {
    if (above >= FRAMES_TO_TRY) {
      return;
    }
    above++;
    if (has) {
      leave();
    } else {
      enter();
    }
  }

  private void enter() {
    try {
      subject.lock.lock();
    } catch (StackOverflowError notHeld) {
      lockThrew++;
      return;
    } catch (IllegalStateException heldAlready) {
      odd = true;
      return;
    }
    has = true;
    acquired++;
    if (inside != 0) {
      overlaps++;
    }
    inside = 2;
  }

  private void leave() {
    inside = 0;
    try {
      subject.lock.unlock();
    } catch (StackOverflowError stillHeld) {
      unlockThrew++;
      if (subject.throwsOnceFree) {
        doubtful = true;
      } else {
        inside = 2;
      }
      return;
    } catch (IllegalMonitorStateException notHeld) {
      odd |= !doubtful;
    }
    doubtful = false;
    has = false;
  }
}
