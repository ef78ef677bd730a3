package org.kernsync.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Texts are found by their signs, wherever comments and white space stand. */
class SourceTextTest {
  private static final String SOURCE =
      """
      int next; // opaque: L1, pairs with next
      /* next = 2; */
      void step() {
        next =
            next + 1; // next = next + 1
        say("// no comment", '"');
      }
      """;

  /** Neither comments nor line breaks nor blanks count, in the source or in the text. */
  @Test
  void count_otherBlanksAndComments_found() {
    SourceText source = new SourceText(SOURCE);
    assertThat(source.count("next=next+1;")).isEqualTo(1);
    assertThat(source.count("{ next = /* again */ next + 1;\n say(")).isEqualTo(1);
    assertThat(source.count("next = 2;")).isZero();
    assertThat(source.count("next")).isEqualTo(3);
  }

  /** What looks like a comment in a literal is none. */
  @Test
  void count_literals_takenAsTheyAre() {
    assertThat(new SourceText(SOURCE).count("say(\"// no comment\", '\"');")).isEqualTo(1);
    assertThat(new SourceText(SOURCE).count("say(\"//nocomment\"")).isZero();
  }

  /** The text goes, with the comments in it; the rest stays as it is. */
  @Test
  void replaced_onePlace_onlyItChanges() {
    assertThat(new SourceText(SOURCE).replaced("next = next + 1; say", "next++; say"))
        .isEqualTo(
            """
            int next; // opaque: L1, pairs with next
            /* next = 2; */
            void step() {
              next++; say("// no comment", '"');
            }
            """);
  }

  /** What stands there twice or not at all is refused. */
  @Test
  void replaced_notOnce_throws() {
    SourceText source = new SourceText(SOURCE);
    assertThatThrownBy(() -> source.replaced("next", "x")).hasMessageContaining("3 times");
    assertThatThrownBy(() -> source.replaced("prev", "x")).hasMessageContaining("0 times");
    assertThatThrownBy(() -> source.count("// nothing")).hasMessageContaining("no text");
  }
}
