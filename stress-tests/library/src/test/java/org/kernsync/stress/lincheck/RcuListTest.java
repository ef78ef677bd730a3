package org.kernsync.stress.lincheck;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.rcu.RcuList;
import org.kernsync.rcu.RcuListNode;
import org.kernsync.stress.broken.DeadEndRcuList;
import org.kernsync.stress.broken.GappyRcuList;
import org.kernsync.stress.broken.NaiveRcuList;

/**
 * Changes of an RCU list, and walks that look for one node, are linearizable. Whole walks are no
 * snapshots, and Lincheck finds that; what holds instead: a node that is on the list all the time
 * is seen once, in its place. Nodes are used once, so no grace period is needed.
 */
class RcuListTest {
  private static final int NODES = 4;

  /** What changes and searches find is what an ordinary list would have, in some order. */
  @Test
  void modelChecking_changesAndSearches_linearizable() {
    check().asIn(Ordinary.class).linearizable(OfRcuList.class);
  }

  /** Also in threads that run freely. */
  @Test
  void stress_changesAndSearches_linearizable() {
    Check.stress().asIn(Ordinary.class).linearizable(OfRcuList.class);
  }

  /** So it is with what the twins are copies of. */
  @Test
  void modelChecking_naive_linearizable() {
    check().asIn(Ordinary.class).linearizable(OfNaive.class);
  }

  /** The same check is red where a removed node is a dead end. */
  @Test
  void modelChecking_deadEnd_rejected() {
    Check.modelChecking().asIn(Ordinary.class).notLinearizable(OfDeadEnd.class);
  }

  /** A walk may see what came later and miss what came before. */
  @Test
  void modelChecking_wholeWalk_noSnapshot() {
    Check.modelChecking().operations(0, 2, 0).notLinearizable(Snapshots.class);
  }

  /** What stays is seen once and in order, whatever comes and goes around it. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        WalksOfRcuList.class,
        WalksOfNaive.class,
        ReplacementsInRcuList.class,
        ReplacementsInNaive.class
      })
  void modelChecking_wholeWalk_seesWhatStays(Class<?> list) {
    check().valid(list);
  }

  /** The same check is red where a removed node is a dead end, or a replacement has two steps. */
  @ParameterizedTest
  @ValueSource(classes = {WalksOfDeadEnd.class, ReplacementsInGappy.class})
  void modelChecking_brokenWalk_rejected(Class<?> list) {
    Check.modelChecking().invalid(list);
  }

  /** Fewer scenarios than others get: each change takes a mutex, which makes it long. */
  private static Check check() {
    return Check.modelChecking().scenarios(6).runs(40);
  }

  // ---- lists under test

  /** A list of numbered nodes, each of which may be added once. */
  private interface Numbered {
    boolean addFirst(int node);

    boolean addLast(int node);

    boolean remove(int node);

    boolean replace(int old, int fresh);

    /** A walk, without collections: each step in them would be one more for Lincheck. */
    long walk();
  }

  private static final class Node extends RcuListNode<Node> {
    private final int number;

    Node(int number) {
      this.number = number;
    }

    @Override
    protected void reclaim() {}
  }

  private static final class Ours implements Numbered {
    private final RcuList<Node> list = new RcuList<>();
    private final Node[] nodes = new Node[NODES];

    Ours() {
      for (int i = 0; i < NODES; i++) {
        nodes[i] = new Node(i);
      }
    }

    @Override
    public boolean addFirst(int node) {
      try {
        list.addFirst(nodes[node]);
        return true;
      } catch (IllegalStateException used) {
        return false;
      }
    }

    @Override
    public boolean addLast(int node) {
      try {
        list.addLast(nodes[node]);
        return true;
      } catch (IllegalStateException used) {
        return false;
      }
    }

    @Override
    public boolean remove(int node) {
      return list.remove(nodes[node]);
    }

    @Override
    public boolean replace(int old, int fresh) {
      try {
        return list.replace(nodes[old], nodes[fresh]);
      } catch (IllegalStateException used) {
        return false;
      }
    }

    @Override
    public long walk() {
      long seen = 0;
      for (Node node = list.first(); node != null; node = node.following()) {
        seen = Seen.and(seen, node.number);
      }
      return seen;
    }
  }

  private static final class Copy implements Numbered {
    private final NaiveRcuList list;
    private final NaiveRcuList.Node[] nodes = new NaiveRcuList.Node[NODES];

    Copy(NaiveRcuList list) {
      this.list = list;
      for (int i = 0; i < NODES; i++) {
        nodes[i] = new NaiveRcuList.Node(i);
      }
    }

    @Override
    public boolean addFirst(int node) {
      return list.addFirst(nodes[node]);
    }

    @Override
    public boolean addLast(int node) {
      return list.addLast(nodes[node]);
    }

    @Override
    public boolean remove(int node) {
      return list.remove(nodes[node]);
    }

    @Override
    public boolean replace(int old, int fresh) {
      return list.replace(nodes[old], nodes[fresh]);
    }

    @Override
    public long walk() {
      long seen = 0;
      for (NaiveRcuList.Node node = list.first(); node != null; node = list.following(node)) {
        seen = Seen.and(seen, node.number());
      }
      return seen;
    }
  }

  /** What a walk has seen: a digit for each node, its number and one more. */
  private static final class Seen {
    static long and(long before, int number) {
      return before * 10 + number + 1;
    }

    static boolean contains(long seen, int number) {
      for (long left = seen; left > 0; left /= 10) {
        if (left % 10 == number + 1) {
          return true;
        }
      }
      return false;
    }

