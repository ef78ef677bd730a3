package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the suite runs, how often, and with which budget. */
class JcstressPlanTest {
  private static final String CLAIM = "Mutex_Exclusion";

  /** The parts are the whole, each test is in one of them, and a claim with what belongs to it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void shard_allParts_areTheList(int count) {
    List<JcstressSuite.Test> all = JcstressPlan.of(List.of()).listed();
    List<JcstressSuite.Test> united = new ArrayList<>();
    Map<String, Integer> partOfClaim = new HashMap<>();
    for (int index = 1; index <= count; index++) {
      List<JcstressSuite.Test> part =
          JcstressPlan.of(List.of("--shard", index + "/" + count)).listed();
      united.addAll(part);
      for (JcstressSuite.Test test : part) {
        Integer before = partOfClaim.put(test.claim(), index);
        assertThat(before).as(test.name()).isIn(null, index);
      }
    }
    assertThat(all).hasSizeGreaterThan(120);
    assertThat(united).containsExactlyInAnyOrderElementsOf(all);
  }

  /** Of two parts none is much larger. */
  @Test
  void shard_ofTwo_aboutHalf() {
    int all = JcstressPlan.of(List.of()).listed().size();
    int first = JcstressPlan.of(List.of("--shard", "1/2")).listed().size();
    assertThat(first).isBetween(all * 2 / 5, all * 3 / 5);
  }

  /** Each twin, and each control, is told to belong to a test that has outcomes of its own. */
  @Test
  void listed_twins_belongToClaims() {
    List<JcstressSuite.Test> all = JcstressPlan.of(List.of()).listed();
    List<String> names = all.stream().map(JcstressSuite.Test::name).toList();
    assertThat(all)
        .filteredOn(JcstressSuite.Test::isTwin)
        .hasSizeGreaterThan(60)
        .allSatisfy(twin -> assertThat(twin.claim()).isIn(names).isNotEqualTo(twin.name()));
  }

  /** Bad parts are refused with a sentence. */
  @ParameterizedTest
  @ValueSource(strings = {"0/2", "3/2", "1/0", "1", "a/b", "-1/2", "1/2/3", "1/9999999", ""})
  void shard_bad_sentence(String shard) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JcstressPlan.of(List.of("--shard", shard)))
        .withMessage("--shard takes i/n with i from 1 to n, such as 1/4; not '" + shard + "'");
  }

  /** So are options without a value, twice, or with one that is none. */
  @Test
  void options_bad_sentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JcstressPlan.of(List.of("--shard")))
        .withMessageContaining("--shard takes a value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JcstressPlan.of(List.of("-t", "a", "-t", "b")))
        .withMessage("-t is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JcstressPlan.of(List.of("-t", "(")))
        .withMessageContaining("-t takes a regular expression, not '('");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JcstressPlan.of(List.of("-c", "two")))
        .withMessage("-c takes a number of processors, not 'two'");
  }

  /** Ours in all configurations, the twin in one, and each with the budget. */
  @Test
  void passes_default_oursInAllConfigurationsTwinsInOne() {
    List<JcstressPlan.Pass> passes = JcstressPlan.of(List.of("-t", CLAIM, "-c", "2")).passes();
    assertThat(passes).hasSize(2);
    assertThat(passes.get(0).tests()).singleElement().matches(test -> !test.isTwin());
    assertThat(passes.get(0).options())
        .containsSequence("-time", "100")
        .containsSequence("-iters", "2")
        .contains("-jvmArgsPrepend")
        .doesNotContain("-sc", "-jvmArgs");
    assertThat(passes.get(1).tests()).singleElement().matches(JcstressSuite.Test::isTwin);
    assertThat(passes.get(1).options())
        .containsSequence("-time", "100")
        .containsSequence("-sc", "false")
        .contains("-jvmArgs");
  }

  /** A quick run is one pass. */
  @Test
  void passes_quick_onePass() {
    assertThat(JcstressPlan.of(List.of("--quick", "-t", CLAIM, "-c", "2")).passes())
        .singleElement()
        .satisfies(pass -> assertThat(pass.tests()).hasSize(2))
        .satisfies(pass -> assertThat(pass.options()).containsSequence("-sc", "false"));
  }

  /** What the caller says about the budget stands, and no option is there twice. */
  @Test
  void passes_budgetGiven_overridesOurs() {
    List<String> given = List.of("-t", CLAIM, "-c", "2", "-time", "300", "-r", "there");
    for (JcstressPlan.Pass pass : JcstressPlan.of(given).passes()) {
      assertThat(pass.options())
          .containsSequence("-time", "300")
          .containsSequence("-r", "there")
          .containsSequence("-iters", "2")
          .doesNotContain("100");
      assertThat(pass.options())
          .filteredOn(option -> option.startsWith("-"))
          .doesNotHaveDuplicates();
    }
    for (JcstressPlan.Pass pass : JcstressPlan.of(List.of("-c", "2", "-m", "tough")).passes()) {
      assertThat(pass.options()).containsSequence("-m", "tough").doesNotContain("-time", "-iters");
    }
  }

  /** Twins that stayed green get longer, and nothing else runs again. */
  @Test
  void again_greenTwin_longerAndAlone() {
    JcstressPlan plan = JcstressPlan.of(List.of("-t", CLAIM, "-c", "2"));
    List<JcstressSuite.Test> twin = plan.passes().get(1).tests();
    JcstressPlan.Pass again = plan.again(twin);
    assertThat(again.tests()).isEqualTo(twin);
    assertThat(again.options())
        .containsSequence("-time", "1000")
        .containsSequence(
            "-t", "^(\\Qorg.kernsync.stress.jcstress.sleep.Mutex_Exclusion.Twin\\E)$");
  }

  /** Nothing is started for what cannot run, or is left out. */
  @Test
  void passes_nothingToRun_none() {
    assertThat(JcstressPlan.of(List.of("-t", CLAIM, "-c", "1")).passes()).isEmpty();
    JcstressPlan without = JcstressPlan.of(List.of("-t", CLAIM, "--without", CLAIM));
    assertThat(without.passes()).isEmpty();
    assertThat(without.leftOut()).isEqualTo(without.listed()).hasSize(2);
  }

  /** The whole suite, in its default budget, on two cores: within the hour that it may take. */
  @Test
  void estimate_default_withinAnHour() {
    JcstressEstimate estimate = new JcstressEstimate(100, 2, 2);
    for (JcstressPlan.Pass pass : JcstressPlan.of(List.of("-c", "2")).passes()) {
      estimate.add(pass.tests(), pass.options().contains("-sc"));
    }
    assertThat(estimate.seconds()).isBetween(600L, 3_600L);
    assertThat(JcstressPlan.of(List.of("-c", "2")).estimate()).contains("about", " min");
    assertThat(JcstressPlan.of(List.of("-c", "2", "-m", "tough")).estimate()).isEmpty();
  }
}
