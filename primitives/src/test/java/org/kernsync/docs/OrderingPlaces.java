package org.kernsync.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where ordering comments have to stand, and where they may.
 *
 * <p>They have to stand at each access. An accessor (not public, named after its mode) may leave
 * that to its callers: it is a single statement without an ordering comment, or the comment says
 * {@code as the caller says}. Then each call is an access of that mode. They may stand at the call
 * of any method that accesses something itself, for readers; then they must be true as well.
 */
final class OrderingPlaces {
  private final OrderedSources sources;
  private final Set<String> exempt;
  private final Map<OrderingPlace, List<OrderedAccess>> accesses = new LinkedHashMap<>();
  private final Map<OrderingPlace, Set<OrderingMode>> voluntary = new HashMap<>();
  private final Set<OrderingPlace> leftToCallers = new LinkedHashSet<>();
  private final Map<SourceMethod, Set<OrderingMode>> modes = new HashMap<>();
  private final Map<SourceMethod, Set<SourceMethod>> callers = new HashMap<>();
  private final Map<OrderingPlace, Set<SourceMethod>> callees = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int checked;
  private int exempted;

  /**
   * Finds them.
   *
   * @param sources the sources
   * @param exempt the classes that need no comments
   */
  OrderingPlaces(OrderedSources sources, Set<String> exempt) {
    this.sources = sources;
    this.exempt = exempt;
    findAccesses();
    findModes();
    for (OrderedSources.Call call : sources.calls) {
      if (sources.singles.contains(call.callee())) {
        callers
            .computeIfAbsent(call.callee(), any -> new LinkedHashSet<>())
            .add(call.place().method());
        if (modes.containsKey(call.callee())) {
          callees.computeIfAbsent(call.place(), any -> new LinkedHashSet<>()).add(call.callee());
        }
      }
      Set<OrderingMode> order = orderOf(call.callee());
      if (!order.isEmpty()
          && !exempt.contains(call.place().topLevel())
          && !leftToCallers.contains(call.place())
          && !clauses(call.place()).isEmpty()) {
        voluntary.computeIfAbsent(call.place(), any -> new LinkedHashSet<>()).addAll(order);
        accesses.computeIfAbsent(call.place(), any -> new ArrayList<>());
      }
    }
  }

  /** Each place with a comment, or without one that it needs, and the accesses that need it. */
  Map<OrderingPlace, List<OrderedAccess>> accesses() {
    return accesses;
  }

  /** Accessors that leave the comment to their callers. */
  Set<OrderingPlace> leftToCallers() {
    return leftToCallers;
  }

  /** What is wrong with the names of accessors. */
  List<String> problems() {
    return problems;
  }

  /** How many accesses need a comment. */
  int checked() {
    return checked;
  }

  /** How many would, were their classes not exempt. */
  int exempted() {
    return exempted;
  }

  List<OrderingClause> clauses(OrderingPlace place) {
    return OrderingClause.in(sources.files.get(place.file()).comment(place.first(), place.last()));
  }

  /** Whether a clause of that mode has something to stand for here. */
  boolean mayName(OrderingPlace place, OrderingMode mode) {
    return mode == OrderingMode.PLAIN // of a field that no handle reaches: the scanner sees none
        || accesses.get(place).stream().anyMatch(each -> each.mode() == mode)
        || voluntary.getOrDefault(place, Set.of()).contains(mode);
  }

  /**
   * The methods whose access a comment is about: the one that it stands in, those that call this
   * one if it is a single statement, and the accessors that the statement calls.
   */
  Set<SourceMethod> sites(OrderingPlace place) {
    Set<SourceMethod> sites = new LinkedHashSet<>();
    addWithCallers(place.method(), sites);
    sites.addAll(callees.getOrDefault(place, Set.of()));
    return sites;
  }

  private void addWithCallers(SourceMethod method, Set<SourceMethod> sites) {
    if (sites.add(method)) {
      callers.getOrDefault(method, Set.of()).forEach(each -> addWithCallers(each, sites));
    }
  }

