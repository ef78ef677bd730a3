package org.kernsync.mutants;

import java.util.List;
import java.util.Objects;

/**
 * One seeded fault: a text of one source file and what stands there instead.
 *
 * @param id its name, unique in the catalogue
 * @param kind what sort of fault
 * @param source the file under {@code primitives/src/main/java/org/kernsync}, without its ending
 * @param original the text to replace, which stands there once; comments and white space do not
 *     count
 * @param replacement what stands there instead
 * @param breaks one sentence: what is no longer true
 * @param unseen why no test on x86 can see it; null where it must be killed
 * @param killers who must find it, the cheapest first; of an unseen one, who must stay green
 */
record Mutant(
    String id,
    Kind kind,
    String source,
    String original,
    String replacement,
    String breaks,
    String unseen,
    List<Killer> killers) {

  /** Sorts of faults. */
  enum Kind {
    /** A memory order lowered, a fence dropped or moved. */
    ORDER,
    /** Everything else. */
    ALGORITHM
  }

  Mutant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(breaks, "breaks");
    killers = List.copyOf(killers);
    if (killers.isEmpty()) {
      throw new IllegalArgumentException(id + " has no killers");
    }
  }

  static Seed order(String id, String source) {
    return new Seed(id, Kind.ORDER, source);
  }

  static Seed algorithm(String id, String source) {
    return new Seed(id, Kind.ALGORITHM, source);
  }

  boolean mustBeKilled() {
    return unseen == null;
  }

  /** The package that it breaks, such as {@code spin}. */
  String area() {
    return source.substring(0, source.indexOf('/'));
  }

  /** A mutant in the making; each method is called once. */
  static final class Seed {
    private final String id;
    private final Kind kind;
    private final String source;
    private String original;
    private String replacement;
    private String breaks;

    private Seed(String id, Kind kind, String source) {
      this.id = id;
      this.kind = kind;
      this.source = source;
    }

    Seed replace(String text, String by) {
      original = text;
      replacement = by;
      return this;
    }

    Seed breaks(String sentence) {
      breaks = sentence;
      return this;
    }

    Mutant killedBy(Killer... killers) {
      return new Mutant(id, kind, source, original, replacement, breaks, null, List.of(killers));
    }

    Mutant unseenOnX86(String reason, Killer... greenOnes) {
      return new Mutant(
          id,
          kind,
          source,
          original,
          replacement,
          breaks,
          Objects.requireNonNull(reason, "reason"),
          List.of(greenOnes));
    }
  }
}
