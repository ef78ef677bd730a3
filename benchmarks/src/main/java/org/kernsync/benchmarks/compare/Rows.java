package org.kernsync.benchmarks.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be reached: the table of demands, row by row. */
final class Rows {
  private Rows() {}

  static List<Comparison> all() {
    return of(Group.ALL);
  }

  /** What a run without options measures: as much as fits into its time. */
  static List<Comparison> usual() {
    return Stream.of(LockRows.all(), RcuRows.all()).flatMap(List::stream).toList();
  }

  static List<Comparison> of(Group group) {
    return switch (group) {
      case ALL ->
          Stream.of(LockRows.all(), RcuRows.all(), AllocatorRows.all())
              .flatMap(List::stream)
              .toList();
      case LOCKS -> LockRows.all();
      case RCU -> RcuRows.all();
      case ALLOCATORS -> AllocatorRows.all();
    };
  }

  /** A part of the table that can be measured by itself. */
  enum Group {
    ALL("all"),
    LOCKS("locks"),
    RCU("rcu"),
    ALLOCATORS("allocators");

    private final String word;

    Group(String word) {
      this.word = word;
    }

    /** What {@code --group} takes. */
    String word() {
      return word;
    }

    /** Whether locks are in it, and with them what they weigh. */
    boolean hasLocks() {
      return this == ALL || this == LOCKS;
    }

    static Optional<Group> named(String word) {
      return Arrays.stream(values()).filter(group -> group.word.equals(word)).findAny();
    }

    static String words() {
      return Arrays.stream(values()).map(Group::word).collect(Collectors.joining(", "));
    }
  }
}
