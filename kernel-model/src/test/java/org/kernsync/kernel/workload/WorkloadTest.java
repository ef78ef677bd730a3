package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kernsync.kernel.workload.Workloads.parse;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A workload answers what its runner asks before it starts. */
class WorkloadTest {
  private static final String TEXT =
      """
      {"tasks":{
        "a":{"cpus":[0],"run":1},
        "b":{"cpus":[1,0],"phases":{
          "p":{"run":1},
          "q":{"cpus":[1,5],"run":1}}}}}
      """;

  @Test
  void requireCpus_enough_isSilent() throws WorkloadException {
    Workload workload = parse(TEXT);
    assertThat(workload.highestCpu()).isEqualTo(5);
    assertThatCode(() -> workload.requireCpus(6)).doesNotThrowAnyException();
  }

  @Test
  void requireCpus_tooFew_namesTaskAndPlace() throws WorkloadException {
    Workload workload = parse(TEXT);
    assertThat(refusal(workload, 5))
        .isEqualTo(
            "w.json:5:10: task \"b\" asks for CPU 5, but there are 5;"
                + " run it with --cpus 6 or more");
    assertThat(refusal(workload, 1))
        .isEqualTo(
            "w.json:3:8: task \"b\" asks for CPU 1, but there is 1;"
                + " run it with --cpus 6 or more");
  }

  @Test
  void requireCpus_noneNamed_needsNone() throws WorkloadException {
    Workload workload = parse("{\"tasks\":{\"t\":{\"run\":1}}}");
    assertThat(workload.highestCpu()).isEqualTo(-1);
    assertThatCode(() -> workload.requireCpus(1)).doesNotThrowAnyException();
  }

  @Test
  void task_byName_isFoundOrNot() throws WorkloadException {
    Workload workload = parse(TEXT);
    assertThat(workload.task("b")).contains(workload.tasks().get(1));
    assertThat(workload.task("c")).isEmpty();
  }

  @Test
  void notes_veryMany_areCounted() throws WorkloadException {
    String text =
        IntStream.range(0, 150)
            .mapToObj(i -> "\"key" + i + "\":1,")
            .collect(Collectors.joining("", "{", "\"tasks\":{\"t\":{\"run\":1}}}"));
    assertThat(parse(text).notes()).hasSize(101).endsWith("50 more notes like these");
  }

  @Test
  void message_textOfTheUser_cannotMoveTheCursor() {
    String sentence =
        Workloads.refusal("{\"tasks\":{\"t\":{\"\\u001b[2J\\u202e" + "x".repeat(80) + "\":1}}}");
    assertThat(sentence).contains("key \"\\u001b[2J\\u202e" + "x".repeat(55) + "...\" of task");
  }

  private static String refusal(Workload workload, int cpus) {
    return catchThrowableOfType(WorkloadException.class, () -> workload.requireCpus(cpus))
        .getMessage();
  }
}
