package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one thread sees that reads in the middle of its own writes. */
class SeqLatchTest {
  private final SeqLatch latch = new SeqLatch();
  private final long[][] pair = new long[2][2];

  /**
   * A reader that interrupts its own writer, between any two of its steps, gets a whole pair at the
   * first try: the old one until the second half begins, the new one from then on.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE - 1, -2, -4})
  void read_betweenAnyTwoSteps_wholePairAtOnce(int first) {
    SeqLatch wrapping = new SeqLatch(first);
    for (long value = 1; value <= 4; value++) {
      assertPair(wrapping, value - 1);
      wrapping.writeBegin();
      assertPair(wrapping, value - 1);
      pair[0][0] = value;
      assertPair(wrapping, value - 1);
      pair[0][1] = -value;
      assertPair(wrapping, value - 1);
      wrapping.writeSecond();
      assertPair(wrapping, value);
      pair[1][0] = value;
      assertPair(wrapping, value);
      pair[1][1] = -value;
      assertPair(wrapping, value);
      wrapping.writeEnd();
      assertPair(wrapping, value);
    }
  }

  private void assertPair(SeqLatch wrapping, long value) {
    int start = wrapping.readBegin();
    long[] copy = pair[SeqLatch.copyOf(start)];
    assertThat(copy).containsExactly(value, -value);
    assertThat(wrapping.readRetry(start)).as("no step meanwhile").isFalse();
    assertThat(wrapping.readLong(index -> pair[index][0] - pair[index][1])).isEqualTo(2 * value);
  }

  /** A read that a step of the writer falls into must run again, whichever step it is. */
  @Test
  void readRetry_stepMeanwhile_true() {
    int start = latch.readBegin();
    latch.writeBegin();
    assertThat(latch.readRetry(start)).as("first half").isTrue();
    start = latch.readBegin();
    latch.writeSecond();
    assertThat(latch.readRetry(start)).as("second half").isTrue();
    start = latch.readBegin();
    latch.writeEnd();
    assertThat(latch.readRetry(start)).as("the end moves no reader").isFalse();
  }

  /**
   * A function runs again with the other copy if a step came in between; its first result is lost.
   */
  @Test
  void read_stepMeanwhile_runsAgainWithTheOtherCopy() {
    StringBuilder runs = new StringBuilder();
    String result =
        latch.read(
            copy -> {
              runs.append(copy);
              if (runs.length() == 1) {
                latch.writeBegin();
              }
              return "copy " + copy;
            });
    assertThat(result).isEqualTo("copy 1");
    assertThat(runs.toString()).isEqualTo("01");
  }

  /** What a function throws on a mixture is dropped; what it throws on a whole comes out. */
  @Test
  void read_throws_judgedByTheNumber() {
    StringBuilder runs = new StringBuilder();
    assertThatThrownBy(
            () ->
                latch.readLong(
                    copy -> {
                      runs.append(copy);
                      if (runs.length() == 1) {
                        latch.writeBegin();
                      }
                      throw new IllegalArgumentException("copy " + copy);
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("copy 1");
    assertThat(runs.toString()).isEqualTo("01");
    assertThatThrownBy(
            () ->
                latch.read(
                    copy -> {
                      throw new StackOverflowError("copy " + copy);
                    }))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("copy 1");
  }

  /** Steps in another order are refused and change nothing; the right one still works. */
  @Test
  void write_stepsOutOfOrder_throwAndChangeNothing() {
    int start = latch.readBegin();
    assertMisuse(latch::writeSecond, "writeSecond");
    assertMisuse(latch::writeEnd, "writeEnd");
    assertThat(latch.readRetry(start)).isFalse();

    latch.writeBegin();
    start = latch.readBegin();
    assertThatThrownBy(latch::writeBegin).isInstanceOf(IllegalStateException.class);
    assertMisuse(latch::writeEnd, "writeEnd");
    assertThat(latch.readRetry(start)).isFalse();

    latch.writeSecond();
    start = latch.readBegin();
    assertThatThrownBy(latch::writeBegin).isInstanceOf(IllegalStateException.class);
    assertMisuse(latch::writeSecond, "writeSecond");
    assertThat(latch.readRetry(start)).isFalse();

    latch.writeEnd();
    assertMisuse(latch::writeEnd, "writeEnd");
    latch.writeBegin();
  }

  /** The text names the copy in use. */
  @Test
  void toString_halfWritten_namesTheCopy() {
    assertThat(latch.toString()).contains("[0, readers use copy 0]");
    latch.writeBegin();
    assertThat(latch.toString()).contains("[1, readers use copy 1]");
  }

  /** There is nothing to read with null. */
  @Test
  void read_null_throws() {
    assertThatNullPointerException().isThrownBy(() -> latch.read(null));
    assertThatNullPointerException().isThrownBy(() -> latch.readLong(null));
  }

  private void assertMisuse(Runnable step, String name) {
    assertThatThrownBy(step::run)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("readers use copy");
  }
}
