package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.ref.Kref;
import org.kernsync.ref.RefCount;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.NaiveRefCount;
import org.kernsync.stress.broken.RevivingRefCount;
import org.kernsync.stress.broken.TwoStepRefCount;

/**
 * A reference count whose users keep the rules is linearizable, and what it counts is released
 * once. Who breaks them, by a step from zero or one put too many, sees values in between: a count
 * is linearizable no longer then, and only promises to stick.
 */
class RefCountTest {
  private static final int HOLDER = 1;
  private static final int NOTHING_TO_PUT = -1;

  /** In every interleaving that the model checker tries. */
  @ParameterizedTest
  @ValueSource(classes = {OfRefCount.class, OfKref.class})
  void modelChecking_count_linearizable(Class<?> count) {
    Check.modelChecking().asIn(Count.class).linearizable(count);
  }

  /** And in threads that run freely. */
  @ParameterizedTest
  @ValueSource(classes = {OfRefCount.class, OfKref.class})
  void stress_count_linearizable(Class<?> count) {
    Check.stress().asIn(Count.class).linearizable(count);
  }

  /** The same check on broken counts is red: two steps, and a dead object that comes to life. */
  @ParameterizedTest
  @ValueSource(classes = {OfTwoStep.class, OfReviving.class})
  void modelChecking_broken_rejected(Class<?> count) {
    Check.modelChecking().asIn(Count.class).rejected(count);
  }

  /** What a count is to one thread. */
  public static final class Count {
    private final int[] held = new int[Budget.THREAD_NUMBERS];
    private int count = 1;

    public Count() {
      held[HOLDER] = 1;
    }

    public boolean get(int thread) {
      return held[thread] > 0 && getUnlessZero(thread);
    }

    public boolean getUnlessZero(int thread) {
      if (count == 0) {
        return false;
      }
      count++;
      held[thread]++;
      return true;
    }

    public int put(int thread) {
      if (held[thread] == 0) {
        return NOTHING_TO_PUT;
      }
      held[thread]--;
      return --count == 0 ? 1 : 0;
    }

    public int putLocked(int thread) {
      return put(thread);
    }

    public boolean putNotLast(int thread) {
      return held[thread] > 0 && count > 1 && put(thread) == 0;
    }

    public boolean putLast(int thread) {
      return held[thread] > 0 && count == 1 && put(thread) == 1;
    }
  }

  /** The operations. A thread puts what it has got, and gets more if it has one. */
  public abstract static class References {
    /** How many each thread holds; its own to change. */
    private final int[] held = new int[Budget.THREAD_NUMBERS];

    private volatile int released;

    References() {
      held[HOLDER] = 1;
    }

    abstract void getOne();

    abstract boolean getOneUnlessZero();

    /** True if it was the last. */
    abstract boolean putOne();

    final boolean has(int thread) {
      return held[thread] > 0;
    }

    final void dropped(int thread) {
      held[thread]--;
    }

    final void release() {
      released++;
    }

    @Operation
    public final boolean get(@Param(gen = ThreadIdGen.class) int thread) {
      if (!has(thread)) {
        return false;
      }
      getOne();
      held[thread]++;
      return true;
    }

    @Operation
    public final boolean getUnlessZero(@Param(gen = ThreadIdGen.class) int thread) {
      if (!getOneUnlessZero()) {
        return false;
      }
      held[thread]++;
      return true;
    }

    @Operation
    public final int put(@Param(gen = ThreadIdGen.class) int thread) {
      if (!has(thread)) {
        return NOTHING_TO_PUT;
      }
      dropped(thread);
      return putOne() ? 1 : 0;
    }

    @Validate
    public final void whenQuiet() {
      int sum = 0;
      for (int thread = 0; thread < held.length; thread++) {
        sum += held[thread];
      }
      if (released != (sum == 0 ? 1 : 0)) {
        throw new AssertionError("released " + released + " times, " + sum + " references held");
      }
    }
  }

  public static final class OfRefCount extends References {
    private final RefCount count = new RefCount(1);
    private final TicketSpinLock lock = new TicketSpinLock();

    public OfRefCount() {}

    @Override
    void getOne() {
      count.inc();
    }

    @Override
    boolean getOneUnlessZero() {
      return count.incNotZero();
    }

    @Override
    boolean putOne() {
      return released(count.decAndTest());
    }

    private boolean released(boolean last) {
      if (last) {
        release();
      }
      return last;
    }

    @Operation
    public boolean putNotLast(@Param(gen = ThreadIdGen.class) int thread) {
      boolean put = has(thread) && count.decNotOne();
      if (put) {
        dropped(thread);
      }
      return put;
    }

    @Operation
    public boolean putLast(@Param(gen = ThreadIdGen.class) int thread) {
      boolean put = has(thread) && released(count.decIfOne());
      if (put) {
        dropped(thread);
      }
      return put;
    }

    @Operation
    public int putLocked(@Param(gen = ThreadIdGen.class) int thread) {
      if (!has(thread)) {
        return NOTHING_TO_PUT;
      }
      dropped(thread);
      if (!count.decAndLock(lock)) {
        return 0;
      }
      release();
      lock.unlock();
      return 1;
    }
  }

  public static final class OfKref extends References {
    private final Kref count = new Kref();
    private final TicketSpinLock lock = new TicketSpinLock();

    public OfKref() {}

    @Override
    void getOne() {
      count.get();
    }

    @Override
    boolean getOneUnlessZero() {
      return count.getUnlessZero();
    }

    @Override
    boolean putOne() {
      return count.put(this, References::release);
    }

    @Operation
    public int putLocked(@Param(gen = ThreadIdGen.class) int thread) {
      if (!has(thread)) {
        return NOTHING_TO_PUT;
      }
      dropped(thread);
      return count.putLock(lock, this::release) ? 1 : 0;
    }
  }

  /** Of the broken counts. */
  public abstract static class OfCopy extends References {
    private final NaiveRefCount count;

    OfCopy(NaiveRefCount count) {
      this.count = count;
    }

    @Override
    void getOne() {
      count.inc();
    }

    @Override
    boolean getOneUnlessZero() {
      return count.incNotZero();
    }

    @Override
    boolean putOne() {
      boolean last = count.decAndTest();
      if (last) {
        release();
      }
      return last;
    }
  }

  public static final class OfTwoStep extends OfCopy {
    public OfTwoStep() {
      super(new TwoStepRefCount(1));
    }
  }

  public static final class OfReviving extends OfCopy {
    public OfReviving() {
      super(new RevivingRefCount(1));
    }
  }
}
