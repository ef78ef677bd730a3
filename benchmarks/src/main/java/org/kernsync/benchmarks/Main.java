package org.kernsync.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import org.kernsync.benchmarks.compare.Bench;

/**
 * Where the jar starts: {@code bench} runs the comparisons, anything else goes to JMH, whose
 * options hold.
 */
public final class Main {
  private static final String BENCH = "bench";

  private Main() {}

  /**
   * Runs.
   *
   * @param args {@code bench} and its options, or JMH's
   * @throws IOException if JMH cannot write its results
   */
  public static void main(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals(BENCH)) {
      System.exit(Bench.run(Arrays.copyOfRange(args, 1, args.length)));
    }
    org.openjdk.jmh.Main.main(args);
  }
}
