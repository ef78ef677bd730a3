package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of the README and of the pages in {@code docs} to each other. */
class DocumentationLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @TempDir Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(LibraryClasses.REPOSITORY.resolve("README.md")));
    try (Stream<Path> files = Files.walk(LibraryClasses.REPOSITORY.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** The links of a page that lead to no file, or to no heading of it. */
  private static List<String> deadLinks(Path page) throws IOException {
    List<String> dead = new ArrayList<>();
    for (String link : links(page)) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
      if (!Files.exists(target) || parts.length == 2 && !anchors(target).contains(parts[1])) {
        dead.add(page.getFileName() + ": " + link);
      }
    }
    return dead;
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  /** The names by which a heading can be linked to: lower case, no punctuation, dashes between. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  /** Each link leads to a file that is there, and each part behind a # to a heading in it. */
  @Test
  void link_ofAnyPage_leadsSomewhere() throws IOException {
    assertThat(pages()).hasSizeGreaterThan(20);
    for (Path page : pages()) {
      assertThat(deadLinks(page)).isEmpty();
    }
  }

  /** A link to a page or to a heading that is not there is told. */
  @Test
  void link_toNowhere_isFound() throws IOException {
    Path page = folder.resolve("page.md");
    Files.writeString(page, "# A `b`, c\n[x](#a-b-c) [x](page.md) [x](#d) [x](none.md) [x](s://t)");
    assertThat(deadLinks(page)).containsExactly("page.md: #d", "page.md: none.md");
  }
}
