package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.broken.TwoStepSemaphore;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/** The operations of the semaphore that never wait are those of a counter, in some order. */
class SemaphoreCountTest {
  /** No interleaving that the model checker tries makes or loses a permit. */
  @Test
  void modelChecking_countingSemaphore_linearizable() {
    Check.modelChecking().asIn(Count.class).linearizable(OfCountingSemaphore.class);
  }

  /** Neither do threads that run freely. */
  @Test
  void stress_countingSemaphore_linearizable() {
    Check.stress().asIn(Count.class).linearizable(OfCountingSemaphore.class);
  }

  /** The same check on a broken semaphore is red. */
  @Test
  void modelChecking_twoStepSemaphore_rejected() {
    Check.modelChecking().asIn(Count.class).notLinearizable(OfTwoStepSemaphore.class);
  }

  /** What a semaphore is to one thread. */
  public static final class Count {
    private int count = 1;

    public boolean tryDown() {
      if (count == 0) {
        return false;
      }
      count--;
      return true;
    }

    public void up() {
      count++;
    }

    public int permits() {
      return count;
    }
  }

  /** The operations. */
  public abstract static class Permits {
    private final SemaphoreUnderTest semaphore;

    Permits(SemaphoreUnderTest semaphore) {
      this.semaphore = semaphore;
    }

    @Operation
    public boolean tryDown() {
      return semaphore.tryDown();
    }

    @Operation
    public void up() {
      semaphore.up();
    }

    @Operation
    public int permits() {
      return semaphore.permits();
    }
  }

  public static final class OfCountingSemaphore extends Permits {
    public OfCountingSemaphore() {
      super(SemaphoreUnderTest.of(new CountingSemaphore(1)));
    }
  }

  public static final class OfTwoStepSemaphore extends Permits {
    public OfTwoStepSemaphore() {
      super(new TwoStepSemaphore(1));
    }
  }
}
