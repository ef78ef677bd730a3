package org.kernsync.kernel.lockdep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.kernsync.kernel.locking.LockClass;

/**
 * What is known of the classes of locks: the contexts each was taken in, and which was taken while
 * which was held. It only grows, and seldom: a snapshot is replaced as a whole, so that CPUs read
 * it without locks.
 */
final class LockGraph {
  /** One lock was taken while another was held: the first time that it was seen. */
  record Edge(Acquisition held, Acquisition taken) {}

  /** What is known of one class; maps and lists that do not change. */
  private record Node(Map<LockUsage, Acquisition> usage, List<Edge> after) {
    static final Node NEW = new Node(Map.of(), List.of());

    Node with(LockUsage kind, Acquisition first) {
      Map<LockUsage, Acquisition> more = new EnumMap<>(LockUsage.class);
      more.putAll(usage);
      more.put(kind, first);
      return new Node(Collections.unmodifiableMap(more), after);
    }

    Node with(Edge edge) {
      List<Edge> more = new ArrayList<>(after);
      more.add(edge);
      return new Node(usage, List.copyOf(more));
    }

    boolean leadsTo(LockClass next) {
      return after.stream().anyMatch(edge -> edge.taken.lockClass() == next);
    }
  }

  private final AtomicReference<Map<LockClass, Node>> nodes = new AtomicReference<>(Map.of());

  private Node node(LockClass lockClass) {
    return nodes.get().getOrDefault(lockClass, Node.NEW); // volatile: a whole snapshot
  }

  /** Whether a class was taken so before. */
  boolean isUsed(LockClass lockClass, LockUsage kind) {
    return node(lockClass).usage.containsKey(kind);
  }

  /**
   * Notes a usage that was not seen before, unless the opposite was: then returns the first of
   * those, and notes nothing.
   */
  Acquisition addUsage(LockUsage kind, Acquisition first) {
    LockClass lockClass = first.lockClass();
    Map<LockClass, Node> seen;
    Node node;
    do {
      seen = nodes.get();
      node = seen.getOrDefault(lockClass, Node.NEW);
      Acquisition opposite = node.usage.get(kind.opposite());
      if (opposite != null) {
        return opposite;
      }
    } while (!nodes.compareAndSet( // full: whoever loses looks at the winner's snapshot
        seen, with(seen, lockClass, node.with(kind, first))));
    return null;
  }

  boolean isOrdered(LockClass held, LockClass taken) {
    return node(held).leadsTo(taken);
  }

  /**
   * Notes an order that was not seen before, unless the opposite was: then returns the way back
   * from what is taken to what is held, and notes nothing.
   */
  List<Edge> addEdge(Edge edge) {
    LockClass from = edge.held.lockClass();
    Map<LockClass, Node> seen;
    do {
      seen = nodes.get();
      List<Edge> back = path(seen, edge.taken.lockClass(), from);
      if (!back.isEmpty()) {
        return back;
      }
    } while (!nodes.compareAndSet( // full: as in addUsage
        seen, with(seen, from, seen.getOrDefault(from, Node.NEW).with(edge))));
    return List.of();
  }

  private static Map<LockClass, Node> with(Map<LockClass, Node> seen, LockClass key, Node node) {
    Map<LockClass, Node> next = new IdentityHashMap<>(seen);
    next.put(key, node);
    return next;
  }

  /** The shortest way from one class to another, empty where there is none. */
  private static List<Edge> path(Map<LockClass, Node> seen, LockClass from, LockClass to) {
    Map<LockClass, Edge> cameBy = new IdentityHashMap<>();
    Deque<LockClass> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      LockClass here = next.remove();
      for (Edge edge : seen.getOrDefault(here, Node.NEW).after) {
        LockClass there = edge.taken.lockClass();
        if (there != from && cameBy.putIfAbsent(there, edge) == null) {
          if (there == to) {
            return unroll(cameBy, from, to);
          }
          next.add(there);
        }
      }
    }
    return List.of();
  }

  private static List<Edge> unroll(Map<LockClass, Edge> cameBy, LockClass from, LockClass to) {
    List<Edge> path = new ArrayList<>();
    for (LockClass at = to; at != from; at = path.getLast().held.lockClass()) {
      path.add(cameBy.get(at));
    }
    return path.reversed();
  }
}