  /** Accesses, and calls of accessors that leave it to them, and so on. */
  private void findAccesses() {
    Map<SourceMethod, OrderingMode> accessors = new HashMap<>();
    for (OrderedAccess access : sources.accesses) {
      if (exempt.contains(access.place().topLevel())) {
        exempted++;
      } else {
        find(access, accessors);
      }
    }
    Set<OrderedSources.Call> done = new HashSet<>();
    int before;
    do {
      before = done.size();
      for (OrderedSources.Call call : sources.calls) {
        OrderingMode mode = accessors.get(call.callee());
        if (mode != null && done.add(call)) {
          String what = call.callee().name() + "()";
          find(new OrderedAccess(call.place(), call.line(), mode, what), accessors);
        }
      }
    } while (done.size() > before);
  }

  private void find(OrderedAccess access, Map<SourceMethod, OrderingMode> accessors) {
    checkName(access);
    if (leavesItToCallers(access)) {
      accessors.put(access.method(), access.mode().withoutFence());
      leftToCallers.add(access.place());
    } else {
      checked++;
      accesses.computeIfAbsent(access.place(), any -> new ArrayList<>()).add(access);
    }
  }

  private void checkName(OrderedAccess access) {
    Optional<OrderingMode> claimed = OrderingMode.suffixOf(access.method().name());
    if (claimed.isPresent()
        && claimed.get() != access.mode()
        && sources.singles.contains(access.method())
        && isAlone(access)) {
      problems.add(
          access
              + (": " + access.method() + " is named " + claimed.get().word)
              + (", but " + access.what() + " is " + access.mode().word));
    }
  }

  /** Whether the access is the only one of its method. */
  private boolean isAlone(OrderedAccess access) {
    return sources.accesses.stream().filter(each -> each.method().equals(access.method())).count()
        <= 1;
  }

  private boolean leavesItToCallers(OrderedAccess access) {
    if (!sources.hidden.contains(access.method())
        || !namesItsMode(access.method().name(), access.mode())) {
      return false;
    }
    List<OrderingClause> clauses = clauses(access.place());
    return clauses.isEmpty()
        ? sources.singles.contains(access.method()) && isAlone(access)
        : clauses.stream()
            .anyMatch(each -> each.mode() == access.mode() && each.leavesItToTheCaller());
  }

  private static boolean namesItsMode(String name, OrderingMode mode) {
    Optional<OrderingMode> suffix = OrderingMode.suffixOf(name);
    return suffix.isPresent()
        ? suffix.get() == mode.withoutFence()
        : mode == OrderingMode.VOLATILE && name.startsWith("cas");
  }

  /** The modes of each method: of what it does itself, and in calls of single statements. */
  private void findModes() {
    for (OrderedAccess access : sources.accesses) {
      modes.computeIfAbsent(access.method(), any -> new LinkedHashSet<>()).add(access.mode());
    }
    boolean more = true;
    while (more) {
      more = false;
      for (OrderedSources.Call call : sources.calls) {
        SourceMethod caller = call.place().method();
        Set<OrderingMode> called = modes.get(call.callee());
        if (called != null
            && sources.singles.contains(call.callee())
            && !caller.equals(call.callee())) {
          more |= modes.computeIfAbsent(caller, any -> new LinkedHashSet<>()).addAll(called);
        }
      }
    }
  }

  /** What a comment at the call of a method may name: the caller relies on that much of it. */
  private Set<OrderingMode> orderOf(SourceMethod method) {
    Set<OrderingMode> order = new LinkedHashSet<>(modes.getOrDefault(method, Set.of()));
    if (order.contains(OrderingMode.VOLATILE)) {
      order.add(OrderingMode.ACQUIRE);
      order.add(OrderingMode.RELEASE);
    }
    if (!order.isEmpty() || exempt.contains(method.simpleType())) {
      OrderingMode.suffixOf(method.name()).ifPresent(order::add);
    }
    return order;
  }
}