    /** Without the nodes from a number on. */
    static long below(long seen, int number) {
      long kept = 0;
      long place = 1;
      for (long left = seen; left > 0; left /= 10) {
        if (left % 10 <= number) {
          kept += left % 10 * place;
          place *= 10;
        }
      }
      return kept;
    }
  }

  // ---- changes and searches

  /** What a list is to one thread. */
  public static final class Ordinary {
    private final List<Integer> list = new ArrayList<>(List.of(0, 1));
    private final boolean[] used = {true, true, false, false};

    private boolean use(int node) {
      boolean free = !used[node];
      used[node] = true;
      return free;
    }

    public boolean addFirst(int node) {
      boolean free = use(node);
      if (free) {
        list.add(0, node);
      }
      return free;
    }

    public boolean addLast(int node) {
      boolean free = use(node);
      if (free) {
        list.add(node);
      }
      return free;
    }

    public boolean remove(int node) {
      return list.remove((Integer) node);
    }

    public boolean replace(int old, int fresh) {
      int place = list.indexOf(old);
      if (used[fresh] || place < 0) {
        return false;
      }
      list.set(place, fresh);
      return use(fresh);
    }

    public boolean contains(int node) {
      return list.contains(node);
    }
  }

  /** The operations. */
  public abstract static class Changes {
    private final Numbered list;

    Changes(Numbered list) {
      this.list = list;
      list.addLast(0);
      list.addLast(1);
    }

    @Operation
    public boolean addFirst(@Param(gen = IntGen.class, conf = "0:3") int node) {
      return list.addFirst(node);
    }

    @Operation
    public boolean addLast(@Param(gen = IntGen.class, conf = "0:3") int node) {
      return list.addLast(node);
    }

    @Operation
    public boolean remove(@Param(gen = IntGen.class, conf = "0:3") int node) {
      return list.remove(node);
    }

    @Operation
    public boolean replace(
        @Param(gen = IntGen.class, conf = "0:3") int old,
        @Param(gen = IntGen.class, conf = "0:3") int fresh) {
      return list.replace(old, fresh);
    }

    @Operation
    public boolean contains(@Param(gen = IntGen.class, conf = "0:3") int node) {
      return Seen.contains(list.walk(), node);
    }
  }

  public static final class OfRcuList extends Changes {
    public OfRcuList() {
      super(new Ours());
    }
  }

  public static final class OfNaive extends Changes {
    public OfNaive() {
      super(new Copy(new NaiveRcuList()));
    }
  }

  public static final class OfDeadEnd extends Changes {
    public OfDeadEnd() {
      super(new Copy(new DeadEndRcuList()));
    }
  }

  // ---- whole walks

  /** As if a walk were one step. One thread changes, the other walks. */
  public static final class Snapshots {
    private final Ours list = new Ours();

    public Snapshots() {
      list.addLast(0);
    }

    @Operation(nonParallelGroup = "changes")
    public boolean addFirst() {
      return list.addFirst(2);
    }

    @Operation(nonParallelGroup = "changes")
    public boolean addLast() {
      return list.addLast(3);
    }

    @Operation
    public long walk() {
      return list.walk();
    }
  }

  /** Walks, and says at the end what they have seen that they must not. */
  public abstract static class Watched {
    final Numbered list;
    private volatile String fault;

    Watched(Numbered list) {
      this.list = list;
      list.addLast(0);
      list.addLast(2);
      list.addLast(1);
    }

    abstract boolean isRight(long walked);

    @Operation
    public void walk() {
      long walked = list.walk();
      if (!isRight(walked)) {
        fault = "a walk saw " + walked;
      }
    }

    @Validate
    public void whenQuiet() {
      walk();
      if (fault != null) {
        throw new AssertionError(fault);
      }
    }
  }

  /** Nodes 0 and 1 stay; 2 and 3 come and go in front, between and behind. */
  public abstract static class Walks extends Watched {
    Walks(Numbered list) {
      super(list);
    }

    @Override
    final boolean isRight(long walked) {
      return Seen.below(walked, 2) == 12;
    }

    @Operation
    public void remove(@Param(gen = IntGen.class, conf = "2:3") int node) {
      list.remove(node);
    }

    @Operation
    public void addFirst() {
      list.addFirst(3);
    }

    @Operation
    public void addLast() {
      list.addLast(3);
    }
  }

  /** In the place between 0 and 1 there is always one node. */
  public abstract static class Replacements extends Watched {
    Replacements(Numbered list) {
      super(list);
    }

    @Override
    final boolean isRight(long walked) {
      return walked == 132 || walked == 142;
    }

    @Operation
    public void replace() {
      list.replace(2, 3);
    }
  }

  public static final class WalksOfRcuList extends Walks {
    public WalksOfRcuList() {
      super(new Ours());
    }
  }

  public static final class WalksOfNaive extends Walks {
    public WalksOfNaive() {
      super(new Copy(new NaiveRcuList()));
    }
  }

  public static final class WalksOfDeadEnd extends Walks {
    public WalksOfDeadEnd() {
      super(new Copy(new DeadEndRcuList()));
    }
  }

  public static final class ReplacementsInRcuList extends Replacements {
    public ReplacementsInRcuList() {
      super(new Ours());
    }
  }

  public static final class ReplacementsInNaive extends Replacements {
    public ReplacementsInNaive() {
      super(new Copy(new NaiveRcuList()));
    }
  }

  public static final class ReplacementsInGappy extends Replacements {
    public ReplacementsInGappy() {
      super(new Copy(new GappyRcuList()));
    }
  }
}
