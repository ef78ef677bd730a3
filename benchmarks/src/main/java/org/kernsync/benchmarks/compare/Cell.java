package org.kernsync.benchmarks.compare;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one fork measures.
 *
 * @param question with which benchmark
 * @param impl which implementation, as the benchmark calls it
 * @param threads how many threads take part
 * @param parameters of the benchmark, where they differ from its defaults; sorted
 * @param nativeAccess whether the fork may make native calls
 * @param cores to how many cores the fork is confined; 0: it may use all
 * @param clocked whether it measures waits in place of throughput
 */
record Cell(
    Question question,
    String impl,
    int threads,
    Map<String, String> parameters,
    boolean nativeAccess,
    int cores,
    boolean clocked) {

  static Cell of(Question question, String impl, int threads) {
    return new Cell(question, impl, threads, Map.of(), true, 0, false);
  }

  Cell with(String parameter, String value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(parameter, value);
    return new Cell(question, impl, threads, more, nativeAccess, cores, clocked);
  }

  /** The same implementation and threads, asked something else. */
  Cell asking(Question other) {
    return new Cell(other, impl, threads, parameters, nativeAccess, cores, clocked);
  }

  Cell withoutNativeAccess() {
    return new Cell(question, impl, threads, parameters, false, cores, clocked);
  }

  Cell onCores(int count) {
    return new Cell(question, impl, threads, parameters, nativeAccess, count, clocked);
  }

  /** The same, measuring waits. */
  Cell timingWaits() {
    return new Cell(question, impl, threads, parameters, nativeAccess, cores, true);
  }

  /** For messages: who, and under which circumstances. */
  String label() {
    StringBuilder text = new StringBuilder(impl);
    text.append(threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    parameters.forEach((name, value) -> text.append(", ").append(name).append(' ').append(value));
    text.append(nativeAccess ? "" : ", without native access");
    text.append(cores == 0 ? "" : ", " + cores + (cores == 1 ? " core" : " cores"));
    return text.append(clocked ? ", waits" : "").toString();
  }
}
