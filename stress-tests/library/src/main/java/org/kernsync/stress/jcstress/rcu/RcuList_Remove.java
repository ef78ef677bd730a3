package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.RcuList;
import org.kernsync.rcu.RcuListNode;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.DeadEndRcuList;
import org.kernsync.stress.broken.NaiveRcuList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a walk that stands on a node that is being removed go on? One thread removes 2, the other
 * walks over 1, 2, 3; one digit for each node.
 */
@JCStressTest
@Outcome(
    id = {"123", "13"},
    expect = ACCEPTABLE,
    desc = "With it, or without.")
@Outcome(
    id = {"1", "12"},
    expect = FORBIDDEN,
    desc = "The rest of the list is missing.")
@State
public class RcuList_Remove {
  private final RcuList<Node> list = new RcuList<>();
  private final Node b = new Node(2);

  /** Made anew for each attempt. */
  public RcuList_Remove() {
    list.addLast(new Node(1));
    list.addLast(b);
    list.addLast(new Node(3));
  }

  /** Removes 2. */
  @Actor
  public void writer() {
    list.remove(b);
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
  @JCStressMeta(RcuList_Remove.class)
  @BrokenTwin("a removed node leads nowhere")
  @State
  public static class Twin {
    private final DeadEndRcuList list = new DeadEndRcuList();
    private final NaiveRcuList.Node b = new NaiveRcuList.Node(2);

    /** Made anew for each attempt. */
    public Twin() {
      list.addLast(new NaiveRcuList.Node(1));
      list.addLast(b);
      list.addLast(new NaiveRcuList.Node(3));
    }

    /** Removes 2. */
    @Actor
    public void writer() {
      list.remove(b);
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
