package org.kernsync.stress.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kernsync.spin.TicketSpinLock;

/** Our house keeps its rules. {@link BadHouseTest} shows that each of them can be broken. */
class ArchitectureTest {
  private static final String ROOT = "org.kernsync";
  private static final HouseRules RULES = new HouseRules(ROOT);

  private static JavaClasses house;
  private static JavaClasses library;

  @BeforeAll
  static void importHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // the model's harness
            .withImportOption(location -> !location.contains("/org/kernsync/stress/"))
            .importPackages(ROOT);
    library = house.that(RULES.library());
  }

  /** Both modules were found: rules about nothing would hold. */
  @Test
  void imported_bothModules_areThere() {
    assertThat(library).hasSizeGreaterThan(10);
    assertThat(house.size() - library.size()).isGreaterThan(10);
  }

  @Test
  void library_packages_areFreeOfCycles() {
    RULES.libraryPackagesAreFreeOfCycles().check(library);
  }

  @Test
  void kernel_packages_areFreeOfCycles() {
    RULES.kernelPackagesAreFreeOfCycles().check(house);
  }

  @Test
  void library_dependencies_areTheJdkOnly() {
    RULES.libraryNeedsOnlyTheJdk().check(house);
  }

  @Test
  void internals_users_areTheLibraryOnly() {
    RULES.onlyTheLibraryUsesItsInternals().check(house);
  }

  @Test
  void kernel_dependencies_areNoTests() {
    RULES.kernelDoesNotKnowItsTests().check(house);
  }

  @Test
  void agronaAndJctools_users_areTheKernelOnly() {
    RULES.onlyTheKernelUsesAgronaAndJctools().check(house);
  }

  /** Virtual threads are made in one place, which alone knows how the JDK at hand does it. */
  @Test
  void virtualThreads_makers_areOneClass() {
    assertThat(VirtualThreadMakers.among(house))
        .singleElement()
        .asString()
        .startsWith(ROOT + ".kernel.");
  }

  /** The descriptor exports every package of the library but the internal ones. */
  @Test
  void library_descriptor_exportsAllButInternals() throws URISyntaxException {
    Path jar =
        Path.of(TicketSpinLock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor descriptor =
        ModuleFinder.of(jar).find("org.kernsync.primitives").orElseThrow().descriptor();

    Set<String> exported =
        descriptor.exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> packages =
        library.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith(ROOT + ".internal"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(exported).isEqualTo(packages);
  }

  /** Modules that are not on this class path are asked by their sources. */
  @Test
  void internals_importers_areTheLibrarysSourcesOnly() throws IOException {
    Path root = Path.of("..", "..").toRealPath();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(root)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(root::relativize)
              .filter(file -> !file.startsWith("primitives"))
              .filter(
                  file -> Stream.of("target", "badhouse").noneMatch(part -> hasPart(file, part)))
              .toList();
    }

    assertThat(sources).hasSizeGreaterThan(20);
    assertThat(sources).filteredOn(file -> importsInternals(root.resolve(file))).isEmpty();
  }

  private static boolean hasPart(Path file, String part) {
    return Stream.iterate(file, Path::getParent)
        .takeWhile(folder -> folder != null)
        .anyMatch(folder -> folder.endsWith(part));
  }

  private static boolean importsInternals(Path source) {
    try (InputStream in = Files.newInputStream(source)) {
      return new String(in.readAllBytes())
          .lines()
          .anyMatch(line -> line.matches("import (static )?org\\.kernsync\\.internal\\..*"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
