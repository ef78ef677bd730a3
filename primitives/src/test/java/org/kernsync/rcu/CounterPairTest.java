package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.Crew;

/** The pair of counters by itself: the steps that races of whole domains hardly ever meet. */
class CounterPairTest {
  /** So many at least, and so many sections beside them: on a busy machine they take turns. */
  private static final int LOOKS = 2_000_000;

  private static final int SECTIONS = 1_000_000;

  private final CounterPair counters = new CounterPair(CpuIds.threads());

  /**
   * A section that counts under the phase before, as one does that has read the phase and counts
   * after it has changed, is waited for: this takes the second turn.
   */
  @Test
  void awaitEarlier_sectionOfThePhaseBefore_isWaitedFor() {
    long token = counters.enter();
    Runnable stop =
        () -> {
          throw new IllegalStateException("enough");
        };
    assertThatThrownBy(() -> counters.awaitEarlier(newWait(), stop))
        .as("waits, with the phase changed")
        .hasMessage("enough");

    AtomicInteger naps = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            counters.awaitEarlier(newWait(), naps::incrementAndGet);
            over.set(true);
          });
      Crew.until("it waits, or not", () -> naps.get() >= 3 || over.get());
      boolean tooShort = over.get();
      counters.exit(token);
      assertThat(tooShort).as("over while the section is open").isFalse();
    }
    assertThat(over).isTrue();
    assertThat(counters.inside()).isZero();
  }

  /** However many come and go while it is counted, one that stays is never counted out. */
  @Test
  void inside_othersComeAndGo_neverFewerThanAreInside() {
    long token = counters.enter();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger sections = new AtomicInteger();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            while (!done.get()) {
              counters.exit(counters.enter());
              sections.incrementAndGet();
            }
          });
      long fewest = Long.MAX_VALUE;
      for (int look = 0; look < LOOKS || sections.get() < SECTIONS; look++) {
        fewest = Math.min(fewest, counters.inside());
      }
      done.set(true);
      assertThat(fewest).isPositive();
    } finally {
      counters.exit(token);
    }
    assertThat(counters.inside()).isZero();
  }

  private static ReaderWait newWait() {
    return new ReaderWait(false, new Stalls(Long.MAX_VALUE, stall -> {}));
  }
}
