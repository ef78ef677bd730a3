package org.kernsync.stress.torture;

import java.util.List;
import java.util.stream.Stream;

/** What {@code --type} names: makes tortures. A new type is one class and one line in the list. */
public interface TortureType {
  /**
   * The name on the command line.
   *
   * @return a word
   */
  String word();

  /**
   * What is tortured, for {@code --list}.
   *
   * @return a few words
   */
  String description();

  /**
   * The broken twins, one of which takes the place of the right one under {@code --busted}.
   *
   * @return their names
   */
  List<String> bustedModes();

  /**
   * The options of the command line that say nothing to it.
   *
   * @return their names
   */
  default List<String> foreignOptions() {
    return List.of();
  }

  /**
   * Makes a torture.
   *
   * @param settings for how many threads, with which seed
   * @param busted one of {@link #bustedModes}, or null for the right one
   * @return a new one
   */
  Torture newTorture(TortureSettings settings, String busted);

  /**
   * All there are.
   *
   * @return in the order of the help text
   */
  static List<TortureType> all() {
    return Stream.<TortureType>concat(Stream.of(RcuType.values()), LockType.library().stream())
        .toList();
  }
}
