package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.percpu.PerCpuCounter;

/** A counter that many threads add to and that is seldom read. */
interface EventCounter {
  /** Adds one. */
  void add();

  /**
   * What was added so far.
   *
   * @return the sum, exact while nobody adds
   */
  long sum();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    PER_CPU_COUNTER(
        "PerCpuCounter", () -> new ByPerCpuCounter(new PerCpuCounter(0, ByPerCpuCounter.BATCH))),
    LONG_ADDER("LongAdder", () -> new ByLongAdder(new LongAdder())),
    ATOMIC_LONG("AtomicLong", () -> new ByAtomicLong(new AtomicLong()));

    private final String label;
    private final Supplier<EventCounter> maker;

    Kind(String label, Supplier<EventCounter> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no counter " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    EventCounter make() {
      return maker.get();
    }
  }

  /** Ours. */
  record ByPerCpuCounter(PerCpuCounter counter) implements EventCounter {
    /** So much a CPU keeps to itself. */
    private static final int BATCH = 128;

    @Override
    public void add() {
      counter.add(1);
    }

    @Override
    public long sum() {
      return counter.sum();
    }
  }

  /** The JDK's for this purpose. */
  record ByLongAdder(LongAdder counter) implements EventCounter {
    @Override
    public void add() {
      counter.add(1);
    }

    @Override
    public long sum() {
      return counter.sum();
    }
  }

  /** One word. */
  record ByAtomicLong(AtomicLong counter) implements EventCounter {
    @Override
    public void add() {
      counter.incrementAndGet();
    }

    @Override
    public long sum() {
      return counter.get();
    }
  }
}
