package org.kernsync.stress.lincheck;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.queue.LockFreeList;
import org.kernsync.queue.LockFreeListNode;
import org.kernsync.stress.broken.TwoStepList;

/**
 * A lock-free list is a stack, in some order of the calls: many who add and many who take all, or
 * many who add and one who takes the first.
 */
class LockFreeListTest {
  private static final int NOTHING = -1;

  /** In every interleaving that the model checker tries. */
  @ParameterizedTest
  @ValueSource(classes = {AllOfOurs.class, FirstOfOurs.class})
  void modelChecking_list_linearizable(Class<?> list) {
    Check.modelChecking().asIn(Stack.class).linearizable(list);
  }

  /** And in threads that run freely. */
  @ParameterizedTest
  @ValueSource(classes = {AllOfOurs.class, FirstOfOurs.class})
  void stress_list_linearizable(Class<?> list) {
    Check.stress().asIn(Stack.class).linearizable(list);
  }

  /** The same check is red where the head is changed in two steps. */
  @ParameterizedTest
  @ValueSource(classes = {AllOfTwoStep.class, FirstOfTwoStep.class})
  void modelChecking_twoSteps_rejected(Class<?> list) {
    Check.modelChecking().asIn(Stack.class).notLinearizable(list);
  }

  /** What a list is to one thread. */
  public static final class Stack {
    private final Deque<Integer> numbers = new ArrayDeque<>();

    public boolean add(int number) {
      boolean first = numbers.isEmpty();
      numbers.push(number);
      return first;
    }

    public boolean addTwo(int number) {
      boolean first = add(number);
      add(number + 1);
      return first;
    }

    public int delFirst() {
      return numbers.isEmpty() ? NOTHING : numbers.pop();
    }

    public long delAll() {
      long taken = 0;
      while (!numbers.isEmpty()) {
        taken = taken * 10 + numbers.pop();
      }
      return taken;
    }

    public boolean isEmpty() {
      return numbers.isEmpty();
    }
  }

  private static final class Node extends LockFreeListNode<Node> {
    private final int number;

    Node(int number) {
      this.number = number;
    }
  }

  /** Ours; nodes are new, for to add one again is not a matter of linearizability. */
  public abstract static class Ours {
    final LockFreeList<Node> list = new LockFreeList<>();

    @Operation
    public final boolean add(@Param(gen = IntGen.class, conf = "1:3") int number) {
      return list.add(new Node(number));
    }

    @Operation
    public final boolean addTwo(@Param(gen = IntGen.class, conf = "1:3") int number) {
      Node last = LockFreeList.link(new Node(number), null);
      return list.addBatch(LockFreeList.link(new Node(number + 1), last), last);
    }

    @Operation
    public final boolean isEmpty() {
      return list.isEmpty();
    }

    final long takeAll() {
      long taken = 0;
      Node node = list.delAll();
      while (node != null) {
        taken = taken * 10 + node.number;
        node = LockFreeList.detach(node);
      }
      return taken;
    }
  }

  /** Everybody takes all. */
  public static final class AllOfOurs extends Ours {
    public AllOfOurs() {}

    @Operation
    public long delAll() {
      return takeAll();
    }
  }

  /** One thread takes. */
  public static final class FirstOfOurs extends Ours {
    public FirstOfOurs() {}

    @Operation(nonParallelGroup = "taker")
    public int delFirst() {
      Node first = list.delFirst();
      return first == null ? NOTHING : first.number;
    }

    @Operation(nonParallelGroup = "taker")
    public long delAll() {
      return takeAll();
    }
  }

  /** The broken one. */
  public abstract static class Broken {
    final TwoStepList list = new TwoStepList();

    @Operation
    public final boolean add(@Param(gen = IntGen.class, conf = "1:3") int number) {
      return list.add(new Numbered(number));
    }

    final long takeAll() {
      long taken = 0;
      for (TwoStepList.Node node = list.delAll(); node != null; node = node.next()) {
        taken = taken * 10 + ((Numbered) node).number;
      }
      return taken;
    }
  }

  public static final class AllOfTwoStep extends Broken {
    public AllOfTwoStep() {}

    @Operation
    public long delAll() {
      return takeAll();
    }
  }

  public static final class FirstOfTwoStep extends Broken {
    public FirstOfTwoStep() {}

    @Operation(nonParallelGroup = "taker")
    public int delFirst() {
      TwoStepList.Node first = list.delFirst();
      return first == null ? NOTHING : ((Numbered) first).number;
    }
  }

  static final class Numbered extends TwoStepList.Node {
    final int number;

    Numbered(int number) {
      this.number = number;
    }
  }
}
