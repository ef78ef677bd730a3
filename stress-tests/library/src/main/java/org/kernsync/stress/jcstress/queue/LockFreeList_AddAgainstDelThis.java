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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Is a node taken back only while it is the first, and is the other lost? There is a; one thread
 * takes a back if it is the first, the other adds b.
 */
@JCStressTest
@Outcome(
    id = {"true, 1", "false, 2"},
    expect = ACCEPTABLE,
    desc = "Taken back, or covered by the other.")
@Outcome(id = "true, 2", expect = FORBIDDEN, desc = "Taken, and there.")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "The other is lost.")
@Outcome(id = "false, [01]", expect = FORBIDDEN, desc = "One is lost.")
@State
public class LockFreeList_AddAgainstDelThis {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();
  private final Node b = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_AddAgainstDelThis() {
    list.add(a);
  }

  /** Adds b. */
  @Actor
  public void adder() {
    list.add(b);
  }

  /**
   * Takes a back.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(ZI_Result r) {
    r.r1 = list.delFirstThis(a);
  }

  /**
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
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
  @JCStressMeta(LockFreeList_AddAgainstDelThis.class)
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
     * Takes a back.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(ZI_Result r) {
      r.r1 = list.delFirstThis(a);
    }

    /**
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZI_Result r) {
      r.r2 = TwoStepList.length(list.delAll());
    }
  }

  /** What is on the list. */
  static final class Node extends LockFreeListNode<Node> {
    Node() {}
  }
}
