package org.kernsync.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue is alive: it fits the sources as they are, and is as large as it says. */
class CatalogueTest {
  private static final int FEWEST = 60;
  private static final int FEWEST_OF_ORDER = 25;

  private static final List<String> AREAS =
      List.of("spin", "seq", "sleep", "wait", "atomic", "ref", "queue", "rcu", "percpu", "cpu");

  /** The text of each mutant is there once, and the mutated source compiles. */
  @Test
  void compile_eachMutant_fitsTheSource(@TempDir Path scratch) throws IOException {
    MutantCompiler compiler = new MutantCompiler(Workplace.here());
    List<String> unfit = new ArrayList<>();
    for (List<Mutant> some : oneOfEachSource(Catalogue.all())) {
      try {
        compiler.compile(some, scratch.resolve(some.get(0).id()));
      } catch (IllegalArgumentException e) {
        unfit.add(e.getMessage());
      }
    }
    assertThat(unfit).isEmpty();
  }

  /** Negative control: of several that are compiled at once, the one that does not fit is named. */
  @Test
  void compile_oneOfSeveralDoesNotFit_throwsWithItsName(@TempDir Path scratch) throws IOException {
    MutantCompiler compiler = new MutantCompiler(Workplace.here());
    Mutant fits = Catalogue.all().get(0);
    Mutant.Seed noSuchText = Mutant.algorithm("no-such-text", "queue/KFifo");
    Mutant.Seed noJava = Mutant.algorithm("no-java", "queue/KFifo");
    Killer any = Killer.test("queue.KFifoTest");
    Mutant misfit = noSuchText.replace("no such text", "").breaks("Nothing.").killedBy(any);
    Mutant refused =
        noJava.replace("return capacity() - length();", "?").breaks("All.").killedBy(any);
    assertThatThrownBy(() -> compiler.compile(List.of(fits, misfit), scratch))
        .hasMessageContaining("no-such-text: stands there 0 times");
    assertThatThrownBy(() -> compiler.compile(List.of(fits, refused), scratch))
        .hasMessageContaining("does not compile: [" + fits.id() + ", no-java]");
  }

  /** In groups of which each has at most one mutant of a source: these can be compiled at once. */
  private static Iterable<List<Mutant>> oneOfEachSource(List<Mutant> all) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Integer, List<Mutant>> groups = new TreeMap<>();
    for (Mutant mutant : all) {
      int group = seen.merge(mutant.source(), 1, Integer::sum);
      groups.computeIfAbsent(group, unused -> new ArrayList<>()).add(mutant);
    }
    return groups.values();
  }

  /** Many, of all packages, and many of them of memory order; ids tell them apart. */
  @Test
  void all_counted_enoughOfEachSort() {
    List<Mutant> all = Catalogue.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(FEWEST);
    assertThat(all)
        .filteredOn(mutant -> mutant.kind() == Mutant.Kind.ORDER)
        .hasSizeGreaterThanOrEqualTo(FEWEST_OF_ORDER);
    assertThat(all).extracting(Mutant::id).doesNotHaveDuplicates();
    assertThat(all.stream().map(Mutant::area).collect(Collectors.toSet())).containsAll(AREAS);
  }

  /** Who is named as a killer exists: a class with tests of that name. */
  @Test
  void killers_classesAndMethods_exist() {
    List<String> missing = new ArrayList<>();
    for (Mutant mutant : Catalogue.all()) {
      for (Killer killer : mutant.killers()) {
        if (!exists(killer)) {
          missing.add(mutant.id() + ": " + killer.label());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Only memory order may go unseen; and each that does says why. */
  @Test
  void unseen_eachMutant_isOfMemoryOrder() {
    assertThat(Catalogue.all())
        .filteredOn(mutant -> !mutant.mustBeKilled())
        .isNotEmpty()
        .allMatch(mutant -> mutant.kind() == Mutant.Kind.ORDER)
        .allMatch(mutant -> mutant.unseen().length() > 20);
  }

  private static boolean exists(Killer killer) {
    return Workplace.here().hasClass(killer.testedBy());
  }
}
