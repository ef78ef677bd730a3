package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.Test;

class SwitchChainTest {
  private static final int IDLE = 0;

  private static void change(TraceRecorder recorder, int cpu, long nanos, int prev, int next) {
    recorder.cpu(cpu).schedSwitch(nanos, prev, "t" + prev, 120, 1, false, next, "t" + next, 120);
  }

  /** A sound trace passes, and it was looked at. */
  @Test
  void check_soundTrace_findsNothing() {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    change(recorder, 0, 10, IDLE, 5);
    change(recorder, 0, 20, 5, 6);
    change(recorder, 1, 21, IDLE, 5); // 5 has left CPU 0
    change(recorder, 0, 30, 6, IDLE);
    change(recorder, 1, 31, 5, IDLE);
    SwitchChain.Result result = SwitchChain.check(recorder.lines());
    assertThat(result.violations()).isEmpty();
    assertThat(result.switches()).isEqualTo(5);
    assertThat(result.pairs()).isEqualTo(3);
  }

  /** A task leaves that did not enter. */
  @Test
  void check_brokenChain_isReported() {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    change(recorder, 1, 10, IDLE, 5);
    change(recorder, 1, 20, 6, 7);
    assertThat(SwitchChain.check(recorder.lines()).violations())
        .containsExactly("CPU 1 at 20 ns: prev_pid 6 is not the last next_pid 5");
  }

  /** A task runs on two CPUs at once. */
  @Test
  void check_taskOnTwoCpus_isReported() {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    change(recorder, 0, 10, IDLE, 5);
    change(recorder, 1, 11, IDLE, 5);
    assertThat(SwitchChain.check(recorder.lines()).violations())
        .containsExactly("CPU 1 at 11 ns: pid 5 enters, but it is still on CPU 0");
  }

  /** A CPU's clock runs backwards. */
  @Test
  void check_timeBackwards_isReported() {
    TraceRecorder recorder = new TraceRecorder(1, 100);
    recorder.cpu(0).mark(20, "later");
    recorder.cpu(0).mark(10, "earlier");
    assertThat(SwitchChain.check(recorder.lines()).violations())
        .containsExactly("CPU 0 at 10 ns: time runs backwards by 10 ns");
  }

  /** A line of text carries a pid that does not run there. */
  @Test
  void check_lineOfAnotherTask_isReported() throws Exception {
    String text =
        """
        a-1 [000] .... 1.000000: sched_switch: prev_comm=a prev_pid=1 prev_prio=1 prev_state=S ==> next_comm=b next_pid=2 next_prio=1
        c-3 [000] .... 2.000000: tracing_mark_write: who am I
        """;
    assertThat(SwitchChain.check(FtraceParser.parse(new StringReader(text))).violations())
        .containsExactly("CPU 0 at 2000000000 ns: the line is of pid 3, but pid 2 runs here");
  }

  /** Across lost events nothing is claimed; behind them the chain is checked again. */
  @Test
  void check_lostEvents_breakNoChain() throws Exception {
    String text =
        """
        a-1 [000] .... 1.000000: sched_switch: prev_comm=a prev_pid=1 prev_prio=1 prev_state=S ==> next_comm=b next_pid=2 next_prio=1
        CPU:0 [LOST 5 EVENTS]
        c-3 [000] .... 3.000000: sched_switch: prev_comm=c prev_pid=3 prev_prio=1 prev_state=S ==> next_comm=d next_pid=4 next_prio=1
        b-2 [001] .... 4.000000: sched_switch: prev_comm=b prev_pid=2 prev_prio=1 prev_state=S ==> next_comm=b next_pid=2 next_prio=1
        d-4 [000] .... 5.000000: sched_switch: prev_comm=x prev_pid=9 prev_prio=1 prev_state=S ==> next_comm=b next_pid=7 next_prio=1
        """;
    SwitchChain.Result result = SwitchChain.check(FtraceParser.parse(new StringReader(text)));
    assertThat(result.violations())
        .containsExactly("CPU 0 at 5000000000 ns: prev_pid 9 is not the last next_pid 4");
    assertThat(result.pairs()).isEqualTo(1);
  }

  /** A trace that is wrong throughout does not flood the report. */
  @Test
  void check_manyViolations_areCounted() {
    TraceRecorder recorder = new TraceRecorder(1, 100);
    for (int i = 0; i < 50; i++) {
      change(recorder, 0, i, 100 + i, 1);
    }
    assertThat(SwitchChain.check(recorder.lines()).violations())
        .hasSize(21)
        .last()
        .isEqualTo("and 29 more");
  }
}
