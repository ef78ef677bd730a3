package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.kernsync.seq.SeqLock;
import org.kernsync.stress.broken.TrustingSequenceLock;
import org.kernsync.stress.contract.SequenceLockUnderTest;

/** A pair of plain counters is linearizable behind a sequence lock, and is not without a retry. */
class SequencePairTest {
  /** No interleaving that the model checker tries tears a pair, with a bare retry loop. */
  @Test
  void modelChecking_retryLoop_linearizable() {
    check().linearizable(BehindSeqLock.class);
  }

  /** Nor with a function, which takes the lock on its second pass. */
  @Test
  void modelChecking_function_linearizable() {
    check().linearizable(ByFunction.class);
  }

  /** The same check on a lock whose readers never look again is red. */
  @Test
  void modelChecking_noRetry_rejected() {
    check().notLinearizable(BehindTrustingLock.class);
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
}
