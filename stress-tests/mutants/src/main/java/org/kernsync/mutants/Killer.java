package org.kernsync.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that is green on the library and should be red on a mutant: a program that runs in a
 * JVM of its own.
 *
 * @param layer what sort of evidence
 * @param label what it is called in tables
 * @param mainClass what runs
 * @param arguments what it is told
 * @param attempts how often a mutant is put to it, where the fault shows by chance
 * @param options of the JVM in which the library runs
 */
record Killer(
    Layer layer,
    String label,
    String mainClass,
    List<String> arguments,
    int attempts,
    List<String> options) {

  /** Sorts of evidence. */
  enum Layer {
    UNIT("unit test"),
    CONTRACT("contract suite"),
    LINCHECK("Lincheck"),
    TORTURE("torture"),
    JCSTRESS("jcstress");

    private final String word;

    Layer(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** With it {@code HeavyFence} uses the system call, where the host has it. */
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private static final String IMPATIENT = "-Dkernsync.wedgedSeconds=4";

  /** C2 then puts in random order what the memory model does not order. */
  private static final List<String> SHUFFLED =
      List.of(
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+StressLCM",
          "-XX:+StressGCM",
          "-XX:+StressIGVN",
          "-XX:+StressCCP");

  private static final String TESTS = "org.kernsync.";
  private static final String CONTRACTS = "stress.contract.";
  private static final String CONFORMANCE = "stress.conformance.";

  /** How long each of its few iterations takes. */
  private static final String JCSTRESS_MILLIS = "300";

  private static final String LINCHECK = "stress.lincheck.";

  /**
   * A class of JUnit tests, of {@code primitives} or of {@code stress-tests/library}.
   *
   * @param name its name behind {@code org.kernsync.}
   */
  static Killer test(String name) {
    return test(name, "");
  }

  /**
   * Some methods of a class of JUnit tests.
   *
   * @param methods how their names begin
   */
  static Killer test(String name, String methods) {
    List<String> arguments =
        methods.isEmpty() ? List.of(TESTS + name) : List.of(TESTS + name, methods);
    String shortName = name.substring(name.lastIndexOf('.') + 1);
    String label = methods.isEmpty() ? shortName : shortName + "#" + methods;
    return new Killer(
        layerOf(name), label, TestsFork.class.getName(), arguments, 1, List.of(NATIVE_ACCESS));
  }

  /**
   * Queries in a loop, of {@code RacyReadsTest}: a thread that loops for ever is soon known.
   *
   * @param methods how their names begin
   */
  static Killer loop(String methods) {
    return test("internal.RacyReadsTest", methods).impatient();
  }

  /**
   * A run of torture.
   *
   * @param options as of {@code ./kernsync torture}, in one line
   */
  static Killer torture(String options) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    return new Killer(
        Layer.TORTURE,
        "torture " + options,
        "org.kernsync.stress.torture.Main",
        arguments,
        1,
        List.of(NATIVE_ACCESS));
  }

  /**
   * One jcstress test, in its quick pass.
   *
   * @param claim the simple name of its class
   */
  static Killer jcstress(String claim) {
    return new Killer(
        Layer.JCSTRESS,
        claim,
        "org.kernsync.stress.JcstressRunner",
        List.of("--quick", "-t", "[.]" + claim + "$", "-time", JCSTRESS_MILLIS),
        1,
        List.of(NATIVE_ACCESS));
  }

  /** The same, up to so often: the first red one counts. */
  Killer times(int times) {
    return new Killer(layer, label, mainClass, arguments, times, options);
  }

  /** The same, which takes a thread for wedged after a few seconds: where nothing takes longer. */
  Killer impatient() {
    List<String> more = Stream.concat(options.stream(), Stream.of(IMPATIENT)).toList();
    return new Killer(layer, label, mainClass, arguments, attempts, more);
  }

  /** The same, in a JVM without native access: with fences on the light side. */
  Killer withoutMembarrier() {
    List<String> others = options.stream().filter(o -> !o.equals(NATIVE_ACCESS)).toList();
    return new Killer(layer, label + ", fences", mainClass, arguments, attempts, others);
  }

  /** The same, in a JVM whose compiler shuffles. */
  Killer shuffled() {
    List<String> more = Stream.concat(options.stream(), SHUFFLED.stream()).toList();
    return new Killer(layer, label + ", shuffled", mainClass, arguments, attempts, more);
  }

  /** What its control is known by: how often it is tried makes no difference. */
  Killer once() {
    return times(1);
  }

  /** The class that holds what it runs; of a claim its simple name, since that is all it has. */
  String testedBy() {
    return switch (layer) {
      case TORTURE -> mainClass;
      case JCSTRESS -> label.split(",")[0];
      default -> arguments.get(0);
    };
  }

  private static Layer layerOf(String testClass) {
    if (testClass.startsWith(CONTRACTS) || testClass.startsWith(CONFORMANCE)) {
      return Layer.CONTRACT;
    }
    return testClass.startsWith(LINCHECK) ? Layer.LINCHECK : Layer.UNIT;
  }
}
