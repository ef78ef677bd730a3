package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;

/**
 * The pipe of rcutorture: an element that was removed counts the grace periods since, and no reader
 * may find one in its hands that has seen a whole one.
 */
class RcuGracePeriodTest {
  private static final int PIPE = 10;
  private static final long RUN_NANOS = 700_000_000;

  private static final class Element {
    private volatile int pipe;
  }

  private interface GracePeriod {
    void pass(long number);
  }

  private static AtomicLongArray torture(Rcu rcu, GracePeriod gracePeriod) {
    return torture(
        Stream.of(ReadSide.values())
            .<Supplier<ReadSide.Reader>>map(side -> () -> side.open(rcu))
            .toList(),
        gracePeriod);
  }

  private static AtomicLongArray torture(
      List<Supplier<ReadSide.Reader>> sides, GracePeriod gracePeriod) {
    RcuReference<Element> current = new RcuReference<>(new Element());
    AtomicLongArray seen = new AtomicLongArray(PIPE + 1);
    AtomicBoolean stop = new AtomicBoolean();
    List<Crew> crews = new ArrayList<>();
    int seed = 0;
    for (var kind : Crew.kinds()) {
      Crew crew = new Crew(kind);
      crews.add(crew);
      for (Supplier<ReadSide.Reader> side : sides) {
        Random random = new Random(seed++);
        crew.start(() -> read(side.get(), current, seen, stop, random));
      }
    }
    write(current, gracePeriod);
    stop.set(true);
    crews.forEach(Crew::close);
    return seen;
  }

  private static void read(
      ReadSide.Reader reader,
      RcuReference<Element> current,
      AtomicLongArray seen,
      AtomicBoolean stop,
      Random random) {
    while (!stop.get()) {
      reader.enter();
      Element element = current.dereference();
      int delay = random.nextInt(100);
      if (delay == 0) {
        Thread.yield();
      }
      for (int i = 0; i < delay; i++) {
        Thread.onSpinWait();
      }
      seen.incrementAndGet(element.pipe);
      reader.exit();
    }
    reader.close();
  }

  private static void write(RcuReference<Element> current, GracePeriod gracePeriod) {
    Deque<Element> pool = new ArrayDeque<>();
    Deque<Element> removed = new ArrayDeque<>();
    long begin = System.nanoTime();
    for (long number = 0; System.nanoTime() - begin < RUN_NANOS; number++) {
      Element fresh = pool.isEmpty() ? new Element() : pool.pop();
      fresh.pipe = 0;
      Element old = current.replace(fresh);
      old.pipe = 1;
      removed.add(old);
      gracePeriod.pass(number);
      for (Element each : removed) {
        each.pipe++; // volatile: the writer alone
      }
      while (removed.peek() != null && removed.peek().pipe == PIPE) {
        pool.push(removed.remove());
      }
    }
  }

  private static long tooOld(AtomicLongArray seen) {
    long sum = 0;
    for (int i = 2; i < seen.length(); i++) {
      sum += seen.get(i);
    }
    return sum;
  }

  /** With readers of all kinds at work, nobody holds what a whole grace period has passed over. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gracePeriod_readersOfAllKinds_isNeverTooShort(boolean expedited) {
    try (Rcu rcu = new Rcu()) {
      AtomicLongArray seen =
          torture(
              rcu,
              number -> {
                if (expedited) {
                  rcu.synchronizeExpedited();
                } else {
                  rcu.synchronize();
                }
              });
      assertThat(tooOld(seen)).as("%s", seen).isZero();
      assertThat(seen.get(0)).isPositive();
      assertThat(rcu.statistics().gracePeriods()).isPositive();
    }
  }

  /** The same of readers that may block. */
  @Test
  void gracePeriod_ofSrcu_isNeverTooShort() {
    try (Srcu srcu = new Srcu()) {
      Supplier<ReadSide.Reader> side = () -> ReadSide.of(srcu);
      AtomicLongArray seen = torture(List.of(side, side), number -> srcu.synchronizeExpedited());
      assertThat(tooOld(seen)).as("%s", seen).isZero();
      assertThat(seen.get(0)).isPositive();
    }
  }

  /** The same of readers that say when they hold nothing. */
  @Test
  void gracePeriod_ofQsbrRcu_isNeverTooShort() {
    try (QsbrRcu qsbr = new QsbrRcu()) {
      Supplier<ReadSide.Reader> side = () -> ReadSide.of(qsbr);
      AtomicLongArray seen = torture(List.of(side, side), number -> qsbr.synchronizeExpedited());
      assertThat(tooOld(seen)).as("%s", seen).isZero();
      assertThat(seen.get(0)).isPositive();
    }
  }

  /** The same test finds it when nobody waits. */
  @Test
  void gracePeriod_leftOut_isFound() {
    try (Rcu rcu = new Rcu()) {
      assertThat(tooOld(torture(rcu, number -> {}))).isPositive();
    }
  }
}
