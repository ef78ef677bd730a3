package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStateCodeTest {
  /** Every state prints as Linux's letter; bits that only modify a state change nothing. */
  @ParameterizedTest
  @CsvSource({
    "0x0, R",
    "0x1, S",
    "0x2, D",
    "0x4, T",
    "0x8, t",
    "0x10, X",
    "0x20, Z",
    "0x40, P",
    "0x402, I",
    "0x102, D",
    "0x101, S",
    "0x80, X",
    "0xA0, Z",
    "0x800, R",
    "0x200, R"
  })
  void letter_eachState_isLinuxLetter(String state, char letter) {
    assertThat(TaskStateCode.letter(Integer.decode(state))).isEqualTo(letter);
  }

  /** What is printed reads back as the same state. */
  @ParameterizedTest
  @ValueSource(strings = {"0x0", "0x1", "0x2", "0x4", "0x8", "0x10", "0x20", "0x40", "0x402"})
  void parse_ofLetter_isTheState(String hex) {
    int state = Integer.decode(hex);
    assertThat(TaskStateCode.parse(String.valueOf(TaskStateCode.letter(state)))).isEqualTo(state);
  }

  /** The three dialects of prev_state. */
  @ParameterizedTest
  @CsvSource({
    "R+, 0, true",
    "R, 0, false",
    "D|K, 2, false",
    "x, 16, false",
    "S+, 1, true",
    "4096, 0, true",
    "1024, 0, true",
    "256, 0, true",
    "0, 0, false",
    "1, 1, false",
    "2, 2, false",
    "130, 2, false",
    "64, 16, false",
    "16, 16, false"
  })
  void parse_eachDialect_givesStateAndPreemption(String text, int state, boolean preempted) {
    assertThat(TaskStateCode.parse(text)).isEqualTo(state);
    assertThat(TaskStateCode.isPreempted(text)).isEqualTo(preempted);
  }

  /** What is no state is refused. */
  @ParameterizedTest
  @ValueSource(strings = {"?", "+", "99999999999", "1x", ""})
  void parse_noState_throws(String text) {
    assertThatThrownBy(() -> TaskStateCode.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A task's end is told from its sleep. */
  @Test
  void isFinal_zombieAndDead_only() {
    assertThat(TaskStateCode.isFinal(0x20)).isTrue();
    assertThat(TaskStateCode.isFinal(0x10)).isTrue();
    assertThat(TaskStateCode.isFinal(0x2)).isFalse();
    assertThat(TaskStateCode.isFinal(TaskStateCode.IDLE)).isFalse();
  }
}
