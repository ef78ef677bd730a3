package org.kernsync.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Two parties on one core that take turns. Every kind is driven by the same outside thread, which
 * sleeps meanwhile.
 */
interface SwitchPair extends AutoCloseable {
  /**
   * Takes turns.
   *
   * @param switches how often control goes from one party to the other
   * @throws Exception if a party failed
   */
  void run(int switches) throws Exception;

  /**
   * Ends the parties.
   *
   * @throws IOException if what they talk through does not close
   */
  @Override
  void close() throws IOException;

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    MODEL("model-yield", ModelPair::new),
    VIRTUAL("virtual-yield", VirtualPair::new),
    PARK("park-unpark", ParkPair::new),
    PIPE("pipe", PipePair::new);

    private final String label;
    private final Callable<SwitchPair> maker;

    Kind(String label, Callable<SwitchPair> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no pair " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    SwitchPair open() throws Exception {
      return maker.call();
    }
  }
}
