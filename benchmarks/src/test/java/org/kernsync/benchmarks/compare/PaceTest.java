package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a fork warms up. */
class PaceTest {
  private static final List<Pace> PACES = List.of(Pace.FULL, Pace.BRISK, Pace.QUICK);

  /** Where adders outnumber the cores, the compiler gets the time that it needs. */
  @Test
  void warmUps_moreAddersThanCores_lastLonger() {
    Cell crowd = Cell.of(Question.COUNTS, "any", 8);
    for (Pace pace : PACES) {
      assertThat(pace.warmUps(crowd, 2) * pace.warmUpMillis()).isBetween(900, 1_100);
    }
  }

  /** Elsewhere a fork warms up as its pace says. */
  @Test
  void warmUps_others_asThePaceSays() {
    for (Pace pace : PACES) {
      assertThat(pace.warmUps(Cell.of(Question.COUNTS, "any", 2), 2)).isEqualTo(pace.warmUps());
      assertThat(pace.warmUps(Cell.of(Question.SECTIONS, "any", 8), 2)).isEqualTo(pace.warmUps());
    }
  }
}
