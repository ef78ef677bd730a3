package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.percpu.PerCpuRef;

/** Counts the users of something that lives long. */
interface UserCount {
  /** One user more; there is one already. */
  void get();

  /** One user less, not the last. */
  void put();

  /**
   * The first user goes too.
   *
   * @return whether nobody is left
   */
  boolean end();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    PER_CPU_REF("PerCpuRef", ByPerCpuRef::new),
    ATOMIC_LONG("AtomicLong", () -> new ByAtomicLong(new AtomicLong(1)));

    private final String label;
    private final Supplier<UserCount> maker;

    Kind(String label, Supplier<UserCount> maker) {
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

    UserCount make() {
      return maker.get();
    }
  }

  /** Ours. */
  final class ByPerCpuRef implements UserCount {
    private final AtomicBoolean released = new AtomicBoolean();
    private final PerCpuRef count = new PerCpuRef(() -> released.set(true));

    @Override
    public void get() {
      count.get();
    }

    @Override
    public void put() {
      count.put();
    }

    @Override
    public boolean end() {
      count.kill();
      return released.get();
    }
  }

  /** One word, with the one question that counting users by hand has to ask. */
  record ByAtomicLong(AtomicLong count) implements UserCount {
    @Override
    public void get() {
      count.incrementAndGet();
    }

    @Override
    public void put() {
      if (count.decrementAndGet() == 0) {
        throw new AssertionError("released while the first user was there");
      }
    }

    @Override
    public boolean end() {
      return count.decrementAndGet() == 0;
    }
  }
}
