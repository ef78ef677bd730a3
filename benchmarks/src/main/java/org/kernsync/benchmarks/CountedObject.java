package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.ref.RefCount;

/** An object that lives as long as somebody refers to it. */
interface CountedObject {
  /** Takes a reference; the caller has one. */
  void get();

  /**
   * Drops a reference.
   *
   * @return whether it was the last
   */
  boolean put();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    REF_COUNT("RefCount", () -> new ByRefCount(new RefCount(1))),
    ATOMIC_INTEGER("AtomicInteger", () -> new ByHand(new AtomicInteger(1)));

    private final String label;
    private final Supplier<CountedObject> maker;

    Kind(String label, Supplier<CountedObject> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no count " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    CountedObject open() {
      return maker.get();
    }
  }

  /** Ours. */
  record ByRefCount(RefCount count) implements CountedObject {
    @Override
    public void get() {
      count.inc();
    }

    @Override
    public boolean put() {
      return count.decAndTest();
    }
  }

  /** What one writes without it: the same two questions, answered by the same saturation. */
  record ByHand(AtomicInteger count) implements CountedObject {
    private static final int SATURATED = 0xC000_0000;

    @Override
    public void get() {
      int old = count.getAndIncrement();
      if (old <= 0 || old == Integer.MAX_VALUE) {
        misused("a reference taken", old);
      }
    }

    @Override
    public boolean put() {
      int old = count.getAndDecrement();
      if (old <= 0) {
        misused("a reference dropped", old);
      }
      return old == 1;
    }

    private void misused(String what, int old) {
      count.set(SATURATED);
      throw new IllegalStateException(what + " at " + old);
    }
  }
}
