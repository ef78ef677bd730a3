package org.kernsync.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    for (Mutant mutant : Catalogue.all()) {
      try {
        compiler.compile(mutant, scratch.resolve(mutant.id()));
      } catch (IllegalArgumentException e) {
        unfit.add(mutant.id() + ": " + e.getMessage());
      }
    }
    assertThat(unfit).isEmpty();
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
