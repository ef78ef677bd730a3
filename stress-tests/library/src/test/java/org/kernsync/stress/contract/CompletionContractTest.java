package org.kernsync.stress.contract;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.kernsync.stress.broken.NaiveCompletion;
import org.kernsync.wait.Completion;

/** Our completion fulfils the contract, a semaphore does, and the base of the broken copies. */
class CompletionContractTest {
  @Nested
  class OfCompletion extends CompletionContract {
    @Override
    protected CompletionUnderTest newCompletion() {
      return CompletionUnderTest.of(new Completion());
    }
  }

  @Nested
  class OfSemaphore extends CompletionContract {
    @Override
    protected CompletionUnderTest newCompletion() {
      return CompletionUnderTest.of(new Semaphore(0));
    }
  }

  @Nested
  class OfNaiveCompletion extends CompletionContract {
    @Override
    protected CompletionUnderTest newCompletion() {
      return new NaiveCompletion();
    }
  }
}
