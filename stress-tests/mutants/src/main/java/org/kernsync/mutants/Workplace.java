package org.kernsync.mutants;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the library's sources, its classes and its tests are: in the build that this is part of.
 */
final class Workplace {
  private static final String SOURCES = "primitives/src/main/java/org/kernsync";

  /** First the one for new JDKs, as in a multi-release jar. */
  private static final List<String> LIBRARY =
      List.of("primitives/target/classes/META-INF/versions/22", "primitives/target/classes");

  private static final List<String> EVIDENCE =
      List.of(
          "stress-tests/library/target/classes",
          "primitives/target/test-classes",
          "stress-tests/library/target/test-classes");

  private static final String MODULE = "stress-tests/mutants";

  private final Path root;
  private final List<Path> dependencies;

  private Workplace(Path root, List<Path> dependencies) {
    this.root = root;
    this.dependencies = dependencies;
  }

  /** Found from where this class lies: {@code ROOT/stress-tests/mutants/target/...}. */
  static Workplace here() {
    Path root = codeSource().getParent().getParent().getParent().getParent();
    Path listed = root.resolve(MODULE).resolve("target/killers.classpath");
    List<Path> dependencies = new ArrayList<>();
    try {
      for (String entry : Files.readString(listed).strip().split(File.pathSeparator)) {
        dependencies.add(Path.of(entry));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the build writes " + listed + ", which is missing", e);
    }
    Workplace workplace = new Workplace(root, List.copyOf(dependencies));
    for (Path folder : workplace.folders(EVIDENCE)) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalStateException(
            "no " + folder + ": build with the tests (mvn -DskipTests package)");
      }
    }
    return workplace;
  }

  String sourceOf(Mutant mutant) throws IOException {
    return Files.readString(root.resolve(SOURCES).resolve(mutant.source() + ".java"));
  }

  /** What a mutated source is compiled against. */
  List<Path> libraryPath() {
    return List.of(root.resolve(LIBRARY.get(1)));
  }

  /** The class path of a killer; the mutated classes go before it. */
  List<Path> killerPath() {
    List<Path> path = new ArrayList<>(folders(LIBRARY));
    path.addAll(folders(EVIDENCE));
    path.add(codeSource());
    path.addAll(dependencies);
    return path;
  }

  /**
   * Whether the killers' class path has such a class of ours.
   *
   * @param name with its package or without it
   */
  boolean hasClass(String name) {
    Path file = Path.of(name.replace('.', '/') + ".class");
    for (Path folder : folders(EVIDENCE)) {
      try (Stream<Path> files = Files.walk(folder)) {
        if (files.anyMatch(found -> found.endsWith(file))) {
          return true;
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return false;
  }

  /** A folder for what is compiled and run, empty. */
  Path scratch() throws IOException {
    Path target = Files.createDirectories(root.resolve(MODULE).resolve("target"));
    return Files.createTempDirectory(target, "run-");
  }

  private List<Path> folders(List<String> names) {
    return names.stream().map(root::resolve).toList();
  }

  private static Path codeSource() {
    try {
      return Path.of(Workplace.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
