package org.kernsync.benchmarks.compare;

/** Measures cells, each in a JVM of its own. */
@FunctionalInterface
interface Forks {
  /**
   * Measures one.
   *
   * @param cell what to measure
   * @return what came out
   * @throws ForkException if the fork failed
   */
  Score run(Cell cell) throws ForkException;
}
