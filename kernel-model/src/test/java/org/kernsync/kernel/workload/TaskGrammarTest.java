package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.parse;
import static org.kernsync.kernel.workload.Workloads.task;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Tasks, phases, loops and properties come out as they were written, absent where they were not.
 */
class TaskGrammarTest {

  @Test
  void read_taskWithoutPhases_isOnePhase() throws WorkloadException {
    TaskSpec task = task("\"run\":1");
    assertThat(task.name()).isEqualTo("t");
    assertThat(task.instances()).isEqualTo(1);
    assertThat(task.delayNanos()).isZero();
    assertThat(task.loop()).isEqualTo(PhaseSpec.ENDLESS);
    assertThat(task.properties()).isEqualTo(Properties.NONE);
    assertThat(task.location()).isEqualTo(new Location(1, 11));
    PhaseSpec phase = task.phases().get(0);
    assertThat(task.phases()).hasSize(1);
    assertThat(phase.name()).isEqualTo("t");
    assertThat(phase.loop()).isEqualTo(1);
    assertThat(phase.properties()).isEqualTo(Properties.NONE);
  }

  @Test
  void read_loopOfTaskWithoutPhases_isThePhases() throws WorkloadException {
    TaskSpec counted = task("\"loop\":3,\"run\":1");
    assertThat(counted.loop()).isEqualTo(1);
    assertThat(counted.phases().get(0).loop()).isEqualTo(3);
    TaskSpec endless = task("\"run\":1,\"loop\":-1");
    assertThat(endless.loop()).isEqualTo(1);
    assertThat(endless.phases().get(0).loop()).isEqualTo(PhaseSpec.ENDLESS);
  }

  @Test
  void read_phases_keepOrderLoopsAndEqualNames() throws WorkloadException {
    TaskSpec task =
        task(
            """
            "loop":2,"phases":{"b":{"loop":5,"run":1},"a":{"run":2},"b":{"sleep":3,},}
            """);
    assertThat(task.loop()).isEqualTo(2);
    assertThat(task.phases()).extracting(PhaseSpec::name).containsExactly("b", "a", "b");
    assertThat(task.phases()).extracting(PhaseSpec::loop).containsExactly(5, 1, 1);
    assertThat(task("\"phases\":{\"p\":{\"run\":1}}").loop()).isEqualTo(PhaseSpec.ENDLESS);
  }

  @Test
  void read_instanceAndDelay_areKept() throws WorkloadException {
    TaskSpec task = task("\"instance\":12,\"delay\":1500,\"run\":1");
    assertThat(task.instances()).isEqualTo(12);
    assertThat(task.delayNanos()).isEqualTo(1_500_000);
  }

