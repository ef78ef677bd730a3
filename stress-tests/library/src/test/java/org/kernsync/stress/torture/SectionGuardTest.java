package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whoever is in a section beside somebody is seen, at either end of it. */
class SectionGuardTest {
  private final SectionGuard guard = new SectionGuard();

  /** One after the other is nothing to tell of. */
  @Test
  void enter_oneByOne_nothingWrong() {
    assertThat(guard.enterWriting(1)).isNull();
    assertThat(guard.exitWriting(1)).isNull();
    guard.countWritten();
    assertThat(guard.enterReading(2)).isNull();
    assertThat(guard.enterReading(3)).isNull();
    assertThat(guard.exitReading(2)).isNull();
    assertThat(guard.exitReading(3)).isNull();
    assertThat(guard.settle()).isNull();
  }

  /** The second writer is seen as it comes, and the first one sees it as it leaves. */
  @Test
  void enterWriting_besideWriter_seenByBoth() {
    guard.enterWriting(1);

    assertThat(guard.enterWriting(2)).isEqualTo("overlap: writers 1 and 2 are inside");
    assertThat(guard.exitWriting(1)).isEqualTo("overlap: writer 1 leaves and finds 2");
    assertThat(guard.exitWriting(2)).isEqualTo("overlap: writer 2 leaves and finds none");
  }

  /** A reader and a writer see each other, whoever came first. */
  @Test
  void enter_readerBesideWriter_seenByBoth() {
    guard.enterWriting(1);
    assertThat(guard.enterReading(2)).isEqualTo("overlap: reader 2 is inside with writer 1");
    assertThat(guard.exitWriting(1)).isEqualTo("overlap: writer 1 leaves with 1 reader inside");

    assertThat(guard.enterWriting(3)).isEqualTo("overlap: writer 3 is inside with 1 reader");
    assertThat(guard.exitReading(2)).isEqualTo("overlap: reader 2 leaves with writer 3 inside");
  }

  /** What a writer has not finished is seen, and by a writer too. */
  @Test
  void exit_halfWritten_seen() {
    guard.enterWriting(1);
    guard.enterWriting(2);
    guard.exitWriting(2);

    assertThat(guard.enterReading(3)).isNull();
    assertThat(guard.exitReading(3)).contains("half of what a writer wrote");

    guard.enterWriting(4);
    assertThat(guard.exitWriting(4)).contains("what writer 4 left in the section has changed");
  }

  /** One more than there are permits is seen. */
  @Test
  void enterPermitted_oneTooMany_seen() {
    assertThat(guard.enterPermitted(2)).isNull();
    assertThat(guard.enterPermitted(2)).isNull();
    assertThat(guard.enterPermitted(2)).isEqualTo("overlap: 3 with 2 permits");
    guard.exitPermitted();
    guard.exitPermitted();
    assertThat(guard.enterPermitted(2)).isNull();
  }

  /** What is missing at the end is told. */
  @Test
  void settle_lostSection_seen() {
    guard.enterWriting(1);
    guard.exitWriting(1);
    guard.countWritten();
    guard.countWritten();

    assertThat(guard.settle()).isEqualTo("overlap: 2 writers have left 1 and 1");
  }
}
