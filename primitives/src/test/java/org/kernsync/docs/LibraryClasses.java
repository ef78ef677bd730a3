package org.kernsync.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kernsync.sleep.Mutex;

/** The compiled classes of the library, and its sources, for tests that compare pages with them. */
final class LibraryClasses {
  /** The repository, seen from the folder in which the tests of this module run. */
  static final Path REPOSITORY = Path.of("..");

  static final Path SOURCES = Path.of("src/main/java");

  /** The packages that {@code docs/linux.md} and the index of {@code docs/ordering.md} cover. */
  static final List<String> TOOLBOX =
      List.of("atomic", "cpu", "percpu", "queue", "rcu", "ref", "seq", "sleep", "spin", "wait");

  private static final String BASE = "org.kernsync";
  private static final String CLASS = ".class";
  private static final String INTERNAL = "internal";

  private LibraryClasses() {}

  /** The folder of the compiled classes. */
  static Path root() {
    try {
      return Path.of(Mutex.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The packages that others may use. */
  static List<String> exportedPackages() {
    return packages().stream()
        .filter(name -> !name.equals(INTERNAL))
        .map(LibraryClasses::full)
        .toList();
  }

  /** The packages whose labels are in the index. */
  static List<String> indexedPackages() {
    List<String> names = new ArrayList<>(TOOLBOX);
    names.add(INTERNAL);
    return names;
  }

  /** The folder of a package's sources. */
  static Path sources(String packageName) {
    return SOURCES.resolve(full(packageName).replace('.', '/'));
  }

  /** The class of this simple name, in whichever package of the library it is. */
  static Optional<Class<?>> named(String simpleName) {
    for (String name : packages()) {
      try {
        ClassLoader loader = LibraryClasses.class.getClassLoader();
        return Optional.of(Class.forName(full(name) + "." + simpleName, false, loader));
      } catch (ClassNotFoundException e) {
        // in another package, or in none
      }
    }
    return Optional.empty();
  }

  /** The public classes of these packages. */
  static List<Class<?>> publicTypes(List<String> packages) throws IOException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : packages) {
      try (Stream<Path> files = Files.list(root().resolve(full(name).replace('.', '/')))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(CLASS) && !file.contains("$") && !file.contains("-"))
            .map(file -> named(file.substring(0, file.length() - CLASS.length())).orElseThrow())
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .forEach(types::add);
      }
    }
    return types;
  }

  /** The methods of the class, of those above it, and of its interfaces, of whatever access. */
  static Stream<Method> methods(Class<?> type) {
    if (type.getName().startsWith("java.")) {
      return Stream.of();
    }
    Stream<Method> above =
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
            .flatMap(LibraryClasses::methods);
    return Stream.concat(Stream.of(type.getDeclaredMethods()), above);
  }

  private static String full(String packageName) {
    return BASE + "." + packageName;
  }

  private static List<String> packages() {
    try (Stream<Path> folders = Files.list(root().resolve(BASE.replace('.', '/')))) {
      return folders
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
