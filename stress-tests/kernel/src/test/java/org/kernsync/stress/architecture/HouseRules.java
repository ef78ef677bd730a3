package org.kernsync.stress.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/**
 * What DESIGN section 2 says about dependencies, as rules about the packages below one root. The
 * root is a parameter so that the same rules judge our house and one that is bad on purpose.
 */
record HouseRules(String root) {

  /** No package of the library depends on itself through another one. */
  ArchRule libraryPackagesAreFreeOfCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .as("packages of the library are free of cycles");
  }

  /** No package of the kernel model depends on itself through another one. */
  ArchRule kernelPackagesAreFreeOfCycles() {
    return slices()
        .matching(root + ".kernel.(*)..")
        .should()
        .beFreeOfCycles()
        .as("packages of the kernel model are free of cycles");
  }

  /** The library needs the JDK's own packages and, where it is there, JFR. */
  ArchRule libraryNeedsOnlyTheJdk() {
    return classes()
        .that(library())
        .should()
        .onlyDependOnClassesThat(
            library()
                .or(JavaClass.Predicates.resideInAnyPackage("java..", "jdk.jfr.."))
                .or(primitive()))
        .as("the library depends on java.* and jdk.jfr only");
  }

  /** What the library does not export is nobody else's business. */
  ArchRule onlyTheLibraryUsesItsInternals() {
    return noClasses()
        .that(DescribedPredicate.not(library()))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".internal..")
        .as("only the library depends on its internal package");
  }

  /** Tests and benchmarks depend on the kernel model, never the other way round. */
  ArchRule kernelDoesNotKnowItsTests() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(testPackages())
        .as("the kernel model depends on neither stress tests nor benchmarks");
  }

  /** Agrona needs flags, JCTools needs a jar: both end at the kernel model. */
  ArchRule onlyTheKernelUsesAgronaAndJctools() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.agrona..", "org.jctools..")
        .as("only the kernel model uses Agrona and JCTools");
  }

  /** Classes of the library: everything below the root that belongs to no other module. */
  DescribedPredicate<JavaClass> library() {
    return JavaClass.Predicates.resideInAPackage(root + "..")
        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(root + ".kernel..")))
        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(testPackages())))
        .as("classes of the library");
  }

  private String[] testPackages() {
    return new String[] {root + ".stress..", root + ".bench..", root + ".benchmarks.."};
  }

  private static DescribedPredicate<JavaClass> primitive() {
    return DescribedPredicate.describe(
        "primitive types", type -> type.getBaseComponentType().isPrimitive());
  }
}
