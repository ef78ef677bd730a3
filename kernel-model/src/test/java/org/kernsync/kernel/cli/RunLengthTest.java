package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.workload.GlobalSettings;
import org.kernsync.kernel.workload.RtAppParser;
import org.kernsync.kernel.workload.SuspendRule;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;

/** The option decides, then the workload, then a rule that the user is told of. */
class RunLengthTest {
  private static final long SECOND = 1_000_000_000L;

  private static Workload workload(String global, String task) throws WorkloadException {
    String text = "{\"global\":{%s},\"tasks\":{\"t\":{%s}}}".formatted(global, task);
    return RtAppParser.parse("w.json", new StringReader(text), SuspendRule.AUTO);
  }

  @Test
  void of_optionGiven_isTheOptionWithoutRemark() throws WorkloadException {
    RunLength length = RunLength.of(workload("\"duration\":7", "\"run\":1"), 3 * SECOND);
    assertThat(length).isEqualTo(new RunLength(3 * SECOND, 0, null));
    assertThat(length.isOver(100 * SECOND)).isFalse();
  }

  @Test
  void of_workloadWithDuration_isTheWorkloads() throws WorkloadException {
    assertThat(RunLength.of(workload("\"duration\":0.5", "\"run\":1"), null))
        .isEqualTo(new RunLength(SECOND / 2, 0, null));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"run\":1'",
    "'\"loop\":-1,\"run\":1'",
    "'\"phases\":{\"p\":{\"loop\":-1,\"run\":1}}'"
  })
  void of_endlessTaskAndNoDuration_isTenSecondsAndSaysSo(String task) throws WorkloadException {
    for (String global : new String[] {"", "\"duration\":-1"}) {
      RunLength length = RunLength.of(workload(global, task), null);
      assertThat(length.runNanos()).isEqualTo(10 * SECOND);
      assertThat(length.remark()).contains("task t never ends", "10 s", "--duration");
    }
  }

  @Test
  void of_tasksThatEndAndNoDuration_isUntilTheyEndAtMostThirtySeconds() throws WorkloadException {
    RunLength length = RunLength.of(workload("", "\"loop\":5,\"run\":1"), null);
    assertThat(length.runNanos()).isEqualTo(GlobalSettings.ENDLESS);
    assertThat(length.remark()).contains("until its tasks have ended", "30 s", "--duration");
    assertThat(length.isOver(30 * SECOND - 1)).isFalse();
    assertThat(length.isOver(30 * SECOND)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000000", "2.5, 2500000000", "1e1, 10000000000", "0.000001, 1000"})
  void convert_seconds_areNanoseconds(String seconds, long nanos) {
    assertThat(new DurationConverter().convert(seconds)).isEqualTo(nanos);
  }
}
