package org.kernsync.stress.lincheck;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.queue.KFifo;
import org.kernsync.stress.broken.EarlyIndexFifo;
import org.kernsync.stress.broken.NaiveFifo;
import org.kernsync.stress.broken.OneTooManyFifo;
import org.kernsync.stress.contract.FifoUnderTest;

/**
 * A fifo between one writer and one reader is a bounded queue, in some order of the calls; several
 * elements at once come as one, where there is room for all. Where there is not, how many fit is
 * looked up at one moment and seen at a later one, which is not linearizable; nor is the length,
 * asked from outside.
 */
class FifoTest {
  private static final int CAPACITY = 2;
  private static final int ROOMY = 32;
  private static final int NOTHING = -1;

  /** In every interleaving that the model checker tries. */
  @ParameterizedTest
  @ValueSource(classes = {OfKFifo.class, OfNaive.class, Several.class})
  void modelChecking_oneWriterOneReader_linearizable(Class<?> fifo) {
    Check.modelChecking().operations(1, 3, 1).asIn(specification(fifo)).linearizable(fifo);
  }

  /** And in threads that run freely. */
  @ParameterizedTest
  @ValueSource(classes = {OfKFifo.class, Several.class})
  void stress_oneWriterOneReader_linearizable(Class<?> fifo) {
    Check.stress().asIn(specification(fifo)).linearizable(fifo);
  }

  /** A reader that makes room while some of several elements are put in sees fewer than fit. */
  @Test
  void modelChecking_severalWithoutRoom_notLinearizable() {
    Check.modelChecking().asIn(Bounded.class).notLinearizable(SeveralInFew.class);
  }

  /** The same check is red where the index comes first, and with an element too many. */
  @ParameterizedTest
  @ValueSource(classes = {OfEarlyIndex.class, OfOneTooMany.class})
  void modelChecking_broken_rejected(Class<?> fifo) {
    Check.modelChecking().operations(1, 3, 1).asIn(Bounded.class).rejected(fifo);
  }

  /** A length that a third thread asks for may be that of no moment. */
  @Test
  void modelChecking_lengthFromOutside_notLinearizable() {
    Check.modelChecking()
        .runs(200)
        .operations(1, 3, 0)
        .threads(3)
        .asIn(Bounded.class)
        .notLinearizable(WithLength.class);
  }

  private static Class<?> specification(Class<?> fifo) {
    return fifo == Several.class ? Roomy.class : Bounded.class;
  }

  /** What a fifo is to one thread. */
  public static class Bounded {
    private final Queue<Integer> numbers = new ArrayDeque<>();
    private final int capacity;

    public Bounded() {
      this(CAPACITY);
    }

    Bounded(int capacity) {
      this.capacity = capacity;
    }

    public final boolean put(int number) {
      return numbers.size() < capacity && numbers.add(number);
    }

    public final int putTwo(int number) {
      return (put(number) ? 1 : 0) + (put(number + 1) ? 1 : 0);
    }

    public final int get() {
      return numbers.isEmpty() ? NOTHING : numbers.remove();
    }

    public final int getTwo() {
      int first = get();
      int second = get();
      return first == NOTHING ? 0 : second == NOTHING ? first : first * 10 + second;
    }

    public final int peek() {
      return numbers.isEmpty() ? NOTHING : numbers.peek();
    }

    public final int length() {
      return numbers.size();
    }
  }

  /** Has room for all that a scenario puts in. */
  public static final class Roomy extends Bounded {
    public Roomy() {
      super(ROOMY);
    }
  }

  /** What ours and the copies have. */
  public abstract static class Ends {
    private final FifoUnderTest<Integer> fifo;

    Ends(FifoUnderTest<Integer> fifo) {
      this.fifo = fifo;
    }

    @Operation(nonParallelGroup = "writer")
    public final boolean put(@Param(gen = IntGen.class, conf = "1:3") int number) {
      return fifo.put(number);
    }

    @Operation(nonParallelGroup = "reader")
    public final int get() {
      return number(fifo.get());
    }

    static int number(Integer element) {
      return element == null ? NOTHING : element;
    }
  }

  public static final class OfKFifo extends Ends {
    private final KFifo<Integer> fifo;

    public OfKFifo() {
      this(new KFifo<>(CAPACITY));
    }

    private OfKFifo(KFifo<Integer> fifo) {
      super(FifoUnderTest.of(fifo));
      this.fifo = fifo;
    }

    @Operation(nonParallelGroup = "reader")
    public int peek() {
      return number(fifo.peek());
    }
  }

  /** And several at once. */
  public abstract static class AtOnce extends Ends {
    private final KFifo<Integer> fifo;

    AtOnce(KFifo<Integer> fifo) {
      super(FifoUnderTest.of(fifo));
      this.fifo = fifo;
    }

    @Operation(nonParallelGroup = "writer")
    public final int putTwo(@Param(gen = IntGen.class, conf = "1:3") int number) {
      return fifo.in(new Integer[] {number, number + 1}, 0, 2);
    }

    @Operation(nonParallelGroup = "reader")
    public final int getTwo() {
      Integer[] taken = new Integer[2];
      int count = fifo.out(taken, 0, 2);
      return count == 0 ? 0 : count == 1 ? taken[0] : taken[0] * 10 + taken[1];
    }
  }

  public static final class Several extends AtOnce {
    public Several() {
      super(new KFifo<>(ROOMY));
    }
  }

  public static final class SeveralInFew extends AtOnce {
    public SeveralInFew() {
      super(new KFifo<>(CAPACITY));
    }
  }

  public static final class WithLength extends Ends {
    private final KFifo<Integer> fifo;

    public WithLength() {
      this(new KFifo<>(CAPACITY));
    }

    private WithLength(KFifo<Integer> fifo) {
      super(FifoUnderTest.of(fifo));
      this.fifo = fifo;
    }

    @Operation
    public int length() {
      return fifo.length();
    }
  }

  public static final class OfNaive extends Ends {
    public OfNaive() {
      super(new NaiveFifo<>(CAPACITY));
    }
  }

  public static final class OfEarlyIndex extends Ends {
    public OfEarlyIndex() {
      super(new EarlyIndexFifo<>(CAPACITY));
    }
  }

  public static final class OfOneTooMany extends Ends {
    public OfOneTooMany() {
      super(new OneTooManyFifo<>(CAPACITY));
    }
  }
}
