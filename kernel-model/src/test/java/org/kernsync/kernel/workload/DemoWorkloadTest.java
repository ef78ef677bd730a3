package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The built-in workload shows what it promises to show. */
class DemoWorkloadTest {
  private final Workload demo = RtAppParser.demo();

  @Test
  void demo_hasTwelveTasksForFiveSecondsOnTwoCpus() {
    assertThat(demo.tasks()).hasSize(12);
    assertThat(demo.threads()).isEqualTo(13);
    assertThat(demo.global().durationNanos()).isEqualTo(5_000_000_000L);
    assertThat(demo.highestCpu()).isEqualTo(1);
    assertThat(demo.barrierUsers()).hasSize(1).containsEntry("lap", 2);
  }

  @Test
  void demo_showsNearlyEveryEvent() {
    Set<Class<?>> kinds = new HashSet<>();
    Rewriting.visit(demo.tasks(), (task, event) -> kinds.add(event.getClass()));
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            Event.Lock.class,
            Event.Unlock.class,
            Event.Wait.class,
            Event.Signal.class,
            Event.Sleep.class,
            Event.Run.class,
            Event.RunTime.class,
            Event.Timer.class,
            Event.Suspend.class,
            Event.Resume.class,
            Event.Mem.class,
            Event.MemRun.class,
            Event.IoRun.class,
            Event.Yield.class,
            Event.Barrier.class,
            Event.Fork.class,
            Event.SemPost.class,
            Event.SemWait.class);
  }

  @Test
  void demo_saysNothingButTheSuspendRule() {
    assertThat(demo.notes())
        .singleElement()
        .asString()
        .endsWith("task \"dancer\" suspends on the group \"beat\" (rule group: a resume names it)");
  }
}
