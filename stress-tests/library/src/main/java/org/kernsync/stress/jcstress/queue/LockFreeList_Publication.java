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

/**
 * Is a node that was taken complete? One thread fills and adds it, the other takes it and reads it.
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Complete.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Not complete.")
@State
public class LockFreeList_Publication {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_Publication() {}

  /** Fills a and adds it. */
  @Actor
  public void adder() {
    a.content = 1;
    list.add(a);
  }

  /**
   * Takes it.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(I_Result r) {
    Node taken = list.delAll();
    r.r1 = taken == null ? -1 : taken.content;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockFreeList_Publication.class)
  @BrokenTwin("adds a node, then fills it")
  @State
  public static class Twin {
    private final LockFreeList<Node> list = new LockFreeList<>();
    private final Node a = new Node();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Adds a, then fills it. */
    @Actor
    public void adder() {
      list.add(a);
      a.content = 1;
    }

    /**
     * Takes it.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(I_Result r) {
      Node taken = list.delAll();
      r.r1 = taken == null ? -1 : taken.content;
    }
  }

  /** What is on the list. */
  static final class Node extends LockFreeListNode<Node> {
    int content;

    Node() {}
  }
}
