package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kernsync.kernel.workload.Workloads.refusal;
import static org.kernsync.kernel.workload.Workloads.taskRefusal;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a workload is said in one sentence, with its place and the way out. */
class BadInputTest {
  private static final String SENTENCE = "w\\.json(:\\d+:\\d+)?: [^\\p{Cntrl}]+; [^\\p{Cntrl}]+";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]                     | w.json:1:1: the file holds an array; it takes an object with"
            + " \"tasks\"",
        "7                       | w.json:1:1: the file holds 7; it takes an object with \"tasks\"",
        "{}                      | w.json:1:1: there is no \"tasks\"; describe at least one task",
        "{\"tasks\":{}}          | w.json:1:10: there are no tasks; describe at least one",
        "{\"tasks\":[]}          | w.json:1:10: key \"tasks\" holds an array; it takes an object"
            + " with tasks",
        "{\"tasks\"}             | w.json:1:9: key \"tasks\" holds nothing; it takes an object with"
            + " tasks",
        "{\"global\":1}          | w.json:1:11: key \"global\" holds 1; it takes an object with"
            + " settings",
        "{\"tasks\":{\"t\":3}}   | w.json:1:15: key \"t\" holds 3; it takes an object with the"
            + " task's phases or events",
        "{\"tasks\":{\"\":{}}}   | w.json:1:11: a task is named \"\"; name it with printable"
            + " characters",
        "{\"tasks\":{\"\\n"
            + "\":{}}} | w.json:1:11: a task is named \"\\u000a\"; name it with printable"
            + " characters",
        "{\"tasks\":{\"t\":{}}}  | w.json:1:11: task \"t\" has no events; give it at least one,"
            + " such as \"run\" : 1000",
        "// only this            | w.json: the file holds only comments; describe at least one"
            + " task",
      })
  void parse_wrongShape_isNamed(String text, String sentence) {
    assertThat(refusal(text)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"run\":\"5\"         | key \"run\" holds the string \"5\"; it takes a whole number of"
            + " microseconds from 0 to 2147483647",
        "\"run\":1.5           | key \"run\" holds 1.5; it takes a whole number of microseconds",
        "\"run\":1e3           | key \"run\" holds 1e3; it takes a whole number of microseconds",
        "\"run\":true          | key \"run\" holds true; it takes",
        "\"run\":null          | key \"run\" holds nothing; it takes",
        "\"run\"               | key \"run\" holds nothing; it takes",
        "\"run\":[1]           | key \"run\" holds an array; it takes",
        "\"run\":-1            | key \"run\" holds -1; it takes",
        "\"run\":2147483648    | key \"run\" holds 2147483648; it takes",
        "\"sleep\":99999999999999999999 | key \"sleep\" holds 99999999999999999999; it takes",
        "\"mem\":-1            | it takes a whole number of bytes from 0 to 2147483647",
        "\"iorun\":{}          | key \"iorun\" holds an object; it takes a whole number of bytes",
        "\"lock\":5            | key \"lock\" holds 5; it takes a string",
        "\"lock\":\"\"         | key \"lock\" holds the string \"\"; it takes a name that is not"
            + " empty",
        "\"lock\"              | key \"lock\" holds nothing; it takes a string",
        "\"resume\"            | key \"resume\" holds nothing; it takes a string",
        "\"signal\":\"a\\u0007b\" | key \"signal\" holds the string \"a\\u0007b\"; it takes a name"
            + " of printable characters",
        "\"suspend\":5         | key \"suspend\" holds 5; it takes a string",
        "\"yield\":{}          | key \"yield\" holds an object; it takes an empty string",
        "\"timer\":\"unique\"  | key \"timer\" holds the string \"unique\"; it takes an object with"
            + " ref, period, mode",
        "\"timer\":{\"ref\":\"x\"} | key \"timer\" has no \"period\"; give it \"period\", the"
            + " period in microseconds",
        "\"timer\":{\"period\":1}  | key \"timer\" has no \"ref\"; give it",
        "\"timer\":{\"ref\":\"x\",\"period\":-1} | key \"period\" holds -1; it takes",
        "\"timer\":{\"ref\":\"x\",\"period\":1,\"mode\":\"fast\"} | key \"mode\" holds the string"
            + " \"fast\"; it takes one of absolute, relative",
        "\"timer\":{\"ref\":\"x\",\"perod\":1}   | key \"timer\" knows no \"perod\"; it takes",
        "\"wait\":{\"ref\":\"q\"}  | key \"wait\" has no \"mutex\"; give it \"mutex\", a mutex that"
            + " the task holds",
        "\"wait\":\"q\"        | it takes an object with ref, mutex",
        "\"sync\":{\"ref\":\"q\"}  | key \"sync\" has no \"mutex\"; give it",
        "\"memrun\":{}         | key \"memrun\" has no \"type\"; give it \"type\", read, write or"
            + " chase",
        "\"memrun\":{\"type\":\"x\"} | it takes one of chase, read, write",
        "\"memrun\":{\"type\":\"read\",\"size\":0} | key \"size\" holds 0; it takes",
        "\"fork\":\"nobody\"   | task \"t\" forks an unknown \"nobody\"; describe that task",
      })
  void parse_wrongEvent_isNamed(String members, String part) {
    assertThat(taskRefusal(members)).matches(SENTENCE).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"walk\":1            | key \"walk\" of task \"t\" is neither an event nor a property;"
            + " events are lock, unlock,",
        "\"loop\":0            | key \"loop\" holds 0; it takes -1 for endless, or a whole number"
            + " of turns from 1 to 2147483647",
        "\"loop\":-2           | key \"loop\" holds -2; it takes",
        "\"loop\":3000000000   | key \"loop\" holds 3000000000; it takes",
        "\"loop\":\"2\"        | key \"loop\" holds the string \"2\"; it takes",
        "\"instance\":-1       | key \"instance\" holds -1; it takes a whole number from 0 to"
            + " 10000",
        "\"instance\":10001    | key \"instance\" holds 10001; it takes",
        "\"delay\":-5          | key \"delay\" holds -5; it takes",
        "\"delay\":0.5         | key \"delay\" holds 0.5; it takes",
        "\"priority\":20       | key \"priority\" holds 20; it takes under SCHED_OTHER a nice level"
            + " from -20 to 19",
        "\"policy\":\"SCHED_FIFO\",\"priority\":0 | it takes under SCHED_FIFO a priority from 1 to"
            + " 99",
        "\"policy\":\"SCHED_FAST\" | there is no scheduling policy \"SCHED_FAST\"; use one of"
            + " SCHED_OTHER,",
        "\"policy\":1          | key \"policy\" holds 1; it takes a string",
        "\"cpus\":0            | key \"cpus\" holds 0; it takes an array of CPU numbers",
        "\"cpus\":[]           | key \"cpus\" holds an array; it takes an array of CPU numbers from"
            + " 0 to 1023, at least one",
        "\"cpus\":[-1]         | key \"cpus\" holds -1; it takes in each place a CPU number",
        "\"cpus\":[1024]       | key \"cpus\" holds 1024; it takes",
        "\"cpus\":[\"a\"]      | key \"cpus\" holds the string \"a\"; it takes",
        "\"util_min\":1025     | key \"util_min\" holds 1025; it takes",
        "\"dl-runtime\":-1     | key \"dl-runtime\" holds -1; it takes",
        "\"taskgroup\":\"a\"   | it takes a path that begins with a slash",
        "\"nodes_membind\":1   | it takes an array of node numbers",
        "\"loop\":1,\"loop\":2 | key \"loop\" was given before, at 1:24; keep one of the two",
        "\"priority\":1,\"priority\":1 | key \"priority\" was given before",
        "\"phases\":{\"p\":{\"run\":1}} | event \"run\" stands beside \"phases\" and would never"
            + " run; move it into a phase",
      })
  void parse_wrongTask_isNamed(String members, String part) {
    assertThat(taskRefusal("\"run\":1," + members)).matches(SENTENCE).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"phases\":[]              | w.json:1:25: key \"phases\" holds an array; it takes an"
            + " object",
        "\"phases\":{}              | w.json:1:16: there are no phases; describe at least one",
        "\"phases\":{\"p\":{}}      | w.json:1:26: phase \"p\" has no events; give it at least one",
        "\"phases\":{\"p\":1}       | w.json:1:30: key \"p\" holds 1; it takes an object with the",
        "\"phases\":{\"p\":{\"instance\":1,\"run\":1}} | key \"instance\" of phase \"p\" is"
            + " neither",
        "\"phases\":{\"p\":{\"loop\":0,\"run\":1}}     | key \"loop\" holds 0; it takes -1",
      })
  void parse_wrongPhase_isNamed(String members, String part) {
    assertThat(taskRefusal(members)).matches(SENTENCE).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"exec\":5000          | write the work as a \"run\" event",
        "\"period\":5000        | write the period as a \"timer\" event, or as \"dl-period\"",
        "\"deadline\":5000      | write it as \"dl-deadline\"",
        "\"lock_order\":[\"m0\"] | write each step as an event of its own, in this order",
        "\"resources\":{}       | write each use as an event of its own",
        "\"sleep\":false        | write \"sleep\" with a number of microseconds",
      })
  void parse_oldGrammar_isRefusedWithAWayOut(String members, String wayOut) {
    assertThat(taskRefusal(members))
        .matches(SENTENCE)
        .startsWith("w.json:1:16: task key ")
        .contains(" belongs to rt-app's old grammar; " + wayOut);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"duration\":0",
        "\"duration\":-2",
        "\"duration\":1e300",
        "\"duration\":\"5\"",
        "\"duration\":2147483648",
        "\"default_policy\":\"OTHER\"",
        "\"pi_enabled\":1",
        "\"lock_pages\":\"yes\"",
        "\"calibration\":\"GPU0\"",
        "\"calibration\":0",
        "\"calibration\":true",
        "\"logdir\":5",
        "\"log_basename\":\"\"",
        "\"log_size\":\"huge\"",
        "\"log_size\":-1",
        "\"gnuplot\":0",
        "\"ftrace\":\"main,everything\"",
        "\"ftrace\":3",
        "\"io_device\":null",
        "\"mem_buffer_size\":0",
        "\"mem_buffer_size\":2147483647",
        "\"cumulative_slack\":[]",
      })
  void parse_wrongGlobal_isNamed(String member) {
    String key = member.substring(0, member.indexOf(':'));
    String sentence = refusal("{\"tasks\":{\"t\":{\"run\":1}},\"global\":{" + member + "}}");
    assertThat(sentence).matches(SENTENCE).startsWith("w.json:1:");
    if (!key.equals("\"default_policy\"")) {
      assertThat(sentence).contains("key " + key + " holds ").contains("; it takes ");
    }
  }

  @Test
  void parse_sectionGivenTwice_isNamed() {
    assertThat(refusal("{\"tasks\":{\"t\":{\"run\":1}},\n\"tasks\":{\"t\":{\"run\":1}}}"))
        .isEqualTo("w.json:2:1: key \"tasks\" was given before, at 1:2; keep one of the two");
  }

  @Test
  void parse_tooManyThreads_isRefused() {
    String two = "\"a\":{\"instance\":10000,\"run\":1},\n\"b\":{\"run\":1}";
    assertThat(refusal("{\"tasks\":{" + two + "}}"))
        .isEqualTo(
            "w.json:2:1: with this task there are more than 10000;"
                + " describe fewer tasks or instances");
    String many =
        IntStream.range(0, 10_001)
            .mapToObj(i -> "\"t" + i + "\":{\"instance\":0,\"run\":1}")
            .collect(Collectors.joining(",", "{\"tasks\":{", "}}"));
    assertThat(refusal(many)).contains("there are more than 10000");
  }

  @Test
  void parse_noTaskThatStarts_isRefused() {
    assertThat(taskRefusal("\"instance\":0,\"run\":1"))
        .isEqualTo("w.json:1:10: no task would ever start; give one of them an \"instance\" of 1");
  }

  @Test
  void parse_tooManyTaskGroups_isRefused() {
    String phases =
        IntStream.range(0, 33)
            .mapToObj(i -> "\"p\":{\"run\":1,\"taskgroup\":\"/g" + i + "\"}")
            .collect(Collectors.joining(",", "\"phases\":{", "}"));
    assertThat(taskRefusal(phases)).contains("this is task group number 33; use at most 32");
  }

  @Test
  void parse_errorInAFile_knowsItsPlace() {
    WorkloadException refused =
        catchThrowableOfType(
            WorkloadException.class,
            () -> Workloads.parse("{\n  \"tasks\" : {\n\t\"t\" : { \"run\" : -1 } } }"));
    assertThat(refused.location()).contains(new Location(3, 18));
    assertThat(refused).hasMessageStartingWith("w.json:3:18: key \"run\" holds -1;");
  }
}
