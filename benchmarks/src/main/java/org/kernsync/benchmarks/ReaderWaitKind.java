package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kernsync.rcu.Rcu;

/** Ways to wait for readers, under the names that the parameter {@code impl} takes. */
enum ReaderWaitKind {
  EXPEDITED("synchronizeExpedited", rcu -> rcu::synchronizeExpedited),
  NORMAL("synchronize", rcu -> rcu::synchronize),
  /** What it takes at least. */
  MEMBARRIER("membarrier", rcu -> new MembarrierCall());

  private final String label;
  private final Function<Rcu, Runnable> maker;

  ReaderWaitKind(String label, Function<Rcu, Runnable> maker) {
    this.label = label;
    this.maker = maker;
  }

  static ReaderWaitKind named(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no wait " + label + ": use " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(ReaderWaitKind::label).collect(Collectors.joining(", "));
  }

  String label() {
    return label;
  }

  Runnable of(Rcu rcu) {
    return maker.apply(rcu);
  }
}
