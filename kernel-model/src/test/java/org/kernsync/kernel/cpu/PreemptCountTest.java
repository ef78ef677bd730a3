package org.kernsync.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PreemptCountTest {
  private final PreemptCount count = new PreemptCount();

  /** Each kind of section counts in its own field of the kernel's layout. */
  @Test
  void enter_eachKind_countsInItsField() {
    assertThat(count.enter(PreemptCount.PREEMPT_OFFSET)).as("the first").isTrue();
    assertThat(count.enter(PreemptCount.PREEMPT_OFFSET)).isFalse();
    assertThat(count.enter(PreemptCount.SOFTIRQ_DISABLE_OFFSET)).isFalse();
    assertThat(count.enter(PreemptCount.HARDIRQ_OFFSET)).isFalse();
    assertThat(count.value()).isEqualTo(0x10202);
    assertThat(count.inHardirq()).isTrue();
    assertThat(count.inSoftirq()).isTrue();
    assertThat(count.inServingSoftirq()).as("disabled is not serving").isFalse();
    count.leave(PreemptCount.HARDIRQ_OFFSET);
    count.enter(PreemptCount.SOFTIRQ_OFFSET);
    assertThat(count.value()).isEqualTo(0x302);
    assertThat(count.inServingSoftirq()).isTrue();
    assertThat(count.inHardirq()).isFalse();
    assertThat(count).hasToString("0x00000302 (hardirq 0, softirq 1 and serving, preempt 2)");
  }

  /** Only the last section that is left says so. */
  @Test
  void leave_nested_lastOnly() {
    count.enter(PreemptCount.PREEMPT_OFFSET);
    count.enter(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
    assertThat(count.leave(PreemptCount.PREEMPT_OFFSET)).isFalse();
    assertThat(count.leave(PreemptCount.SOFTIRQ_DISABLE_OFFSET)).isTrue();
    assertThat(count.inInterrupt()).isFalse();
  }

  /** A section that was not entered cannot be left, even where other fields would lend a bit. */
  @Test
  void leave_notEntered_throwsAndKeepsTheCount() {
    count.enter(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
    assertThatThrownBy(() -> count.leave(PreemptCount.PREEMPT_OFFSET))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("softirq 1");
    assertThat(count.value()).isEqualTo(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /** 255 sections fit; one more does not spill into the softirq field. */
  @Test
  void enter_fieldFull_throwsAndKeepsTheCount() {
    for (int depth = 0; depth < 255; depth++) {
      count.enter(PreemptCount.PREEMPT_OFFSET);
    }
    assertThatThrownBy(() -> count.enter(PreemptCount.PREEMPT_OFFSET))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("overflow");
    assertThat(count.value()).isEqualTo(255);
  }
}
