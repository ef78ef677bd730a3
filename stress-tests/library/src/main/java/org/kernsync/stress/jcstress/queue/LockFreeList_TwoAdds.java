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
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Are both of two nodes on the list, and is one thread told that it was empty? Two threads add one
 * each.
 */
@JCStressTest
@Outcome(
    id = {"true, false, 2", "false, true, 2"},
    expect = ACCEPTABLE,
    desc = "Both, and one was the first.")
@Outcome(id = ".*, .*, 1", expect = FORBIDDEN, desc = "One is lost.")
@Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "Both were told that it was empty.")
@Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "Nobody was told.")
@State
public class LockFreeList_TwoAdds {
  private final LockFreeList<Node> list = new LockFreeList<>();
  private final Node a = new Node();
  private final Node b = new Node();

  /** Made anew for each attempt. */
  public LockFreeList_TwoAdds() {}

  /**
   * Adds a.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZI_Result r) {
    r.r1 = list.add(a);
  }

  /**
   * Adds b.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZI_Result r) {
    r.r2 = list.add(b);
  }

  /**
   * Counts.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZI_Result r) {
    r.r3 = length(list.delAll());
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
  @JCStressMeta(LockFreeList_TwoAdds.class)
  @BrokenTwin("reads the head, then writes it")
  @State
  public static class Twin {
    private final TwoStepList list = new TwoStepList();
    private final TwoStepList.Node a = new TwoStepList.Node();
    private final TwoStepList.Node b = new TwoStepList.Node();

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Adds a.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = list.add(a);
    }

    /**
     * Adds b.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = list.add(b);
    }

    /**
     * Counts.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZI_Result r) {
      r.r3 = TwoStepList.length(list.delAll());
    }
  }

  /** What is on the list. */
  static final class Node extends LockFreeListNode<Node> {
    Node() {}
  }
}
