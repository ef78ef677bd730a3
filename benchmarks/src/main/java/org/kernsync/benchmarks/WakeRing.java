package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kernsync.wait.WaitQueue;

/**
 * Threads with one turn among them: who has it gives it away, wakes one of those that wait, and
 * waits for it to come back. Nobody takes a turn that it has given away itself.
 */
abstract class WakeRing {
  private int lastOwner; // guarded by the turn; also looked at by those who wait
  private long handOvers; // guarded by the turn

  /** At first thread 0 has the turn. */
  private WakeRing() {}

  /**
   * Gives the turn away and waits until it is back; the caller has it.
   *
   * @param self the number of the calling thread
   */
  abstract void pass(int self) throws InterruptedException;

  /**
   * Waits until the caller has the turn for the first time.
   *
   * @param self the number of the calling thread, not 0
   */
  abstract void join(int self) throws InterruptedException;

  /** How often the turn was given away; the caller has it. */
  final long handOvers() {
    return handOvers;
  }

  final void giveAs(int self) {
    lastOwner = self;
    handOvers++;
  }

  final boolean mayTake(int self) {
    return lastOwner != self;
  }

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    WAIT_QUEUE("WaitQueue", ByWaitQueue::new),
    CONDITION("Condition", ignored -> new ByCondition());

    private final String label;
    private final IntFunction<WakeRing> maker;

    Kind(String label, IntFunction<WakeRing> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no ring " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    WakeRing open(int threads) {
      return maker.apply(threads);
    }
  }

  private static final class ByWaitQueue extends WakeRing {
    private final WaitQueue queue = new WaitQueue();
    private final AtomicBoolean free = new AtomicBoolean();
    private final BooleanSupplier[] turnOf;

    ByWaitQueue(int threads) {
      turnOf =
          IntStream.range(0, threads)
              .<BooleanSupplier>mapToObj(self -> () -> tryTake(self))
              .toArray(BooleanSupplier[]::new);
    }

    /** The one who gave it away may see itself named late, and then is woken by the next. */
    private boolean tryTake(int self) {
      return free.get() && mayTake(self) && free.compareAndSet(true, false);
    }

    @Override
    void pass(int self) throws InterruptedException {
      giveAs(self);
      free.set(true);
      queue.wakeOne();
      join(self);
    }

    @Override
    void join(int self) throws InterruptedException {
      queue.waitEventExclusiveInterruptibly(turnOf[self]);
    }
  }

  private static final class ByCondition extends WakeRing {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turnIsFree = lock.newCondition();
    private boolean free; // guarded by lock

    @Override
    void pass(int self) throws InterruptedException {
      lock.lock();
      try {
        giveAs(self);
        free = true;
        turnIsFree.signal();
        awaitTurn(self);
      } finally {
        lock.unlock();
      }
    }

    @Override
    void join(int self) throws InterruptedException {
      lock.lock();
      try {
        awaitTurn(self);
      } finally {
        lock.unlock();
      }
    }

    private void awaitTurn(int self) throws InterruptedException {
      while (!free || !mayTake(self)) {
        turnIsFree.await();
      }
      free = false;
    }
  }
}
