package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ordering comments of the whole library, by {@link OrderingRules}. */
class OrderingCommentsTest {
  /** The part for later JDKs has the class of the same name once more. */
  private static final Path FOR_22 = Path.of("src/main/java22");

  private static Map<String, String> sourcesBelow(Path root) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("module-info.java")) {
          sources.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
      }
    }
    return sources;
  }

  /** Every ordered or racy access has its comment, and each pair names each other. */
  @Test
  void library_everyAccess_hasACommentWhosePartnerNamesItBack() throws IOException {
    OrderedSources sources =
        new OrderedSources(sourcesBelow(LibraryClasses.SOURCES), List.of("--release", "17"));
    OrderingRules rules = new OrderingRules(sources, OrderingExemptions.LIBRARY);
    OrderingPlaces places = rules.places();
    long classes =
        places.accesses().entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey().topLevel())
            .distinct()
            .count();
    System.out.printf(
        "ordering comments: %d of %d accesses in %d classes (%d %%), %d exempt: %s%n",
        places.checked() - rules.uncommented(),
        places.checked(),
        classes,
        100 * (places.checked() - rules.uncommented()) / places.checked(),
        places.exempted(),
        OrderingExemptions.LIBRARY.classes());
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.uncommented()).isZero();
    assertThat(places.checked()).isGreaterThan(450);
    assertThat(classes).isGreaterThanOrEqualTo(50);
  }

  /** Where the part for later JDKs can be compiled, it keeps the rules too. */
  @Test
  void partForLaterJdks_keepsTheRules() throws IOException {
    Map<String, String> sources = sourcesBelow(FOR_22);
    assertThat(sources).isNotEmpty();
    if (Runtime.version().feature() >= 22) {
      List<String> options = List.of("-cp", LibraryClasses.root().toString());
      OrderingRules rules =
          new OrderingRules(new OrderedSources(sources, options), OrderingExemptions.NONE);
      assertThat(rules.problems()).isEmpty();
    }
  }
}
