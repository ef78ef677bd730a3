package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Quartiles, and what is made of them. */
class SpreadTest {
  /** Of nine the quartiles are the third from either end, in whatever order they come. */
  @Test
  void of_nine_isExact() {
    assertThat(Spread.of(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0)))
        .isEqualTo(new Spread(1, 3, 5, 7, 9));
  }

  /** Between neighbours is interpolated. */
  @Test
  void of_few_interpolates() {
    assertThat(Spread.of(List.of(1.0, 2.0, 4.0))).isEqualTo(new Spread(1, 1.5, 2, 3, 4));
    assertThat(Spread.of(List.of(1.0, 2.0))).isEqualTo(new Spread(1, 1.25, 1.5, 1.75, 2));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 7, 7));
  }

  /** Nothing has no spread. */
  @Test
  void of_none_throws() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  /** A row holds when its lower quartile does; on the bound is enough, and the median is not. */
  @Test
  void judge_lowerQuartile_isHeldAgainstTheBound() {
    Spread spread = new Spread(0.5, 1.25, 2, 3, 4);
    assertThat(Target.lowerQuartile(1.25).judge(spread)).isEqualTo(Verdict.HOLDS);
    assertThat(Target.lowerQuartile(1.26).judge(spread)).isEqualTo(Verdict.MISSES);
    assertThat(Target.median(2).judge(spread)).isEqualTo(Verdict.HOLDS);
    assertThat(Target.median(2.01).judge(spread)).isEqualTo(Verdict.MISSES);
    assertThat(Target.REPORTED.judge(spread)).isEqualTo(Verdict.REPORTED);
  }
}
