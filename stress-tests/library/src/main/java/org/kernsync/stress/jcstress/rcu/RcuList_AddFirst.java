package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.RcuList;
import org.kernsync.rcu.RcuListNode;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Is a node that a walk finds complete? One thread fills and adds it in front, the other walks. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Complete.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Not complete.")
@State
public class RcuList_AddFirst {
  private final RcuList<Node> list = new RcuList<>();
  private final Node b = new Node(2);

  /** Made anew for each attempt. */
  public RcuList_AddFirst() {
    list.addLast(new Node(1));
  }

  /** Fills a node and adds it. */
  @Actor
  public void writer() {
    b.content = 1;
    list.addFirst(b);
  }

  /**
   * Walks.
   *
   * @param r what is observed
   */
  @Actor
  public void walker(I_Result r) {
    for (Node node = list.first(); node != null; node = node.following()) {
      if (node.number == 2) {
        r.r1 = node.content == 1 ? 1 : 2;
      }
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RcuList_AddFirst.class)
  @BrokenTwin("adds a node, then fills it")
  @State
  public static class Twin {
    private final RcuList<Node> list = new RcuList<>();
    private final Node b = new Node(2);

    /** Made anew for each attempt. */
    public Twin() {
      list.addLast(new Node(1));
    }

    /** Adds a node, then fills it. */
    @Actor
    public void writer() {
      list.addFirst(b);
      b.content = 1;
    }

    /**
     * Walks.
     *
     * @param r what is observed
     */
    @Actor
    public void walker(I_Result r) {
      for (Node node = list.first(); node != null; node = node.following()) {
        if (node.number == 2) {
          r.r1 = node.content == 1 ? 1 : 2;
        }
      }
    }
  }

  /** What is on the list; nobody reclaims it. */
  static final class Node extends RcuListNode<Node> {
    final int number;
    int content;

    Node(int number) {
      this.number = number;
    }

    @Override
    protected void reclaim() {}
  }
}
