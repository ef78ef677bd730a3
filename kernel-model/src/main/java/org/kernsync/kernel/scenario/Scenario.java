package org.kernsync.kernel.scenario;

/**
 * One lesson: a small piece of kernel code that is wrong, and the same put right. Made anew for
 * each run.
 *
 * <p>Both forms tell the {@link Stage} what each CPU does, and return; the stage runs it.
 */
public interface Scenario {
  /**
   * The name on the command line.
   *
   * @return lower-case words with hyphens
   */
  String name();

  /**
   * What is wrong in the faulty form.
   *
   * @return a few words on one line
   */
  String fault();

  /**
   * What the repaired form does instead.
   *
   * @return a few words on one line
   */
  String repair();

  /**
   * What the model says of the faulty form.
   *
   * @return how its report begins
   */
  String diagnosis();

  /**
   * After how long an uninterruptible sleep of one of its tasks is one that nobody will end.
   *
   * @return a time, long enough for whatever the scenario really waits for; 0 where nobody looks
   */
  default long hungTaskNanos() {
    return 0;
  }

  /**
   * Sets the faulty form up.
   *
   * @param stage where
   */
  void faulty(Stage stage);

  /**
   * Sets the repaired form up.
   *
   * @param stage where
   */
  void repaired(Stage stage);
}
