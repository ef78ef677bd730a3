package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the rules of ordering comments find: small sources, each with one fault, and one without.
 */
class OrderingRulesTest {
  private static final String HEAD =
      """
      import java.lang.invoke.MethodHandles;
      import java.lang.invoke.VarHandle;

      final class Flag {
        private int data;
        private volatile boolean up;
        private boolean word;
      """;
  private static final String TRAILER =
      """
        private boolean wordPlain() {
          return (boolean) WORD.get(this);
        }

        private boolean wordOpaque() {
          return (boolean) WORD.getOpaque(this);
        }

        private boolean wordAcquire() {
          return (boolean) WORD.getAcquire(this);
        }

        private void setWordRelease(boolean newWord) {
          WORD.setRelease(this, newWord);
        }

        private static final VarHandle WORD;

        static {
          try {
            WORD = MethodHandles.lookup().findVarHandle(Flag.class, "word", boolean.class);
          } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
          }
        }
      }
      """;
  private static final int LINES_OF_HEAD = (int) HEAD.lines().count();

  private static OrderingRules rules(String members, OrderingExemptions exemptions)
      throws IOException {
    String source = HEAD + members + TRAILER;
    return new OrderingRules(
        new OrderedSources(Map.of("Flag.java", source), List.of()), exemptions);
  }

  /** The faults of a class with these members; lines count from its first member. */
  private static List<String> faults(String members) throws IOException {
    return rules(members, OrderingExemptions.NONE).problems();
  }

  private static String at(int line) {
    return "Flag.java:" + (LINES_OF_HEAD + line) + ":";
  }

  private static String pair(String release, String acquire) {
    return """
      void put(int value) {
        data = value;
        setWordRelease(true);%s
      }

      int get() {
        return wordAcquire() ? data : 0;%s
      }
    """
        .formatted(
            release.isEmpty() ? "" : " // " + release, acquire.isEmpty() ? "" : " // " + acquire);
  }

  private static final String RELEASE = "release: F1, pairs with #get; data";
  private static final String ACQUIRE = "acquire: F1, pairs with #put; data";

