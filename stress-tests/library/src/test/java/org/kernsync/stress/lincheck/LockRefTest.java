package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.ref.LockRef;
import org.kernsync.stress.broken.HeedlessLockRef;
import org.kernsync.stress.broken.NaiveLockRef;
import org.kernsync.stress.broken.TwoStepLockRef;

/**
 * A lock and a count in one word: steps on the count and sections under the lock are linearizable.
 * {@code putReturn} is left out: it fails whenever the lock is held, and so by design is not.
 */
class LockRefTest {
  /** In every interleaving that the model checker tries. */
  @ParameterizedTest
  @ValueSource(classes = {OfLockRef.class, OfNaive.class})
  void modelChecking_lockRef_linearizable(Class<?> reference) {
    Check.modelChecking().asIn(Count.class).linearizable(reference);
  }

  /** And in threads that run freely. */
  @Test
  void stress_lockRef_linearizable() {
    Check.stress().asIn(Count.class).linearizable(OfLockRef.class);
  }

  /** The same check is red where the word is changed in two steps, or beside the holder. */
  @ParameterizedTest
  @ValueSource(classes = {OfTwoStep.class, OfHeedless.class})
  void modelChecking_broken_rejected(Class<?> reference) {
    Check.modelChecking().asIn(Count.class).notLinearizable(reference);
  }

  /** What it is to one thread. */
  public static final class Count {
    private int count = 1;
    private boolean dead;

    public boolean get() {
      if (dead) {
        return false;
      }
      count++;
      return true;
    }

    public boolean getNotZero() {
      return count > 0 && get();
    }

    public boolean put() {
      if (dead || count < 2) {
        return false;
      }
      count--;
      return true;
    }

    public boolean putNotZero() {
      return put();
    }

    public int getUnderLock() {
      return get() ? count : -1;
    }

    public int putUnderLock() {
      return dead || count == 0 ? -1 : --count;
    }

    public void markDead() {
      dead = true;
    }
  }

  /** What ours and the copies have. */
  public abstract static class Steps {
    abstract boolean isDead();

    abstract boolean tryGet();

    abstract boolean putOrLock();

    abstract void lock();

    abstract void unlock();

    abstract int getLocked();

    @Operation
    public final boolean get() {
      return tryGet();
    }

    @Operation
    public final boolean put() {
      if (putOrLock()) {
        return true;
      }
      unlock();
      return false;
    }

    @Operation
    public final int getUnderLock() {
      lock();
      int count = isDead() ? -1 : getLocked();
      unlock();
      return count;
    }
  }

  /** And the rest. */
  public static final class OfLockRef extends Steps {
    private final LockRef reference = new LockRef(1);

    public OfLockRef() {}

    @Override
    boolean isDead() {
      return reference.isDead();
    }

    @Override
    boolean tryGet() {
      return reference.getNotDead();
    }

    @Override
    boolean putOrLock() {
      return reference.putOrLock();
    }

    @Override
    void lock() {
      reference.lock();
    }

    @Override
    void unlock() {
      reference.unlock();
    }

    @Override
    int getLocked() {
      reference.getLocked();
      return reference.read();
    }

    @Operation
    public boolean getNotZero() {
      return reference.getNotZero();
    }

    @Operation
    public boolean putNotZero() {
      return reference.putNotZero();
    }

    @Operation
    public int putUnderLock() {
      lock();
      int count = reference.read() <= 0 ? -1 : reference.putLocked();
      unlock();
      return count;
    }

    @Operation
    public void markDead() {
      lock();
      reference.markDead();
      unlock();
    }
  }

  /** Of a copy. */
  public abstract static class OfCopy extends Steps {
    private final NaiveLockRef reference;

    OfCopy(NaiveLockRef reference) {
      this.reference = reference;
    }

    @Override
    boolean isDead() {
      return false;
    }

    @Override
    boolean tryGet() {
      reference.get();
      return true;
    }

    @Override
    boolean putOrLock() {
      return reference.putOrLock();
    }

    @Override
    void lock() {
      reference.lock();
    }

    @Override
    void unlock() {
      reference.unlock();
    }

    @Override
    int getLocked() {
      reference.getLocked();
      return reference.read();
    }
  }

  public static final class OfNaive extends OfCopy {
    public OfNaive() {
      super(new NaiveLockRef(1));
    }
  }

  public static final class OfTwoStep extends OfCopy {
    public OfTwoStep() {
      super(new TwoStepLockRef(1));
    }
  }

  public static final class OfHeedless extends OfCopy {
    public OfHeedless() {
      super(new HeedlessLockRef(1));
    }
  }
}
