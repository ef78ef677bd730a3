package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.global;
import static org.kernsync.kernel.workload.Workloads.parse;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The global section is read whole, and what it leaves out has rt-app's defaults. */
class GlobalGrammarTest {

  @Test
  void read_noSection_givesDefaultsWithoutLogs() throws WorkloadException {
    GlobalSettings settings = parse("{\"tasks\":{\"t\":{\"run\":1}}}").global();
    assertThat(settings)
        .isEqualTo(
            new GlobalSettings(
                GlobalSettings.ENDLESS,
                Policy.OTHER,
                false,
                true,
                0,
                0,
                "./",
                "rt-app",
                false,
                false,
                Set.of(),
                "/dev/null",
                4 << 20,
                false));
  }

  @Test
  void read_everyKey_isTaken() throws WorkloadException {
    GlobalSettings settings =
        global(
            """
            "duration":2, "calibration":"CPU3", "default_policy":"SCHED_IDLE", "pi_enabled":true,
            "lock_pages":false, "logdir":"/tmp/", "log_basename":"x", "log_size":"file",
            "ftrace":"main, task,stats", "gnuplot":true, "io_device":"out", "mem_buffer_size":64,
            "cumulative_slack":true
            """);
    assertThat(settings)
        .isEqualTo(
            new GlobalSettings(
                2_000_000_000L,
                Policy.IDLE,
                true,
                false,
                3,
                0,
                "/tmp/",
                "x",
                true,
                true,
                Set.of(FtraceMark.MAIN, FtraceMark.TASK, FtraceMark.STATS),
                "out",
                64,
                true));
  }

  @Test
  void read_duration_maybeFractionalOrEndless() throws WorkloadException {
    assertThat(global("\"duration\":0.25").durationNanos()).isEqualTo(250_000_000L);
    assertThat(global("\"duration\":1e1").durationNanos()).isEqualTo(10_000_000_000L);
    assertThat(global("\"duration\":-1").durationNanos()).isEqualTo(GlobalSettings.ENDLESS);
    assertThat(global("\"duration\":2147483647").durationNanos())
        .isEqualTo(2_147_483_647_000_000_000L);
  }

  @Test
  void read_calibration_isACpuOrALoopLength() throws WorkloadException {
    assertThat(global("\"calibration\":450").calibrationNanosPerLoop()).isEqualTo(450);
    assertThat(global("\"calibration\":\"CPU12\"").calibrationCpu()).isEqualTo(12);
  }

  @Test
  void read_ftrace_isAListOrAnOldBoolean() throws WorkloadException {
    assertThat(global("\"ftrace\":true").ftraceMarks())
        .containsExactlyInAnyOrder(FtraceMark.values());
    assertThat(global("\"ftrace\":false").ftraceMarks()).isEmpty();
    assertThat(global("\"ftrace\":\"none\"").ftraceMarks()).isEmpty();
    assertThat(global("\"ftrace\":\"run,loop,event,attrs\"").ftraceMarks()).hasSize(4);
  }

  @Test
  void read_logSize_onlyDisableDisables() throws WorkloadException {
    assertThat(global("\"log_size\":\"disable\"").logEnabled()).isFalse();
    assertThat(global("\"log_size\":\"auto\"").logEnabled()).isTrue();
    assertThat(global("\"log_size\":2").logEnabled()).isTrue();
    assertThat(global("\"duration\":1").logEnabled()).isTrue();
  }

  @Test
  void read_unknownKeys_areNotedWithTheirLine() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"resources":4,
             "comment":"x",
             "global":{"duration":1,
               "frag":1},
             "tasks":{"t":{"run":1}}}
            """);
    assertThat(workload.notes())
        .containsExactly(
            "line 1: \"resources\" is not needed: resources are made when first used",
            "line 2: key \"comment\" is unknown and not used",
            "line 4: global key \"frag\" is unknown and not used");
  }
}
