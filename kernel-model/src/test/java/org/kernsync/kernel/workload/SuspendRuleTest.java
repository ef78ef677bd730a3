package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.parse;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A suspend waits on its group or on its task, by the rule, and the notes say which where it
 * matters.
 */
class SuspendRuleTest {
  private static final String TEXT =
      """
      {"tasks":{
        "a":{"suspend":"Group","run":1},
        "b":{"suspend":"Nobody","run":1},
        "c":{"suspend":"c","run":1},
        "d":{"suspend","run":1},
        "e":{"suspend":"","run":1},
        "waker":{"resume":"Group","resume":"c","sleep":1}}}
      """;

  @Test
  void resolve_auto_groupsWhereAResumeNamesTheString() throws WorkloadException {
    Workload workload = parse(TEXT, SuspendRule.AUTO);
    assertThat(queues(workload)).containsExactly("Group", "b", "c", "d", "e");
    assertThat(workload.notes())
        .containsExactly(
            "line 2: task \"a\" suspends on the group \"Group\" (rule group: a resume names it)",
            "line 3: task \"b\" suspends on its own name (rule self: no resume names \"Nobody\")");
  }

  @Test
  void resolve_group_takesEveryString() throws WorkloadException {
    Workload workload = parse(TEXT, SuspendRule.GROUP);
    assertThat(queues(workload)).containsExactly("Group", "Nobody", "c", "d", "e");
    assertThat(workload.notes())
        .containsExactly(
            "line 2: task \"a\" suspends on the group \"Group\" (rule group: as asked for)",
            "line 3: task \"b\" suspends on the group \"Nobody\" (rule group: as asked for)");
  }

  @Test
  void resolve_self_takesNoString() throws WorkloadException {
    Workload workload = parse(TEXT, SuspendRule.SELF);
    assertThat(queues(workload)).containsExactly("a", "b", "c", "d", "e");
    assertThat(workload.notes()).hasSize(2).allMatch(note -> note.contains("(rule self: as asked"));
  }

  @Test
  void resolve_stringsThatChangeNothing_areNotNoted() throws WorkloadException {
    Workload workload =
        parse("{\"tasks\":{\"a\":{\"suspend\":\"a\",\"run\":1,\"suspend\"}}}", SuspendRule.SELF);
    assertThat(queues(workload)).containsExactly("a", "a");
    assertThat(workload.notes()).isEmpty();
  }

  private static List<String> queues(Workload workload) {
    return workload.tasks().stream()
        .flatMap(task -> task.phases().get(0).events().stream())
        .filter(Event.Suspend.class::isInstance)
        .map(event -> ((Event.Suspend) event).queue())
        .toList();
  }
}
