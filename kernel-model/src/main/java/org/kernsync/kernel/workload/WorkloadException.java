package org.kernsync.kernel.workload;

import java.util.Optional;

/**
 * Says why a workload cannot be run.
 *
 * <p>The message is one sentence, fit to be shown as it is: {@code FILE:LINE:COLUMN: what is wrong;
 * the way out}. Line and column are missing where the file as a whole is at fault. It never holds a
 * line break or another control character, whatever the file holds.
 */
public final class WorkloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Where in the source it is, or null where it is about the source as a whole. */
  private final Location location;

  WorkloadException(String source, Location location, String problem, String wayOut) {
    super(sentence(source, location, problem, wayOut));
    this.location = location;
  }

  /**
   * Returns the place that the message names.
   *
   * @return the place, or empty where the file as a whole is at fault
   */
  public Optional<Location> location() {
    return Optional.ofNullable(location);
  }

  private static String sentence(String source, Location location, String problem, String wayOut) {
    String place = location == null ? "" : ":" + location;
    return Quoted.bare(source) + place + ": " + problem + "; " + wayOut;
  }
}
