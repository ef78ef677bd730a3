package org.kernsync.stress.lincheck;

import java.util.concurrent.ConcurrentLinkedDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Positive control: a known bug of the JDK, the example of Lincheck's own guide. A {@code
 * ConcurrentLinkedDeque} that is added to and peeked at on one thread while another polls it is not
 * linearizable.
 */
class KnownBugTest {
  /** The quick budget finds it. */
  @Test
  void modelChecking_concurrentLinkedDeque_rejected() {
    Check.modelChecking().runs(200).notLinearizable(OfDeque.class);
  }

  public static final class OfDeque {
    private final ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>();

    public OfDeque() {}

    @Operation
    public void addFirst(@Param(gen = IntGen.class, conf = "1:5") int element) {
      deque.addFirst(element);
    }

    @Operation
    public Integer pollFirst() {
      return deque.pollFirst();
    }

    @Operation
    public Integer peekLast() {
      return deque.peekLast();
    }
  }
}
