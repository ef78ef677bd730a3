package org.kernsync.stress.broken;

import org.kernsync.stress.contract.CompletionUnderTest;

/**
 * A completion under one monitor, without order among its waiters and with nothing else left out: a
 * positive control, and what the broken ones break.
 */
public class NaiveCompletion implements CompletionUnderTest {
  private static final int ALL = Integer.MAX_VALUE;

  /** How often it was completed and not used up; guarded by this object's monitor. */
  protected int done;

  /** Makes a completion that is not done. */
  public NaiveCompletion() {}

  @Override
  public synchronized void await() throws InterruptedException {
    while (!tryAwait()) {
      wait();
    }
    if (Thread.interrupted()) {
      complete();
      throw new InterruptedException();
    }
  }

  @Override
  public synchronized void awaitUninterruptibly() {
    boolean interrupted = false;
    while (!tryAwait()) {
      try {
        wait();
      } catch (InterruptedException stays) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean await(long timeoutNanos) throws InterruptedException {
    long begin = System.nanoTime();
    while (!tryAwait()) {
      long left = timeoutNanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  @Override
  public synchronized boolean tryAwait() {
    if (done == 0) {
      return false;
    }
    if (done != ALL) {
      done--;
    }
    return true;
  }

  @Override
  public void complete() {
    count();
    wakeAll();
  }

  @Override
  public synchronized void completeAll() {
    done = ALL;
    notifyAll();
  }

  @Override
  public synchronized void reinit() {
    done = 0;
  }

  /** Counts a completion. */
  protected synchronized void count() {
    if (done != ALL) {
      done++;
    }
  }

  /** Lets all waiters look. */
  protected final synchronized void wakeAll() {
    notifyAll();
  }
}
