package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.parse;
import static org.kernsync.kernel.workload.Workloads.task;
import static org.kernsync.kernel.workload.Workloads.taskRefusal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A task's locks and unlocks fit each other in every turn of every loop, or the workload is
 * refused.
 */
class MutexOrderTest {

  @Test
  void check_unlockWithoutLock_isRefused() {
    assertThat(taskRefusal("\"unlock\":\"m\""))
        .isEqualTo(
            "w.json:1:16: task \"t\" unlocks mutex \"m\", which it does not hold; lock it before");
    assertThat(taskRefusal("\"lock\":\"m\",\"unlock\":\"m\",\"unlock\":\"m\"")).contains("unlocks");
    assertThat(taskRefusal("\"lock\":\"m\",\"unlock\":\"n\"")).contains("unlocks mutex \"n\"");
  }

  @Test
  void check_secondLock_isRefused() {
    assertThat(taskRefusal("\"lock\":\"m\",\"lock\":\"m\",\"unlock\":\"m\""))
        .isEqualTo(
            "w.json:1:27: task \"t\" locks mutex \"m\", which it holds since 1:16;"
                + " unlock it before");
  }

  @Test
  void check_waitWithoutTheMutex_isRefused() {
    assertThat(taskRefusal("\"wait\":{\"ref\":\"q\",\"mutex\":\"m\"}"))
        .contains("waits with mutex \"m\", which it does not hold");
    assertThat(
            taskRefusal("\"lock\":\"n\",\"sync\":{\"ref\":\"q\",\"mutex\":\"m\"},\"unlock\":\"n\""))
        .contains("syncs with mutex \"m\", which it does not hold");
  }

  @Test
  void check_lockHeldAroundAnEndlessLoop_isRefusedAtTheSecondTurn() {
    assertThat(taskRefusal("\"lock\":\"m\",\"run\":1"))
        .isEqualTo(
            "w.json:1:16: task \"t\" locks mutex \"m\" when its loop comes round,"
                + " which it holds since 1:16; unlock it before");
    assertThat(taskRefusal("\"phases\":{\"p\":{\"lock\":\"m\",\"run\":1},\"q\":{\"run\":1}}"))
        .contains("when its loop comes round");
    assertThat(taskRefusal("\"loop\":2,\"lock\":\"m\",\"run\":1"))
        .contains("when its loop comes round");
  }

  @Test
  void check_lockThatOnlyLaterTurnsFree_isRefusedInTheSecondTurn() {
    assertThat(
            taskRefusal("\"phases\":{\"a\":{\"lock\":\"m\"},\"b\":{\"loop\":2,\"unlock\":\"m\"}}"))
        .contains("unlocks mutex \"m\" when its loop comes round");
  }

  @Test
  void check_lockAcrossPhases_isAccepted() throws WorkloadException {
    TaskSpec task =
        task(
            """
            "phases":{
              "a":{"lock":"m","run":1},
              "b":{"loop":9,"wait":{"ref":"q","mutex":"m"}},
              "c":{"unlock":"m","run":1}}
            """);
    assertThat(task.phases()).hasSize(3);
  }

  @Test
  void check_phaseBehindAnEndlessOne_isNeverReached() throws WorkloadException {
    assertThat(task("\"phases\":{\"a\":{\"loop\":-1,\"run\":1},\"b\":{\"unlock\":\"m\"}}").phases())
        .hasSize(2);
  }

  @Test
  void check_mutexHeldAtTheEnd_isNoted() throws WorkloadException {
    Workload workload = parse("{\"tasks\":{\"t\":{\"loop\":1,\"lock\":\"m\",\"run\":1}}}");
    assertThat(workload.notes()).containsExactly("line 1: task \"t\" ends with mutex \"m\" held");
  }

  /** Two turns show what any number of turns would show: compared with a walk of six turns each. */
  @Test
  void check_randomTasks_agreesWithAnUnboundedWalk() {
    Random random = new Random(20251122);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      List<RandomPhase> phases = new ArrayList<>();
      for (int p = random.nextInt(3); p >= 0; p--) {
        phases.add(RandomPhase.next(random));
      }
      int loop = 1 + random.nextInt(4);
      boolean expected = walks(phases, loop);
      String text =
          phases.stream()
              .map(RandomPhase::text)
              .collect(Collectors.joining(",", "\"loop\":" + loop + ",\"phases\":{", "}"));
      boolean accepted;
      try {
        task(text);
        accepted = true;
      } catch (WorkloadException e) {
        accepted = false;
        refused++;
      }
      assertThat(accepted).as(text).isEqualTo(expected);
    }
    assertThat(refused).isBetween(300, 2_700);
  }

  private static boolean walks(List<RandomPhase> phases, int loop) {
    Set<String> held = new HashSet<>();
    for (int turn = 0; turn < loop; turn++) {
      for (RandomPhase phase : phases) {
        for (int i = 0; i < phase.loop(); i++) {
          for (String op : phase.ops()) {
            String mutex = op.substring(1);
            if (op.charAt(0) == '+' ? !held.add(mutex) : !held.remove(mutex)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /** A phase of a few locks and unlocks of two mutexes, often in an order that works. */
  private record RandomPhase(int loop, List<String> ops) {
    static RandomPhase next(Random random) {
      List<String> ops = new ArrayList<>();
      Set<String> held = new HashSet<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        String mutex = random.nextBoolean() ? "m" : "n";
        boolean sensible = random.nextInt(10) > 0;
        boolean lock = sensible ? !held.contains(mutex) : random.nextBoolean();
        ops.add((lock ? "+" : "-") + mutex);
        if (lock) {
          held.add(mutex);
        } else {
          held.remove(mutex);
        }
      }
      if (random.nextInt(4) > 0) {
        held.stream().sorted().forEach(mutex -> ops.add("-" + mutex));
      }
      return new RandomPhase(1 + random.nextInt(4), ops);
    }

    String text() {
      return ops.stream()
          .map(op -> (op.charAt(0) == '+' ? "\"lock\":\"" : "\"unlock\":\"") + op.charAt(1) + '"')
          .collect(Collectors.joining(",", "\"p\":{\"loop\":" + loop + ",", "}"));
    }
  }
}
