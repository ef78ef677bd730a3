package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.RcuList;
import org.kernsync.rcu.RcuListNode;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.GappyRcuList;
import org.kernsync.stress.broken.NaiveRcuList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a walk see a node or its replacement, and never neither? One thread replaces 1 by 2, the
 * other walks; one digit for each node.
 */
@JCStressTest
@Outcome(
    id = {"1", "2"},
    expect = ACCEPTABLE,
    desc = "The one, or the other.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Neither.")
@Outcome(id = "12", expect = FORBIDDEN, desc = "Both.")
@State
public class RcuList_Replace {
  private final RcuList<Node> list = new RcuList<>();
  private final Node a = new Node(1);
  private final Node b = new Node(2);

  /** Made anew for each attempt. */
  public RcuList_Replace() {
    list.addLast(a);
  }

  /** Replaces. */
  @Actor
  public void writer() {
    list.replace(a, b);
  }

  /**
   * Walks.
   *
   * @param r what is observed
   */
  @Actor
  public void walker(I_Result r) {
    for (Node node = list.first(); node != null; node = node.following()) {
      r.r1 = r.r1 * 10 + node.number;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RcuList_Replace.class)
  @BrokenTwin("removes, then adds")
  @State
  public static class Twin {
    private final GappyRcuList list = new GappyRcuList();
    private final NaiveRcuList.Node a = new NaiveRcuList.Node(1);
    private final NaiveRcuList.Node b = new NaiveRcuList.Node(2);

    /** Made anew for each attempt. */
    public Twin() {
      list.addLast(a);
    }

    /** Replaces. */
    @Actor
    public void writer() {
      list.replace(a, b);
    }

    /**
     * Walks.
     *
     * @param r what is observed
     */
    @Actor
    public void walker(I_Result r) {
      for (NaiveRcuList.Node node = list.first(); node != null; node = list.following(node)) {
        r.r1 = r.r1 * 10 + node.number();
      }
    }
  }

  /** What is on the list; nobody reclaims it. */
  static final class Node extends RcuListNode<Node> {
    final int number;

    Node(int number) {
      this.number = number;
    }

    @Override
    protected void reclaim() {}
  }
}
