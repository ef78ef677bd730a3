package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.LockFreeList;
import org.kernsync.queue.LockFreeListNode;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Is a chain added in one step? One thread adds two nodes as a chain, the other takes all. */
@JCStressTest
@Outcome(
    id = {"0", "2"},
    expect = ACCEPTABLE,
    desc = "None, or both.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "Half of the chain.")
@State
public class LockFreeList_BatchWhole {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();
  private final Node b = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_BatchWhole() {}

  /** Adds the chain. */
  @Actor
  public void adder() {
    list.addBatch(LockFreeList.link(b, LockFreeList.link(a, null)), a);
  }

  /**
   * Takes all.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(I_Result r) {
    r.r1 = length(list.delAll());
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
  @JCStressMeta(LockFreeList_BatchWhole.class)
  @BrokenTwin("adds one node of the chain after the other")
  @State
  public static class Twin {
    private final LockFreeList<Node> list = new LockFreeList<>();
    private final Node a = new Node();
    private final Node b = new Node();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Adds a, then b. */
    @Actor
    public void adder() {
      list.add(a);
      list.add(b);
    }

    /**
     * Takes all.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(I_Result r) {
      r.r1 = length(list.delAll());
    }
  }

  /** What is on the list. */
  static final class Node extends LockFreeListNode<Node> {
    Node() {}
  }
}
