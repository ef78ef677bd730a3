package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.FullyOrdered;

/**
 * Counts readers that have no place of their own: those who begin add to one counter of a pair,
 * those who end add to the other, and a grace period turns from one pair to the second and back.
 * For any number of readers, who may block and may end on another thread.
 */
final class CounterPair {
  /*
   * field                 written by                      written with  read with
   * phase                 the driver of a grace period    volatile      acquire
   * cells[enters, exits]  every reader                    volatile RMW  acquire
   *
   * A reader looks at phase, adds to enters of that phase, and later adds to exits of the same
   * phase: its token says which. It may have lost its processor between the look and the add, so an
   * add to the old phase can come at any time after a turn. One turn is therefore not enough: a
   * reader that looked before the turn and adds behind the sum is missed, and the next turn would
   * take its phase for empty. Two turns in one grace period meet both phases behind the fence.
   *
   * The sum: exits first, enters second. Equal sums mean that at one moment in between nobody was
   * inside: an exit that was counted has an enter that is counted too, since that came earlier (by
   * program order or by whatever handed the token over) and the enters are read later.
   *
   * A stripe is a CPU as the given CpuIds say: it keeps readers on several CPUs apart, and nothing
   *   rests on it. So it need not be exclusive, and who begins on one may end on another.
   *
   * Token: serial of the pair << 32 | stripe << 1 | phase. The serial finds tokens that were given
   *   to another domain; it is never 0, so neither 0 nor a negative number is a token.
   *
   * R4: enter is fully ordered before the reader's pointers, and a full fence stands between the
   *     removal and the sum: a reader whose enter the sum misses sees the removal.
   * R5: exits is added in volatile mode, read with acquire: the section before the end of the wait,
   *     and its enter before the sum of the enters. Volatile and not release, since the sum may read
   *     what a later exit of the same stripe added.
   */
  private static final int LONGS_PER_STRIPE = 32; // 256 bytes: 128 on either side of a stripe's own
  private static final int FIRST = 16;
  private static final int EXITS = 2;

  private static final int SERIAL_SHIFT = 32;
  private static final AtomicInteger SERIALS = new AtomicInteger();

  private final long serial = nextSerial();
  private final CpuIds cpus;
  private final int stripes;
  private final long[] cells;
  private volatile int phase;

  CounterPair(CpuIds cpus) {
    this.cpus = cpus;
    stripes = cpus.count();
    cells = new long[(stripes + 1) * LONGS_PER_STRIPE];
  }

  private static long nextSerial() {
    // volatile: opaque would do, a number of its own
    return Math.max(1, SERIALS.incrementAndGet() & Integer.MAX_VALUE);
  }

  /**
   * Counts a reader in; returns the token for {@link #exit}, above 0.
   *
   * @throws StackOverflowError with nothing counted
   */
  long enter() {
    int stripe = Objects.checkIndex(cpus.current(), stripes);
    int entered = phaseAcquire();
    int cell = enters(stripe, entered);
    FullyOrdered.before(); // full: R4, pairs with #inside; a full fence by contract of Srcu
    add(cell); // volatile: R4, pairs with #inside; enter before the reader's pointers
    try {
      FullyOrdered.after(); // full: R4, pairs with #inside; enter before the pointers
    } catch (StackOverflowError noRoom) {
      add(cell + EXITS); // the same call as above, so there is room for it
      throw noRoom;
    }
    return serial << SERIAL_SHIFT | (long) stripe << 1 | entered;
  }

  /**
   * Counts a reader out, on any thread.
   *
   * @throws IllegalArgumentException if that cannot be a token of this pair
   */
  void exit(long token) {
    int stripe = (int) token >> 1;
    if (token >> SERIAL_SHIFT != serial || stripe < 0 || stripe >= stripes) {
      throw new IllegalArgumentException("no token of a read section of this domain: " + token);
    }
    add(enters(stripe, (int) token & 1) + EXITS); // volatile: R5, pairs with #sum; the section
  }

  private void add(int cell) {
    long unused = (long) CELLS.getAndAdd(cells, cell, 1L); // volatile: R4 or R5, as the caller says
  }

  /**
   * Returns once every reader has left that entered before the call; by one thread at a time.
   *
   * @param whileWaiting is run now and then
   */
  void awaitEarlier(ReaderWait wait, Runnable whileWaiting) {
    turn(wait, whileWaiting);
    turn(wait, whileWaiting);
  }

  private void turn(ReaderWait wait, Runnable whileWaiting) {
    int old = phaseAcquire();
    PHASE.setVolatile(this, 1 - old); // volatile: readers that look from now on count elsewhere
    wait.next();
    for (long inside = inside(old); inside != 0; inside = inside(old)) {
      if (wait.pause(null, inside)) {
        whileWaiting.run();
      }
    }
  }

  /** How many readers of a phase are inside; exact if it is 0. */
  private long inside(int ofPhase) {
    long out = sum(ofPhase, EXITS);
    VarHandle.fullFence(); // full: R4, pairs with #enter; removal and exits before enters
    return sum(ofPhase, 0) - out;
  }

  /** How many readers are inside, for diagnostics. */
  long inside() {
    return inside(0) + inside(1);
  }

  private long sum(int ofPhase, int which) {
    long sum = 0;
    for (int stripe = 0; stripe < stripes; stripe++) {
      // acquire: R5, pairs with #exit
      sum += (long) CELLS.getAcquire(cells, enters(stripe, ofPhase) + which);
    }
    return sum;
  }

  private static int enters(int stripe, int ofPhase) {
    return stripe * LONGS_PER_STRIPE + FIRST + ofPhase;
  }

  private int phaseAcquire() {
    // acquire: opaque would do, an old one is what the two turns are for
    return (int) PHASE.getAcquire(this);
  }

  private static final VarHandle CELLS =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  private static final VarHandle PHASE;

  static {
    try {
      PHASE =
          MethodHandles.lookup()
              .findVarHandle(CounterPair.class, "phase", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