  /** A pair that names each other has no fault, and both of its accesses are counted. */
  @Test
  void pair_namesEachOther_noFault() throws IOException {
    OrderingRules rules = rules(pair(RELEASE, ACQUIRE), OrderingExemptions.NONE);
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.places().checked()).isEqualTo(2);
    assertThat(rules.uncommented()).isZero();
  }

  /** An access without a comment is found, and counted. */
  @Test
  void comment_missing_isFound() throws IOException {
    OrderingRules rules = rules(pair(RELEASE, ""), OrderingExemptions.NONE);
    assertThat(rules.problems())
        .contains(at(7) + " no comment \"acquire: ...\" at wordAcquire()")
        .anyMatch(each -> each.startsWith(at(3)) && each.endsWith("is not named back by #get"));
    assertThat(rules.uncommented()).isEqualTo(1);
  }

  /** A comment with the word of another mode is found, from both sides. */
  @Test
  void modeWord_wrong_isFound() throws IOException {
    assertThat(faults(pair(RELEASE, "opaque: F1, pairs with #put; data")))
        .contains(
            at(7) + " no comment \"acquire: ...\" at wordAcquire()",
            at(7) + " the comment says \"opaque\", no access does");
  }

  /** A partner that is no method of the sources is found. */
  @Test
  void partner_notThere_isFound() throws IOException {
    assertThat(faults(pair(RELEASE, "acquire: F1, pairs with #post; data")))
        .anyMatch(
            each -> each.startsWith(at(7)) && each.contains("names #post, which is not there"));
  }

  /** A partner that names somebody else is found. */
  @Test
  void partner_namesAnother_isFound() throws IOException {
    assertThat(faults(pair("release: F1, pairs with #put; data", ACQUIRE)))
        .anyMatch(each -> each.startsWith(at(7)) && each.endsWith("is not named back by #put"));
  }

  /** A partner that names this one under another label is found. */
  @Test
  void partner_underAnotherLabel_isFound() throws IOException {
    assertThat(faults(pair("release: F2, pairs with #get; data", ACQUIRE)))
        .anyMatch(each -> each.startsWith(at(3)) && each.endsWith("is not named back by #get"))
        .anyMatch(each -> each.startsWith(at(7)) && each.endsWith("is not named back by #put"));
  }

  /** An acquire that pairs with an acquire is found. */
  @Test
  void acquire_withAcquire_isFound() throws IOException {
    String members =
        """
          boolean one() {
            return wordAcquire(); // acquire: F1, pairs with #other; data
          }

          boolean other() {
            return wordAcquire(); // acquire: F1, pairs with #one; data
          }
        """;
    assertThat(faults(members))
        .anyMatch(each -> each.startsWith(at(2)) && each.endsWith("in #other: [acquire]"))
        .anyMatch(each -> each.startsWith(at(6)) && each.endsWith("in #one: [acquire]"));
  }

  /** An acquire without a partner is found, unless it says that less would do. */
  @Test
  void acquire_withoutPartner_isFoundUnlessLessWouldDo() throws IOException {
    String members = "boolean is() {\n return wordAcquire(); // acquire: %s\n}\n";
    assertThat(faults(members.formatted("F1; the flag")))
        .singleElement()
        .asString()
        .startsWith(at(2))
        .endsWith("names no partner, and no weaker mode that would do");
    assertThat(faults(members.formatted("opaque would do, a hint"))).isEmpty();
  }

  /** A pair without a label is found. */
  @Test
  void label_missing_isFound() throws IOException {
    assertThat(faults(pair(RELEASE, "acquire: pairs with #put; data")))
        .anyMatch(each -> each.startsWith(at(7)) && each.endsWith("has no label"));
  }

  /** Fences, volatile fields, and plain accesses of a field that a handle reaches need comments. */
  @Test
  void fenceVolatileAndPlain_withoutComment_areFound() throws IOException {
    String members =
        """
          void raise() {
            VarHandle.fullFence();
            up = true;
            word = false;
            if (up) {
              data++;
            }
          }
        """;
    assertThat(faults(members))
        .containsExactlyInAnyOrder(
            at(2) + " no comment \"full: ...\" at VarHandle.fullFence()",
            at(3) + " no comment \"volatile: ...\" at up",
            at(4) + " no comment \"plain: ...\" at word",
            at(5) + " no comment \"volatile: ...\" at up");
  }

  /** An accessor that is named after another mode than its own is found. */
  @Test
  void accessor_namedAfterAnotherMode_isFound() throws IOException {
    String members =
        """
          private boolean seenAcquire() {
            return (boolean) WORD.getOpaque(this); // opaque: a hint
          }
        """;
    assertThat(faults(members))
        .singleElement()
        .asString()
        .startsWith(at(2))
        .contains("Flag#seenAcquire is named acquire, but");
  }

  /** A comment that stands at no access is found. */
  @Test
  void comment_atNoAccess_isFound() throws IOException {
    assertThat(faults("void nothing() {\n  data = 0; // release: F1, pairs with #get; data\n}\n"))
        .containsExactly(at(2) + " the comment says \"release\", but stands at no access");
  }

  /** A comment that points at a clause that is not there is found. */
  @Test
  void asAbove_withNothingAbove_isFound() throws IOException {
    assertThat(faults("boolean is() {\n return wordOpaque(); // opaque: as above\n}\n"))
        .singleElement()
        .asString()
        .startsWith(at(2))
        .endsWith("points at no clause of its mode");
  }

  /** The caller's partner is for classes whose users have the other side. */
  @Test
  void callersPartner_inAnotherClass_isFound() throws IOException {
    String members =
        "boolean is() {\n return wordAcquire(); // acquire: pairs with the caller's\n}\n";
    assertThat(faults(members)).singleElement().asString().endsWith("must name its partner");
    OrderingExemptions flag = new OrderingExemptions(Map.of(), Map.of("Flag", "a test"));
    assertThat(rules(members, flag).problems()).isEmpty();
  }

  /** An exemption covers its class, and one that nothing needs is found. */
  @Test
  void exemption_unused_isFound() throws IOException {
    OrderingExemptions two =
        new OrderingExemptions(Map.of("Flag", "a test", "Other", "a test"), Map.of("Third", "too"));
    OrderingRules rules = rules(pair("", ""), two);
    assertThat(rules.problems())
        .containsExactlyInAnyOrder(
            "exemption that nothing needs: Other",
            "exemption that nothing needs: partners of Third");
    assertThat(rules.places().checked()).isZero();
    assertThat(rules.places().exempted()).isEqualTo(4);
  }
}
