package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.JCStressTest;

/**
 * The claims: each is listed, has a twin, and stands in a table. The litmus tests have their own.
 */
class JcstressClaimsTest {
  private static final String PACKAGE = "org.kernsync.stress.jcstress.";
  private static final Path DOCS = Path.of("..", "..", "docs");

  /** The pages whose tables hold the claims. */
  private static final List<String> PAGES = List.of("jcstress.md", "jcstress-locks.md");

  private static final List<JcstressSuite.Test> LISTED =
      JcstressSuite.matching("^org\\.kernsync\\.stress\\.jcstress\\.");

  private static final int NAME = 0;

  /** What the annotation processor lists is what was compiled: none got lost on the way. */
  @Test
  void classes_withTests_areAllListed() throws Exception {
    assertThat(LISTED.stream().map(JcstressSuite.Test::name).toList())
        .containsExactlyInAnyOrderElementsOf(compiledTests());
  }

  /** Each claim has outcomes, and at least one twin that must show the forbidden ones. */
  @Test
  void claims_each_haveTwin() {
    List<String> withTwin =
        LISTED.stream().filter(JcstressSuite.Test::isTwin).map(JcstressSuite.Test::claim).toList();
    assertThat(claims()).isNotEmpty().allSatisfy(claim -> assertThat(withTwin).contains(claim));
  }

  /** Each claim is a row of one table, which says what is broken in its twin. */
  @Test
  void claims_each_inOneTableWithTwin() throws IOException {
    List<List<String>> rows = rows();
    assertThat(rows.stream().map(row -> row.get(NAME)))
        .containsExactlyInAnyOrderElementsOf(
            claims().stream().map(JcstressClaimsTest::simpleName).toList());
    for (JcstressSuite.Test twin : LISTED) {
      if (twin.isTwin()) {
        List<String> row =
            rows.stream()
                .filter(cells -> simpleName(twin.claim()).equals(cells.get(NAME)))
                .findFirst()
                .orElseThrow();
        assertThat(String.join(" | ", row)).as(twin.name()).contains(twin.fault());
      }
    }
  }

  private static List<String> claims() {
    return LISTED.stream()
        .filter(test -> test.name().equals(test.claim()))
        .map(JcstressSuite.Test::name)
        .toList();
  }

  /** Rows whose first cell is the name of a claim: a type, an underscore, what is claimed. */
  private static List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String page : PAGES) {
      Path file = DOCS.resolve(page);
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        if (line.matches("\\| `?[A-Z]\\w+_[A-Z]\\w+`? \\|.*")) {
          rows.add(
              Arrays.stream(line.substring(1).split("\\|"))
                  .map(cell -> cell.strip().replace("`", ""))
                  .toList());
        }
      }
    }
    return rows;
  }

  /** The names of the compiled classes that are tests, as jcstress writes names. */
  private static List<String> compiledTests() throws IOException, URISyntaxException {
    Path folder =
        Path.of(BrokenTwin.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(PACKAGE.replace('.', '/'));
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '.'))
          .filter(file -> file.endsWith(".class"))
          .map(file -> load(PACKAGE + file.substring(0, file.length() - ".class".length())))
          .filter(type -> type.isAnnotationPresent(JCStressTest.class))
          .map(Class::getCanonicalName)
          .collect(Collectors.toList());
    }
  }

  private static String simpleName(String claim) {
    return claim.substring(claim.lastIndexOf('.') + 1);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, JcstressClaimsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("compiled, but not on the class path: " + name, e);
    }
  }
}
