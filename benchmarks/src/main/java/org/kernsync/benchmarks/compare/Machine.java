package org.kernsync.benchmarks.compare;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What numbers depend on.
 *
 * @param cores processors that this process may use
 * @param architecture of the processor
 * @param system the operating system and its release
 * @param jdk the version of the JVM
 * @param date when, in UTC
 */
record Machine(int cores, String architecture, String system, String jdk, String date) {
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        System.getProperty("os.name") + " " + release(System.getProperty("os.version")),
        System.getProperty("java.vendor.version", "").isBlank()
            ? System.getProperty("java.runtime.version")
            : System.getProperty("java.vendor.version"),
        LocalDate.now(ZoneOffset.UTC).toString());
  }

  /** The first two numbers: what comes after them names somebody's build. */
  static String release(String version) {
    return version.replaceFirst("^(\\d+(?:\\.\\d+)?).*", "$1");
  }

  /** One line. */
  String line() {
    return String.format(
        Locale.ROOT, "%d cores (%s), %s, %s, %s", cores, architecture, system, jdk, date);
  }
}
