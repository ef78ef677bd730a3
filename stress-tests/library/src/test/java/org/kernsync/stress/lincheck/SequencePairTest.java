package org.kernsync.stress.lincheck;

import java.util.function.IntUnaryOperator;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.seq.SeqCount;
import org.kernsync.seq.SeqLatch;
import org.kernsync.seq.SeqLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.NaiveSequenceLatch;
import org.kernsync.stress.broken.OneCopySequenceLatch;
import org.kernsync.stress.broken.TrustingSequenceLock;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.contract.SequenceLockUnderTest;

/**
 * A pair of plain counters is linearizable behind a sequence lock, a counter with a lock of the
 * writers, and a latch, and is not without a retry or a second copy.
 */
class SequencePairTest {
  /** No interleaving that the model checker tries tears a pair, for either kind of readers. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindSeqLock.class,
        ByFunction.class,
        BehindSeqCount.class,
        BehindSeqLatch.class,
        LatchByFunction.class
      })
  void modelChecking_pair_linearizable(Class<?> pair) {
    check().linearizable(pair);
  }

  /** Neither do threads that run freely. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindSeqLock.class,
        ByFunction.class,
        BehindSeqCount.class,
        BehindSeqLatch.class,
        LatchByFunction.class
      })
  void stress_pair_linearizable(Class<?> pair) {
    Check.stress().linearizable(pair);
  }

  /** So it is with what the twin of the latch is a copy of. */
  @ParameterizedTest
  @ValueSource(classes = BehindNaiveLatch.class)
  void modelChecking_naive_linearizable(Class<?> pair) {
    check().linearizable(pair);
  }

  /** The same check is red where readers never look again, or stay with one copy. */
  @ParameterizedTest
  @ValueSource(classes = {BehindTrustingLock.class, BehindOneCopyLatch.class})
  void modelChecking_broken_rejected(Class<?> pair) {
    check().notLinearizable(pair);
  }

  /** Fewer scenarios than others get: a reader that runs again makes each one long. */
  private static Check check() {
    return Check.modelChecking().scenarios(8);
  }

  /** The operations; the fields are plain, the lock must order them. */
  public abstract static class SequencePair {
    private final SequenceLockUnderTest lock;
    private int x;
    private int y;

    SequencePair(SequenceLockUnderTest lock) {
      this.lock = lock;
    }

    @Operation
    public int increment() {
      lock.writeLock();
      try {
        x++;
        return ++y;
      } finally {
        lock.writeUnlock();
      }
    }

    @Operation
    public int sum() {
      int sum;
      long start;
      do {
        start = lock.readBegin();
        sum = x + y;
      } while (lock.readRetry(start));
      return sum;
    }
  }

  public static final class BehindSeqLock extends SequencePair {
    public BehindSeqLock() {
      super(SequenceLockUnderTest.of(new SeqLock()));
    }
  }

  public static final class BehindSeqCount extends SequencePair {
    public BehindSeqCount() {
      super(SequenceLockUnderTest.of(new SeqCount(), LockUnderTest.of(new TicketSpinLock())));
    }
  }

  public static final class BehindTrustingLock extends SequencePair {
    public BehindTrustingLock() {
      super(new TrustingSequenceLock());
    }
  }

  /** The same by the methods that take functions. */
  public static final class ByFunction {
    private final SeqLock lock = new SeqLock();
    private int x;
    private int y;

    @Operation
    public int increment() {
      lock.writeLock();
      try {
        x++;
        return ++y;
      } finally {
        lock.writeUnlock();
      }
    }

    @Operation
    public int sum() {
      return lock.readInt(() -> x + y);
    }
  }

  /** Two copies, and one writer. */
  public abstract static class LatchedPair {
    private final int[] x = new int[2];
    private final int[] y = new int[2];

    abstract void writeBegin();

    abstract void writeSecond();

    abstract void writeEnd();

    /** What a function of a copy gives. */
    abstract int read(IntUnaryOperator section);

    @Operation(nonParallelGroup = "writer")
    public final int increment() {
      writeBegin();
      x[0]++;
      y[0]++;
      writeSecond();
      x[1]++;
      int count = ++y[1];
      writeEnd();
      return count;
    }

    @Operation
    public final int sum() {
      return read(this::sumOf);
    }

    private int sumOf(int copy) {
      return x[copy] + y[copy];
    }
  }

  public static class BehindSeqLatch extends LatchedPair {
    final SeqLatch latch = new SeqLatch();

    public BehindSeqLatch() {}

    @Override
    final void writeBegin() {
      latch.writeBegin();
    }

    @Override
    final void writeSecond() {
      latch.writeSecond();
    }

    @Override
    final void writeEnd() {
      latch.writeEnd();
    }

    @Override
    int read(IntUnaryOperator section) {
      int sum;
      int start;
      do {
        start = latch.readBegin();
        sum = section.applyAsInt(SeqLatch.copyOf(start));
      } while (latch.readRetry(start));
      return sum;
    }
  }

  public static final class LatchByFunction extends BehindSeqLatch {
    public LatchByFunction() {}

    @Override
    int read(IntUnaryOperator section) {
      return (int) latch.readLong(section::applyAsInt);
    }
  }

  /** Of the naive latch and its twin. */
  public abstract static class OfNaiveLatch extends LatchedPair {
    private final NaiveSequenceLatch latch;

    OfNaiveLatch(NaiveSequenceLatch latch) {
      this.latch = latch;
    }

    @Override
    final void writeBegin() {
      latch.writeBegin();
    }

    @Override
    final void writeSecond() {
      latch.writeSecond();
    }

    @Override
    final void writeEnd() {}

    @Override
    final int read(IntUnaryOperator section) {
      int sum;
      int start;
      do {
        start = latch.readBegin();
        sum = section.applyAsInt(latch.copyOf(start));
      } while (latch.readRetry(start));
      return sum;
    }
  }

  public static final class BehindNaiveLatch extends OfNaiveLatch {
    public BehindNaiveLatch() {
      super(new NaiveSequenceLatch());
    }
  }

  public static final class BehindOneCopyLatch extends OfNaiveLatch {
    public BehindOneCopyLatch() {
      super(new OneCopySequenceLatch());
    }
  }
}
