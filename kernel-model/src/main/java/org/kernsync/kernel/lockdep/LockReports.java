package org.kernsync.kernel.lockdep;

import java.util.ArrayList;
import java.util.List;

/** The words of the reports: who holds what, taken where, and what would come of it. */
final class LockReports {
  private LockReports() {}

  static List<String> inconsistent(LockUsage now, Acquisition wanted, Acquisition before) {
    LockUsage then = now.opposite();
    boolean inHandler = now == LockUsage.IN_HARDIRQ || now == LockUsage.IN_SOFTIRQ;
    String name = wanted.name();
    return List.of(
        "{" + then + "} -> {" + now + "} usage of " + name,
        "taken as {" + now + "} by " + wanted.who() + " on cpu " + wanted.cpu() + ":",
        "  at " + wanted.place(),
        "known as {" + then + "} since " + before.who() + " took it on cpu " + before.cpu() + ":",
        "  at " + before.place(),
        "what may happen:",
        "       CPU0",
        "       ----",
        "  lock(" + name + ");     at " + (inHandler ? before : wanted).place(),
        "  <" + now.visitor() + ">",
        "    lock(" + name + ");   at " + (inHandler ? wanted : before).place(),
        " *** DEADLOCK ***");
  }

  static List<String> recursive(Acquisition wanted, Acquisition held) {
    boolean same = wanted.lock() == held.lock();
    return List.of(
        wanted.who() + " on cpu " + wanted.cpu() + " is about to take " + wanted.name() + ":",
        "  at " + wanted.place(),
        (same ? "which it holds already:" : "and holds another lock of that class:"),
        "  at " + held.place(),
        "what may happen:",
        "       CPU0",
        "       ----",
        "  lock(" + held.name() + ");",
        "  lock(" + wanted.name() + ");",
        " *** DEADLOCK ***");
  }

  /** The path leads from the wanted class to the held one. */
  static List<String> circular(Acquisition wanted, Acquisition held, List<LockGraph.Edge> path) {
    List<String> lines = new ArrayList<>();
    lines.add(
        wanted.who() + " on cpu " + wanted.cpu() + " is about to take " + wanted.name() + ":");
    lines.add("  at " + wanted.place());
    lines.add("while it holds " + held.name() + ":");
    lines.add("  at " + held.place());
    lines.add("but " + wanted.name() + " comes before " + held.name() + ":");
    for (LockGraph.Edge edge : path) {
      Acquisition taken = edge.taken();
      lines.add("  " + taken.who() + " on cpu " + taken.cpu() + " went for " + taken + ",");
      lines.add("    holding " + edge.held());
    }
    lines.add("what may happen:");
    lines.add("       CPU0                    CPU1");
    lines.add("       ----                    ----");
    lines.add("  lock(" + held.name() + ");");
    lines.add("                               lock(" + wanted.name() + ");");
    lines.add("                               lock(" + held.name() + ");");
    lines.add("  lock(" + wanted.name() + ");");
    lines.add(" *** DEADLOCK ***");
    return lines;
  }

  static List<String> held(int cpu, List<Acquisition> locks) {
    List<String> lines = new ArrayList<>();
    if (locks.isEmpty()) {
      lines.add("no lock is held on cpu " + cpu);
      return lines;
    }
    lines.add(
        locks.size() + (locks.size() == 1 ? " lock" : " locks") + " held on cpu " + cpu + ":");
    for (int i = 0; i < locks.size(); i++) {
      lines.add(" #" + i + ": " + locks.get(i) + ", by " + locks.get(i).who());
    }
    return lines;
  }
}
