package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the README and of the pages in {@code docs}. */
class DocumentedExamplesTest {
  private static final List<Path> OTHERS =
      List.of(
          LibraryClasses.REPOSITORY.resolve("README.md"),
          LibraryClasses.REPOSITORY.resolve("docs/rcu-under-a-garbage-collector.md"));
  private static final Path MECHANISMS = LibraryClasses.REPOSITORY.resolve("docs/mechanisms");

  @TempDir Path output;

  private static List<Path> mechanisms() throws IOException {
    try (Stream<Path> files = Files.list(MECHANISMS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** The pages that show examples. */
  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(OTHERS);
    pages.addAll(mechanisms());
    return pages;
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages()) {
      snippets.addAll(Snippet.of(page));
    }
    return snippets;
  }

  /** What a page shows compiles against the library as it is. */
  @ParameterizedTest
  @MethodSource("snippets")
  void example_onAPage_compiles(Snippet snippet) {
    assertThat(new SnippetCompiler(output).errorsOf(snippet)).as("%s", snippet).isEmpty();
  }

  /** The page of each mechanism has an example, and so have the others whose examples compile. */
  @Test
  void page_ofAMechanism_hasAnExample() throws IOException {
    for (Path page : pages()) {
      assertThat(Snippet.of(page)).as("%s", page.getFileName()).isNotEmpty();
    }
  }

  /** An example that does not compile is told. */
  @Test
  void example_withAnError_isFound() {
    Snippet wrong = new Snippet("none", 1, "", "new Mutex().lockTwice();\n");
    assertThat(new SnippetCompiler(output).errorsOf(wrong)).isNotEmpty();
  }
}
