package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;

/** The judge: every way in which a run can be wrong is a problem, and a right one is none. */
class JcstressVerdictTest {
  private static final String OURS = "org.kernsync.stress.jcstress.sleep.Mutex_Exclusion";
  private static final String TWIN = OURS + ".Twin";
  private static final String FINE = "1, 2";
  private static final String FORBIDDEN = "1, 1";

  private static final List<JcstressSuite.Test> BOTH = JcstressSuite.matching("Mutex_Exclusion");

  /** The list knows which of the two is broken. */
  @Test
  void matching_twoTests_twinKnown() {
    assertThat(BOTH).extracting(JcstressSuite.Test::name).containsExactly(OURS, TWIN);
    assertThat(BOTH).extracting(JcstressSuite.Test::isTwin).containsExactly(false, true);
    assertThat(BOTH).extracting(JcstressSuite.Test::actors).containsOnly(2);
  }

  /** Ours green and the twin red is what is wanted. */
  @Test
  void of_oursGreenTwinRed_noProblem() throws IOException {
    JcstressVerdict verdict = judge(result(OURS, FINE), result(TWIN, FORBIDDEN));
    assertThat(verdict.misfits(1)).isEmpty();
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.executed()).isEqualTo(2);
    assertThat(verdict.redTwins()).isEqualTo(1);
  }

  /** One forbidden outcome in one of several configurations is enough. */
  @Test
  void of_oursForbiddenOnce_problem() throws IOException {
    JcstressVerdict verdict =
        judge(result(OURS, FINE), result(OURS, FORBIDDEN), result(TWIN, FORBIDDEN));
    assertThat(verdict.problems()).singleElement().asString().contains(OURS, "[1, 1]");
  }

  /** A twin that nobody notices is a test that cannot fail. */
  @Test
  void of_twinGreen_problem() throws IOException {
    JcstressVerdict verdict = judge(result(OURS, FINE), result(TWIN, FINE));
    assertThat(verdict.problems()).singleElement().asString().contains(TWIN, "no forbidden");
  }

  /** A listed test without a result has not passed. */
  @Test
  void of_resultMissing_problem() throws IOException {
    JcstressVerdict verdict = judge(result(TWIN, FORBIDDEN));
    assertThat(verdict.problems()).containsExactly(OURS + " did not run");
    assertThat(verdict.executed()).isEqualTo(1);
  }

  /** Nor has one that ended with an error, whatever it saw before. */
  @Test
  void of_timeout_problem() throws IOException {
    TestResult timeout = new TestResult(Status.TIMEOUT_ERROR);
    timeout.setConfig(config(OURS));
    JcstressVerdict verdict = judge(result(OURS, FINE), timeout, result(TWIN, FORBIDDEN));
    assertThat(verdict.problems()).singleElement().asString().contains(OURS, "TIMEOUT_ERROR");
  }

  /** A result of a test that was not to run means that the list is not the one that ran. */
  @Test
  void of_resultNotListed_problem() throws IOException {
    JcstressVerdict verdict =
        JcstressVerdict.of(
            List.of(BOTH.get(0)), List.of(), List.of(result(OURS, FINE), result(TWIN, FINE)), 2);
    assertThat(verdict.problems()).containsExactly(TWIN + " ran without being listed");
  }

  /** jcstress is content with nothing to do; this is not. */
  @Test
  void of_nothingListed_problem() {
    JcstressVerdict verdict = JcstressVerdict.of(List.of(), List.of(), List.of(), 2);
    assertThat(verdict.problems()).containsExactly("no test is listed");
  }

  /** An exit code that does not fit the results means that they are not all there. */
  @Test
  void misfits_exitCodeDoesNotFit_told() throws IOException {
    assertThat(judge(result(OURS, FINE), result(TWIN, FORBIDDEN)).misfits(0))
        .singleElement()
        .asString()
        .contains("exited with 0");
    assertThat(judge(result(OURS, FINE)).misfits(1)).hasSize(1);
  }

  /** Three actors on two processors cannot run, which is told; two actors on one is a problem. */
  @Test
  void of_tooFewProcessors_toldOrProblem() {
    JcstressSuite.Test three = test("three", 3);
    JcstressVerdict onTwo = JcstressVerdict.of(List.of(three), List.of(), List.of(), 2);
    assertThat(onTwo.problems()).isEmpty();
    assertThat(onTwo.tooLarge()).isEqualTo(1);
    assertThat(printed(onTwo)).contains("not run here: three, 3 actors");

    JcstressVerdict onOne = JcstressVerdict.of(List.of(test("two", 2)), List.of(), List.of(), 1);
    assertThat(onOne.problems()).containsExactly("two did not run");
    assertThat(onOne.tooLarge()).isZero();
  }

  /** What the caller leaves out is no problem, but counted and named. */
  @Test
  void of_leftOut_countedAndNamed() throws IOException {
    JcstressVerdict verdict =
        JcstressVerdict.of(BOTH, List.of(BOTH.get(1)), List.of(result(OURS, FINE)), 2);
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.leftOut()).isEqualTo(1);
    assertThat(printed(verdict))
        .contains("left out: " + TWIN)
        .contains("executed 1 of 2 listed (0 need more than 2 processors, 1 left out)")
        .contains("twins red: 0 of 0");
  }

  /** What a litmus test may show is counted and printed, and no problem. */
  @Test
  void of_interestingOutcome_countedAndNoProblem() throws IOException {
    String test = "org.kernsync.stress.litmus.StoreBuffering.SB_poonceonces";
    JcstressVerdict verdict =
        JcstressVerdict.of(
            JcstressSuite.matching(Pattern.quote(test)),
            List.of(),
            List.of(result(test, "0, 0"), result(test, "0, 0"), result(test, "0, 1")),
            2);
    assertThat(verdict.problems()).isEmpty();
    assertThat(printed(verdict))
        .containsPattern("SB_poonceonces +3 +3 +2 +0\\R")
        .contains("executed 1 of 1 listed");
  }

  private static JcstressVerdict judge(TestResult... results) {
    return JcstressVerdict.of(BOTH, List.of(), List.of(results), 2);
  }

  private static String printed(JcstressVerdict verdict) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    verdict.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static JcstressSuite.Test test(String name, int actors) {
    return new JcstressSuite.Test(name, actors, null, name, false);
  }

  private static TestResult result(String name, String state) throws IOException {
    TestResult result = new TestResult(Status.NORMAL);
    result.setConfig(config(name));
    result.addState(state, 1);
    return result;
  }

  private static TestConfig config(String name) throws IOException {
    Options options = new Options(new String[0]);
    options.parse();
    return new TestConfig(options, TestList.getInfo(name), 0, List.of(), 0, null);
  }
}
