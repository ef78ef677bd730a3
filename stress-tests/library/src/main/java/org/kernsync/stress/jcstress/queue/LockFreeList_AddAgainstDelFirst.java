package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.LockFreeList;
import org.kernsync.queue.LockFreeListNode;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is a node that is added while the first is taken lost? There is one; one thread adds another, the
 * other takes the first.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One is taken, the other is there.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "One is lost.")
@Outcome(id = "1, 2", expect = FORBIDDEN, desc = "One is taken, and there.")
@State
public class LockFreeList_AddAgainstDelFirst {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();
  private final Node b = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_AddAgainstDelFirst() {
    list.add(a);
  }

  /** Adds b. */
  @Actor
  public void adder() {
    list.add(b);
  }

  /**
   * Takes the first.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(II_Result r) {
    r.r1 = list.delFirst() == null ? 0 : 1;
  }

  /**
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(II_Result r) {
    r.r2 = length(list.delAll());
  }

  private static int length(Node first) {
    int length = 0;
    for (Node node = first; node != null; node = LockFreeList.next(node)) {
      length++;
    }
    return length;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockFreeList_AddAgainstDelFirst.class)
  @BrokenTwin("reads the head, then writes it")
  @State
  public static class Twin {
    private final TwoStepList list = new TwoStepList();
    private final TwoStepList.Node a = new TwoStepList.Node();
    private final TwoStepList.Node b = new TwoStepList.Node();

    /** Made anew for each attempt. */
    public Twin() {
      list.add(a);
    }

    /** Adds b. */
    @Actor
    public void adder() {
      list.add(b);
    }

    /**
     * Takes the first.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(II_Result r) {
      r.r1 = list.delFirst() == null ? 0 : 1;
    }

    /**
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(II_Result r) {
      r.r2 = TwoStepList.length(list.delAll());
    }
  }

  /** What is on the list. */
  static final class Node extends LockFreeListNode<Node> {
    Node() {}
  }
}
