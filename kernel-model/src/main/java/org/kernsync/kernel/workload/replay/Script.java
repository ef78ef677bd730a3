package org.kernsync.kernel.workload.replay;

/**
 * What a number of threads do to an allocator.
 *
 * <p>Played more than once, it does the same each time, as far as the threads do not depend on each
 * other.
 */
public interface Script {
  /**
   * Where it comes from.
   *
   * @return a name for people
   */
  String name();

  /**
   * How long it is.
   *
   * @return about how many operations each thread does
   */
  long operations();

  /**
   * Sets the stage for one play.
   *
   * @param stage what the threads share
   * @return what each of the threads plays
   */
  Part part(Stage stage);

  /** What each thread plays; called by all of them. */
  @FunctionalInterface
  interface Part {
    /**
     * Plays.
     *
     * @param lane the thread's own access to the allocator
     * @throws ReplayException if there is no memory left
     */
    void play(Lane lane) throws ReplayException;
  }
}
