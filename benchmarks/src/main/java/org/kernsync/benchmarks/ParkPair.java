package org.kernsync.benchmarks;

import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Two platform threads on one core that wake each other with {@code LockSupport}. */
final class ParkPair implements SwitchPair {
  private final PinnedThread first = new PinnedThread();
  private final PinnedThread second = new PinnedThread();
  private volatile Thread turn;
  private volatile Thread firstThread;
  private volatile Thread secondThread;

  ParkPair() throws Exception {
    first
        .submit(
            () -> {
              firstThread = Thread.currentThread();
              return null;
            })
        .get();
    second
        .submit(
            () -> {
              secondThread = Thread.currentThread();
              return null;
            })
        .get();
  }

  @Override
  public void run(int switches) throws Exception {
    int turns = switches / 2;
    turn = firstThread;
    Future<Void> one = first.submit(() -> play(turns, secondThread));
    Future<Void> other = second.submit(() -> play(turns, firstThread));
    one.get();
    other.get();
  }

  private Void play(int turns, Thread partner) {
    Thread self = Thread.currentThread();
    for (int i = 0; i < turns; i++) {
      while (turn != self) {
        LockSupport.park(this);
      }
      turn = partner;
      LockSupport.unpark(partner);
    }
    return null;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
