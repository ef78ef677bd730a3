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
 * Is a node that is added while all are taken on the one side or the other? There is one; one
 * thread adds another, the other takes all.
 */
@JCStressTest
@Outcome(
    id = {"2, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "Taken, or left.")
@Outcome(
    id = {"1, 0", "0, .*"},
    expect = FORBIDDEN,
    desc = "One is lost.")
@Outcome(id = "[12], 2", expect = FORBIDDEN, desc = "One is on both sides.")
@Outcome(id = "2, 1", expect = FORBIDDEN, desc = "One is on both sides.")
@State
public class LockFreeList_AddAgainstDelAll {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();
  private final Node b = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_AddAgainstDelAll() {
    list.add(a);
  }

  /** Adds b. */
  @Actor
  public void adder() {
    list.add(b);
  }

  /**
   * Takes all.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(II_Result r) {
    r.r1 = length(list.delAll());
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
  @JCStressMeta(LockFreeList_AddAgainstDelAll.class)
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
     * Takes all.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(II_Result r) {
      r.r1 = TwoStepList.length(list.delAll());
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
