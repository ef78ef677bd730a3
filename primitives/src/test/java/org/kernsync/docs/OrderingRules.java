package org.kernsync.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that ordering comments keep, and what breaks them.
 *
 * <ol>
 *   <li>Each access of a statement is in a clause of the statement's comment: the mode that is
 *       written is the mode that is used. A clause stands for an access of its mode.
 *   <li>Acquire, release and fences have a label and a partner, or say which weaker mode {@code
 *       would do}. Others give a reason. {@code as above}, {@code as in #method} point at a clause
 *       of the same mode.
 *   <li>Each partner is a method of the sources.
 *   <li>It names this one back: among the clauses of the partner (see {@link OrderingPlaces#sites})
 *       there is one with a label of this clause that names one of the methods of this clause.
 *   <li>One of those that name it back can pair with it: what acquires with what releases, the
 *       light fence with the heavy or a full one.
 * </ol>
 */
final class OrderingRules {
  /** A clause, where it stands, and the methods whose access it is. */
  private record Said(OrderingClause clause, OrderingPlace place, Set<SourceMethod> sites) {
    String where() {
      return place + ": \"" + clause.mode().word + ": " + clause.text() + "\" ";
    }
  }

  private final OrderedSources sources;
  private final OrderingPlaces places;
  private final OrderingExemptions exemptions;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private final List<Said> all = new ArrayList<>();
  private int uncommented;

  OrderingRules(OrderedSources sources, OrderingExemptions exemptions) {
    this.sources = sources;
    this.exemptions = exemptions;
    places = new OrderingPlaces(sources, exemptions.classes().keySet());
    problems.addAll(places.problems());
    for (OrderingPlace place : places.accesses().keySet()) {
      for (OrderingClause clause : places.clauses(place)) {
        all.add(new Said(clause, place, places.sites(place)));
      }
    }
    all.sort(
        Comparator.comparing((Said each) -> each.place.file())
            .thenComparing(each -> each.place.first()));
    places.accesses().forEach(this::checkModes);
    all.forEach(this::checkClause);
    checkStrays();
    checkExemptions();
  }

  /** What breaks the rules, each with file and line. */
  List<String> problems() {
    return problems.stream().distinct().toList();
  }

  /** How many accesses have no clause of their mode. */
  int uncommented() {
    return uncommented;
  }

  OrderingPlaces places() {
    return places;
  }

  private void checkModes(OrderingPlace place, List<OrderedAccess> accesses) {
    Set<OrderingMode> said =
        places.clauses(place).stream()
            .map(OrderingClause::mode)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (OrderedAccess access : accesses) {
      if (!said.contains(access.mode())) {
        uncommented++;
        problems.add(
            access + ": no comment \"" + access.mode().word + ": ...\" at " + access.what());
      }
    }
    for (OrderingMode mode : said) {
      if (!places.mayName(place, mode)) {
        problems.add(place + ": the comment says \"" + mode.word + "\", no access does");
      }
    }
  }

  private void checkClause(Said said) {
    OrderingClause clause = said.clause;
    if (clause.text().isBlank()) {
      problems.add(said.where() + "gives no reason");
    } else if (clause.pointsElsewhere()) {
      if (target(said).isEmpty()) {
        problems.add(said.where() + "points at no clause of its mode");
      }
    } else if (clause.isForTheCallersPartner()) {
      String type = said.place.topLevel();
      used.add(type);
      if (!exemptions.partners().containsKey(type)) {
        problems.add(said.where() + "must name its partner");
      }
    } else if (clause.partners().isEmpty()) {
      checkLonely(said);
    } else {
      if (clause.labels().isEmpty()) {
        problems.add(said.where() + "has no label");
      }
      clause.partners().forEach(partner -> checkPartner(said, partner));
    }
  }

  private void checkLonely(Said said) {
    if (said.clause.pairs()) {
      problems.add(said.where() + "names no method that it pairs with");
    } else if (said.clause.mode().needsPartner()
        && !said.clause.saysThatLessWouldDo()
        && !isSaidByCallee(said)) {
      problems.add(said.where() + "names no partner, and no weaker mode that would do");
    }
  }

  private void checkPartner(Said said, OrderingClause.Reference partner) {
    Set<SourceMethod> methods = resolve(said.place.method(), partner);
    if (methods.isEmpty()) {
      problems.add(said.where() + "names " + partner + ", which is not there");
      return;
    }
    List<Said> answers =
        all.stream()
            .filter(each -> meet(each.sites, methods))
            .filter(each -> namesBack(each, said))
            .toList();
    if (answers.isEmpty()) {
      problems.add(said.where() + "is not named back by " + partner);
    } else if (answers.stream().noneMatch(each -> canPair(said.clause, each.clause))) {
      problems.add(
          said.where()
              + ("cannot pair with what names it back in " + partner + ": ")
              + answers.stream().map(each -> each.clause.mode().word).distinct().toList());
    }
  }

  private static boolean canPair(OrderingClause one, OrderingClause other) {
    return one.saysThatLessWouldDo()
        || other.saysThatLessWouldDo()
        || one.mode().pairsWith(other.mode());
  }

  /** Whether that clause has a label of this one, and names a method whose access this is. */
  private boolean namesBack(Said that, Said clause) {
    Optional<Said> meant = that.clause.pointsElsewhere() ? target(that) : Optional.of(that);
    return meant.isPresent()
        && meet(meant.get().clause.labels(), clause.clause.labels())
        && meant.get().clause.partners().stream()
            .anyMatch(each -> meet(resolve(meant.get().place.method(), each), clause.sites));
  }

  private static boolean meet(Collection<?> some, Collection<?> others) {
    return some.stream().anyMatch(others::contains);
  }

  /** Whether it repeats, for readers, the label of a comment in a method that is called here. */
  private boolean isSaidByCallee(Said said) {
    Set<SourceMethod> callees =
        sources.calls.stream()
            .filter(call -> call.place().equals(said.place))
            .map(OrderedSources.Call::callee)
            .collect(Collectors.toSet());
    return places.accesses().get(said.place).stream()
            .noneMatch(each -> each.mode() == said.clause.mode())
        && all.stream()
            .filter(each -> callees.contains(each.place.method()))
            .anyMatch(each -> meet(each.clause.labels(), said.clause.labels()));
  }

  /**
   * What a clause points at: the last one of its mode above, in the same method if its mode orders
   * anything, or one in the method that it names.
   */
  private Optional<Said> target(Said said) {
    Optional<Said> same = target(said, said.clause.mode());
    // A volatile store to the field stands for a release store where no call fits on the stack.
    return same.isEmpty() && said.clause.mode() == OrderingMode.VOLATILE
        ? target(said, OrderingMode.RELEASE)
        : same;
  }

  private Optional<Said> target(Said said, OrderingMode mode) {
    Stream<Said> candidates =
        all.stream().filter(each -> each.clause.mode() == mode && !each.clause.pointsElsewhere());
    List<OrderingClause.Reference> named = said.clause.pointedAt();
    if (named.isEmpty()) {
      boolean strict = mode.needsPartner() || mode == OrderingMode.VOLATILE;
      return candidates
          .filter(each -> each.place.file().equals(said.place.file()))
          .filter(each -> !strict || each.place.method().equals(said.place.method()))
          .filter(each -> each.place.first() <= said.place.first())
          .reduce((earlier, later) -> later);
    }
    Set<SourceMethod> methods = new LinkedHashSet<>();
    named.forEach(each -> methods.addAll(resolve(said.place.method(), each)));
    List<String> labels = said.clause.labels();
    List<Said> there =
        candidates
            .filter(each -> meet(each.sites, methods))
            .filter(each -> labels.isEmpty() || meet(each.clause.labels(), labels))
            .toList();
    return there.stream()
        .filter(each -> each.clause.pairs())
        .findFirst()
        .or(() -> there.stream().findFirst());
  }

  /** The methods that a name means in a comment of a method. */
  private Set<SourceMethod> resolve(SourceMethod from, OrderingClause.Reference reference) {
    Stream<String> types =
        reference.type() == null
            ? Stream.of(from.type())
            : sources.kin.keySet().stream()
                .filter(type -> ("." + type).endsWith("." + reference.type()));
    return types
        .flatMap(type -> sources.kin.getOrDefault(type, Set.of()).stream())
        .map(type -> new SourceMethod(type, reference.method()))
        .filter(sources.methods::contains)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Comments on modes that stand at no access. Plain ones may be on fields no handle reaches. */
  private void checkStrays() {
    Map<String, Set<Integer>> covered = new HashMap<>();
    Stream.concat(places.accesses().keySet().stream(), places.leftToCallers().stream())
        .forEach(
            place -> {
              CommentedLines lines = sources.files.get(place.file());
              Set<Integer> of = covered.computeIfAbsent(place.file(), any -> new HashSet<>());
              for (int i = lines.start(place.first()); i <= lines.end(place.last()); i++) {
                of.add(i);
              }
            });
    sources.files.forEach(
        (file, lines) -> {
          Set<Integer> of = covered.getOrDefault(file, Set.of());
          for (int i = 1; i <= lines.size(); i++) {
            if (lines.hasComment(i) && !of.contains(i)) {
              for (OrderingClause clause : OrderingClause.in(lines.text(i))) {
                checkStray(new OrderingPlace(file, i, i, null), clause.mode());
              }
            }
          }
        });
  }

  private void checkStray(OrderingPlace place, OrderingMode mode) {
    if (mode != OrderingMode.PLAIN && !exemptions.classes().containsKey(place.topLevel())) {
      problems.add(place + ": the comment says \"" + mode.word + "\", but stands at no access");
    }
  }

  private void checkExemptions() {
    for (OrderedAccess access : sources.accesses) {
      used.add("all of " + access.place().topLevel());
    }
    exemptions.classes().keySet().stream()
        .filter(each -> !used.contains("all of " + each))
        .forEach(each -> problems.add("exemption that nothing needs: " + each));
    exemptions.partners().keySet().stream()
        .filter(each -> !used.contains(each))
        .forEach(each -> problems.add("exemption that nothing needs: partners of " + each));
  }
}
