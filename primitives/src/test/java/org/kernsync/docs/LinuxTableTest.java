package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of Linux's functions, whole in {@code docs/linux.md} and in part on each page. */
class LinuxTableTest {
  private static final Path DOCS = LibraryClasses.REPOSITORY.resolve("docs");
  private static final Path TABLE = DOCS.resolve("linux.md");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(TABLE));
    try (Stream<Path> files = Files.list(DOCS.resolve("mechanisms"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** What the column "here" names exists: types, methods with this many parameters, constants. */
  @ParameterizedTest
  @MethodSource("pages")
  void here_eachName_exists(Path page) throws IOException {
    assertThat(NamedMember.in(page)).filteredOn(name -> !name.exists()).isEmpty();
  }

  /** Whoever looks for a type of the toolbox finds it in the table. */
  @Test
  void table_namesEachType() throws IOException {
    String text = Files.readString(TABLE);
    assertThat(LibraryClasses.publicTypes(LibraryClasses.TOOLBOX))
        .hasSizeGreaterThan(20)
        .filteredOn(type -> !text.contains("`" + type.getSimpleName()))
        .isEmpty();
  }

  /** A method or constructor that does not exist, or not with this many parameters, is told. */
  @Test
  void here_nameThatIsNot_isFound() {
    List<String> lines =
        List.of(
            "## Mutexes: `Mutex`",
            "| Linux, liburcu | here |",
            "|---|---|",
            "| `a` | `lock`, `lockTwice`, `tryLock(long)`, `SpinLock.lock()`, `SpinLock.park` |",
            "| `b` | `new Mutex()`, `new Mutex(1)`, `new Mutexes()`, `dereference`, `peek` |",
            "| `c` | `RcuReference`, `try (Rcu.Section s = rcu.readSection())`, `Rcu.builder` |",
            "| `d` | `try (Rcu.Section s = rcu.readNothing())`, `stallTimeout`, `a b` |");
    assertThat(NamedMember.in(lines))
        .filteredOn(name -> !name.exists())
        .extracting(NamedMember::text)
        .containsExactly(
            "lockTwice",
            "tryLock(long)",
            "SpinLock.park",
            "new Mutex(1)",
            "new Mutexes()",
            "peek",
            "try (Rcu.Section s = rcu.readNothing())",
            "a b");
  }
}
