package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.broken.TwoStepReference;

/** A pointer to what readers follow is a register: each value is handed to one who replaces it. */
class RcuReferenceTest {
  /** In every interleaving that the model checker tries. */
  @Test
  void modelChecking_rcuReference_linearizable() {
    Check.modelChecking().linearizable(OfRcuReference.class);
  }

  /** And in threads that run freely. */
  @Test
  void stress_rcuReference_linearizable() {
    Check.stress().linearizable(OfRcuReference.class);
  }

  /** The same check is red where a replacement has two steps. */
  @Test
  void modelChecking_twoSteps_rejected() {
    Check.modelChecking().asIn(OfRcuReference.class).notLinearizable(OfTwoStep.class);
  }

  public static final class OfRcuReference {
    private final RcuReference<Integer> pointer = new RcuReference<>();

    public OfRcuReference() {}

    @Operation
    public Integer replace(@Param(gen = IntGen.class, conf = "1:5") int value) {
      return pointer.replace(value);
    }

    @Operation
    public void assign(@Param(gen = IntGen.class, conf = "1:5") int value) {
      pointer.assign(value);
    }

    @Operation
    public Integer dereference() {
      return pointer.dereference();
    }
  }

  public static final class OfTwoStep {
    private final TwoStepReference<Integer> pointer = new TwoStepReference<>();

    public OfTwoStep() {}

    @Operation
    public Integer replace(@Param(gen = IntGen.class, conf = "1:5") int value) {
      return pointer.replace(value);
    }

    @Operation
    public Integer dereference() {
      return pointer.dereference();
    }
  }
}
