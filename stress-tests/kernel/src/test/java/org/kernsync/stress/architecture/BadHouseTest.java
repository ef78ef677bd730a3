package org.kernsync.stress.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Each rule of the house can fail: {@code badhouse} breaks each one once, and is reported. */
class BadHouseTest {
  private static final String ROOT = "org.kernsync.stress.architecture.badhouse";
  private static final HouseRules RULES = new HouseRules(ROOT);
  private static final JavaClasses HOUSE = new ClassFileImporter().importPackages(ROOT);

  @Test
  void libraryCycle_isReported() {
    assertBroken(
        RULES.libraryPackagesAreFreeOfCycles(),
        HOUSE.that(RULES.library()),
        "Slice sleep",
        "Slice spin");
  }

  @Test
  void kernelCycle_isReported() {
    assertBroken(RULES.kernelPackagesAreFreeOfCycles(), HOUSE, "Slice sched", "Slice time");
  }

  @Test
  void foreignDependencyOfLibrary_isReported() {
    assertBroken(RULES.libraryNeedsOnlyTheJdk(), HOUSE, "ForeignSpin", "org.jctools");
  }

  @Test
  void internalsUsedOutside_areReported() {
    assertBroken(RULES.onlyTheLibraryUsesItsInternals(), HOUSE, "NosyClock", "internal.Cell");
  }

  @Test
  void kernelThatKnowsItsTests_isReported() {
    assertBroken(RULES.kernelDoesNotKnowItsTests(), HOUSE, "NosyClock", "stress.Suite");
  }

  @Test
  void queuesOutsideTheKernel_areReported() {
    assertBroken(RULES.onlyTheKernelUsesAgronaAndJctools(), HOUSE, "ForeignSpin", "org.jctools");
  }

  /** Called or named for reflection, in the class itself or in one nested in it. */
  @Test
  void everyMakerOfVirtualThreads_isReported() {
    assertThat(VirtualThreadMakers.among(HOUSE))
        .containsExactly(ROOT + ".kernel.sched.Dispatcher", ROOT + ".kernel.time.NosyClock");
  }

  private static void assertBroken(ArchRule rule, JavaClasses classes, String... named) {
    assertThatThrownBy(() -> rule.check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(named);
  }
}
