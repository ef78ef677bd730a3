package org.kernsync.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Runs code of a few threads that may wait for each other, in many interleavings. To Lincheck,
 * every park may end for no reason: it finds a waiter that does not look again, and is blind to a
 * wake-up that is forgotten, which the contract suites and jcstress see.
 */
final class Protocol {
  /** Any protocol of two threads has more interleavings. */
  private static final int FEW = 10;

  private Protocol() {}

  /** Nothing goes wrong in as many interleavings as the budget has, or as there are. */
  static void holds(Runnable protocol) {
    holds(Budget.PROTOCOL_INTERLEAVINGS, protocol);
  }

  /** As {@link #holds(Runnable)}, with so many in the quick tier. */
  static void holds(int quick, Runnable protocol) {
    WarmUp.done();
    int most = Budget.protocol(quick);
    long begin = System.nanoTime();
    long threads = threadsOf(() -> Lincheck.runConcurrentTest(most, protocol));
    long nanos = System.nanoTime() - begin;
    if (Budget.isLong()) {
      System.out.printf(
          "lincheck protocol: %d threads, %d ms%n", threads, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
    assertThat(threads).as("interleavings, each with a thread of its own").isGreaterThan(FEW);
  }

  /**
   * How many threads were made meanwhile: one by each interleaving. Lincheck restores whatever its
   * code changes, so that it cannot count itself; the numbers of threads go on.
   */
  private static long threadsOf(Runnable exploration) {
    long before = new Thread().getId();
    exploration.run();
    return new Thread().getId() - before - 1;
  }

  /** Something goes wrong in an interleaving; the first ends it, which comes early. */
  static void rejected(Runnable protocol) {
    WarmUp.done();
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(Budget.REJECTING_INTERLEAVINGS, protocol))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** Runs both at the same time. Plain threads: a harness would only add steps. */
  static void race(Runnable first, Runnable second) {
    Thread other = new Thread(second);
    other.start();
    first.run();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says what is wrong, if something is. An exception in a second thread is not reported. */
  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
