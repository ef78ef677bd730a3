package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.stress.broken.ForgetfulCompletion;
import org.kernsync.stress.broken.NaiveCompletion;
import org.kernsync.stress.broken.TwoStepCompletion;
import org.kernsync.stress.contract.CompletionUnderTest;
import org.kernsync.wait.Completion;

/** The operations of a completion that do not wait are those of a sticky counter, in some order. */
class CompletionCountTest {
  /** No interleaving that the model checker tries makes or loses a completion. */
  @ParameterizedTest
  @ValueSource(classes = {OfCompletion.class, OfNaive.class})
  void modelChecking_count_linearizable(Class<?> completion) {
    Check.modelChecking().asIn(Count.class).linearizable(completion);
  }

  /** Neither do threads that run freely. */
  @Test
  void stress_count_linearizable() {
    Check.stress().asIn(Count.class).linearizable(OfCompletion.class);
  }

  /** The same check on broken ones is red: taken in two steps, and not counted. */
  @ParameterizedTest
  @ValueSource(classes = {OfTwoStep.class, OfForgetful.class})
  void modelChecking_broken_rejected(Class<?> completion) {
    Check.modelChecking().asIn(Count.class).notLinearizable(completion);
  }

  /** What a completion is to one thread. */
  public static final class Count {
    private static final int ALL = Integer.MAX_VALUE;

    private int done;

    public void complete() {
      done += done == ALL ? 0 : 1;
    }

    public void completeAll() {
      done = ALL;
    }

    public void reinit() {
      done = 0;
    }

    public boolean tryAwait() {
      if (done == 0) {
        return false;
      }
      done -= done == ALL ? 0 : 1;
      return true;
    }

    public boolean awaitWithoutTime() {
      return tryAwait();
    }
  }

  /** The operations. */
  public abstract static class Completions {
    private final CompletionUnderTest completion;

    Completions(CompletionUnderTest completion) {
      this.completion = completion;
    }

    @Operation
    public void complete() {
      completion.complete();
    }

    @Operation
    public void completeAll() {
      completion.completeAll();
    }

    @Operation
    public void reinit() {
      completion.reinit();
    }

    @Operation
    public boolean tryAwait() {
      return completion.tryAwait();
    }

    @Operation
    public boolean awaitWithoutTime() throws InterruptedException {
      return completion.await(0);
    }
  }

  public static final class OfCompletion extends Completions {
    public OfCompletion() {
      super(CompletionUnderTest.of(new Completion()));
    }
  }

  public static final class OfNaive extends Completions {
    public OfNaive() {
      super(new NaiveCompletion());
    }
  }

  public static final class OfTwoStep extends Completions {
    public OfTwoStep() {
      super(new TwoStepCompletion());
    }
  }

  public static final class OfForgetful extends Completions {
    public OfForgetful() {
      super(new ForgetfulCompletion());
    }
  }
}
