package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Only changes of hands count, and the end is everybody's. */
class TurnsTest {
  private final Turns turns = new Turns();

  /** A party that control comes back to has not switched. */
  @Test
  void next_sameParty_countsOnce() {
    turns.start(3);
    for (int i = 0; i < 10; i++) {
      assertThat(turns.next("one")).isTrue();
    }
    assertThat(turns.next("other")).isTrue();
    assertThat(turns.next("one")).isFalse();
  }

  /** The party that was waiting when the batch ended ends too, and the next batch starts anew. */
  @Test
  void next_afterTheLastSwitch_endsForBoth() {
    turns.start(1);
    assertThat(turns.next("one")).isFalse();
    assertThat(turns.next("other")).isFalse();
    turns.start(2);
    assertThat(turns.next("other")).isTrue();
  }
}
