package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.broken.NaiveAtomicInt;
import org.kernsync.stress.broken.TwoStepAtomicInt;

/**
 * The steps of the atomic numbers that test before they change, or change and then test, are those
 * of a plain number, one after the other.
 */
class AtomicCompositeTest {
  /** In every interleaving that the model checker tries. */
  @ParameterizedTest
  @ValueSource(classes = {OfInt32.class, OfInt64.class, OfNaive.class})
  void modelChecking_compositeSteps_linearizable(Class<?> number) {
    Check.modelChecking().asIn(Plain.class).linearizable(number);
  }

  /** And in threads that run freely. */
  @ParameterizedTest
  @ValueSource(classes = {OfInt32.class, OfInt64.class})
  void stress_compositeSteps_linearizable(Class<?> number) {
    Check.stress().asIn(Plain.class).linearizable(number);
  }

  /** The same check is red where a step is a read and a write. */
  @Test
  void modelChecking_twoSteps_rejected() {
    Check.modelChecking().asIn(Plain.class).notLinearizable(OfTwoStep.class);
  }

  /** A number to one thread. */
  public static final class Plain {
    private int value = 1;

    public int fetchAddUnless(int amount, int unless) {
      int before = value;
      value += before == unless ? 0 : amount;
      return before;
    }

    public int decIfPositive() {
      int before = value;
      value -= before > 0 ? 1 : 0;
      return before - 1;
    }

    public boolean decUnlessPositive() {
      boolean does = value <= 0;
      value -= does ? 1 : 0;
      return does;
    }

    public boolean incUnlessNegative() {
      boolean does = value >= 0;
      value += does ? 1 : 0;
      return does;
    }

    public boolean incNotZero() {
      boolean does = value != 0;
      value += does ? 1 : 0;
      return does;
    }

    public boolean subAndTest(int amount) {
      value -= amount;
      return value == 0;
    }

    public boolean addNegative(int amount) {
      value += amount;
      return value < 0;
    }

    public int cmpxchg(int expected, int update) {
      int before = value;
      value = before == expected ? update : before;
      return before;
    }
  }

  /** What ours and the copies have. */
  public abstract static class Steps {
    abstract int addUnless(int amount, int unless);

    abstract int decrementIfPositive();

    abstract boolean decrementUnlessPositive();

    abstract boolean subtractAndTest(int amount);

    abstract int compareAndExchange(int expected, int update);

    @Operation
    public final int fetchAddUnless(
        @Param(gen = IntGen.class, conf = "-1:1") int amount,
        @Param(gen = IntGen.class, conf = "0:1") int unless) {
      return addUnless(amount, unless);
    }

    @Operation
    public final int decIfPositive() {
      return decrementIfPositive();
    }

    @Operation
    public final boolean decUnlessPositive() {
      return decrementUnlessPositive();
    }

    @Operation
    public final boolean subAndTest(@Param(gen = IntGen.class, conf = "1:2") int amount) {
      return subtractAndTest(amount);
    }

    @Operation
    public final int cmpxchg(
        @Param(gen = IntGen.class, conf = "0:1") int expected,
        @Param(gen = IntGen.class, conf = "0:2") int update) {
      return compareAndExchange(expected, update);
    }
  }

  public static final class OfInt32 extends Steps {
    private final AtomicInt32 number = new AtomicInt32(1);

    public OfInt32() {}

    @Override
    int addUnless(int amount, int unless) {
      return number.fetchAddUnless(amount, unless);
    }

    @Override
    int decrementIfPositive() {
      return number.decIfPositive();
    }

    @Override
    boolean decrementUnlessPositive() {
      return number.decUnlessPositive();
    }

    @Override
    boolean subtractAndTest(int amount) {
      return number.subAndTest(amount);
    }

    @Override
    int compareAndExchange(int expected, int update) {
      return number.cmpxchg(expected, update);
    }

    @Operation
    public boolean incUnlessNegative() {
      return number.incUnlessNegative();
    }

    @Operation
    public boolean incNotZero() {
      return number.incNotZero();
    }

    @Operation
    public boolean addNegative(@Param(gen = IntGen.class, conf = "-2:1") int amount) {
      return number.addNegative(amount);
    }
  }

  public static final class OfInt64 extends Steps {
    private final AtomicInt64 number = new AtomicInt64(1);

    public OfInt64() {}

    @Override
    int addUnless(int amount, int unless) {
      return (int) number.fetchAddUnless(amount, unless);
    }

    @Override
    int decrementIfPositive() {
      return (int) number.decIfPositive();
    }

    @Override
    boolean decrementUnlessPositive() {
      return number.decUnlessPositive();
    }

    @Override
    boolean subtractAndTest(int amount) {
      return number.subAndTest(amount);
    }

    @Override
    int compareAndExchange(int expected, int update) {
      return (int) number.cmpxchg(expected, update);
    }

    @Operation
    public boolean incUnlessNegative() {
      return number.incUnlessNegative();
    }

    @Operation
    public boolean incNotZero() {
      return number.incNotZero();
    }

    @Operation
    public boolean addNegative(@Param(gen = IntGen.class, conf = "-2:1") int amount) {
      return number.addNegative(amount);
    }
  }

  /** Of a copy. */
  public abstract static class OfCopy extends Steps {
    private final NaiveAtomicInt number;

    OfCopy(NaiveAtomicInt number) {
      this.number = number;
    }

    @Override
    int addUnless(int amount, int unless) {
      return number.fetchAddUnless(amount, unless);
    }

    @Override
    int decrementIfPositive() {
      return number.decIfPositive();
    }

    @Override
    boolean decrementUnlessPositive() {
      return number.decUnlessPositive();
    }

    @Override
    boolean subtractAndTest(int amount) {
      return number.subAndTest(amount);
    }

    @Override
    int compareAndExchange(int expected, int update) {
      return number.cmpxchg(expected, update);
    }
  }

  public static final class OfNaive extends OfCopy {
    public OfNaive() {
      super(new NaiveAtomicInt(1));
    }
  }

  public static final class OfTwoStep extends OfCopy {
    public OfTwoStep() {
      super(new TwoStepAtomicInt(1));
    }
  }
}