  @Test
  void read_properties_standWhereTheyWereWritten() throws WorkloadException {
    TaskSpec task =
        task(
            """
            "policy":"SCHED_BATCH", "priority":-19, "cpus":[2,0,2], "taskgroup":"/tg1/tg11",
            "phases":{
              "p":{"cpus":[1], "policy":"SCHED_OTHER", "run":1},
              "q":{"priority":7, "util_min":10, "util_max":-1, "run":1}}
            """);
    Properties own = task.properties();
    assertThat(own.policy()).contains(Policy.BATCH);
    assertThat(own.priority()).hasValue(-19);
    assertThat(own.cpus().map(CpuList::cpus)).contains(List.of(0, 2));
    assertThat(own.taskgroup()).contains("/tg1/tg11");
    Properties p = task.phases().get(0).properties();
    assertThat(p.cpus().map(CpuList::toBitSet)).contains(BitSet.valueOf(new long[] {2}));
    assertThat(p.policy()).contains(Policy.OTHER);
    assertThat(p.priority()).isEmpty();
    Properties q = task.phases().get(1).properties();
    assertThat(q.cpus()).isEmpty();
    assertThat(q.policy()).isEmpty();
    assertThat(q.priority()).hasValue(7);
    assertThat(q.utilMin()).hasValue(10);
    assertThat(q.utilMax()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void read_deadlineKeys_defaultFromLeftToRight() throws WorkloadException {
    TaskSpec task = task("\"policy\":\"SCHED_DEADLINE\",\"dl-runtime\":100,\"run\":1");
    assertThat(task.properties().deadline())
        .contains(new Properties.DeadlineParameters(100_000, 100_000, 100_000));
    assertThat(task("\"dl-runtime\":1,\"dl-period\":9,\"dl-deadline\":5,\"run\":1").properties())
        .extracting(Properties::deadline)
        .isEqualTo(Optional.of(new Properties.DeadlineParameters(1_000, 9_000, 5_000)));
  }

  @Test
  void read_priority_isCheckedAgainstThePolicyInForce() throws WorkloadException {
    TaskSpec task =
        task(
            """
            "policy":"SCHED_FIFO","priority":99,"phases":{
              "p":{"priority":50,"run":1},
              "q":{"policy":"SCHED_IDLE","run":1},
              "r":{"priority":-20,"run":1}}
            """);
    assertThat(task.phases().get(2).properties().priority()).hasValue(-20);
  }

  @Test
  void read_policiesWithoutClass_areNoted() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"tasks":{
              "a":{"policy":"SCHED_DEADLINE","run":1},
              "b":{"policy":"SCHED_OTHER","taskgroup":"/g","nodes_membind":[0],"run":1},
              "c":{"policy":"SCHED_FIFO","priority":1,"run":1},
              "d":{"policy":"SCHED_RR","run":1}},
             "global":{"default_policy":"SCHED_DEADLINE"}}
            """);
    assertThat(workload.global().defaultPolicy()).isEqualTo(Policy.DEADLINE);
    assertThat(workload.notes())
        .containsExactly(
            "line 6: SCHED_DEADLINE is not modelled: run at the highest fair weight",
            "line 2: SCHED_DEADLINE is not modelled: run at the highest fair weight",
            "line 3: task group \"/g\" is accepted but shares nothing yet",
            "line 3: memory nodes are accepted but not used");
  }

  @Test
  void read_taskNameGivenTwice_isNumbered() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"tasks":{"a":{"run":1},"a1":{"run":2},"a":{"run":3},"a":{"run":4}}}
            """);
    assertThat(workload.tasks()).extracting(TaskSpec::name).containsExactly("a", "a1", "a2", "a3");
    assertThat(workload.notes())
        .contains("line 1: there is a task \"a\" already, so this one is \"a2\"");
  }

  @Test
  void comm_longName_isCutAtFifteen() throws WorkloadException {
    Workload workload = parse("{\"tasks\":{\"OMXCallbackDisp2\":{\"run\":1}}}");
    assertThat(workload.tasks().get(0).comm()).isEqualTo("OMXCallbackDisp");
    assertThat(workload.notes())
        .containsExactly("line 1: task \"OMXCallbackDisp2\" is shown as \"OMXCallbackDisp\"");
    String pair = "\uD83D\uDE00";
    Workload split = parse("{\"tasks\":{\"12345678901234" + pair + "\":{\"run\":1}}}");
    assertThat(split.tasks().get(0).comm()).isEqualTo("12345678901234");
  }

  @Test
  void barrierUsers_countInstancesAtEachMention() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"tasks":{
              "a":{"instance":3,"barrier":"x","run":1,"barrier":"y"},
              "b":{"barrier":"x","run":1,"barrier":"x"},
              "c":{"instance":0,"barrier":"z"}}}
            """);
    assertThat(workload.barrierUsers())
        .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("x", 5, "y", 3, "z", 0));
    assertThat(workload.notes())
        .containsExactly(
            "line 3: barrier \"x\" counts task \"b\" once more here",
            "line 4: barrier \"z\" does not count forked threads");
    assertThat(workload.threads()).isEqualTo(4);
  }
}
