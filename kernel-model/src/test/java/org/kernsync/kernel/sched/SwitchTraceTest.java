package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.trace.FtraceParser;
import org.kernsync.kernel.trace.FtraceWriter;
import org.kernsync.kernel.trace.SwitchChain;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;
import org.kernsync.kernel.trace.TraceEvent.SchedWakeup;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;
import org.kernsync.kernel.trace.TraceLine;
import org.kernsync.kernel.trace.TraceRecorder;
import org.kernsync.sleep.CountingSemaphore;

class SwitchTraceTest {
  private static final int TASKS = 12;
  private static final int ROUNDS = 300;

  /**
   * The trace of a run with sleeping, yielding, computing and migrating tasks is whole: on each CPU
   * every switch begins with the task that the last one ended with, and no task is on two CPUs; and
   * it holds as many switches as were counted.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void trace_ofABusyRun_isAWholeChain(int cpus) throws Exception {
    TraceRecorder recorder = new TraceRecorder(cpus, 1_000_000);
    KernelHarness.Run run =
        KernelHarness.of(KernelConfig.ofCpus(cpus).withTrace(recorder))
            .run(
                (self, kernel) -> {
                  CountingSemaphore[] ring = new CountingSemaphore[TASKS];
                  for (int i = 0; i < TASKS; i++) {
                    ring[i] = new CountingSemaphore(i % 3 == 0 ? 1 : 0);
                  }
                  CountingSemaphore done = new CountingSemaphore(0);
                  for (int i = 0; i < TASKS; i++) {
                    int me = i;
                    startThread(
                        kernel,
                        self,
                        "ring/" + i,
                        task -> {
                          for (int round = 0; round < ROUNDS; round++) {
                            ring[me].down();
                            kernel.scheduler().yield(task);
                            if (round % 50 == me) {
                              long mask = 1L << (round + me) % cpus;
                              kernel.scheduler().setAffinity(task, task, mask);
                              KernelHarness.sleep(kernel, task, 200_000);
                            }
                            ring[(me + 1) % TASKS].up();
                          }
                          done.up();
                        });
                  }
                  for (int i = 0; i < TASKS; i++) {
                    done.down();
                  }
                })
            .assertFine();
    assertThat(recorder.lost()).isZero();
    SwitchChain.Result result = SwitchChain.check(recorder.lines());
    assertThat(result.violations()).isEmpty();
    assertThat(result.pairs()).isGreaterThan(TASKS * ROUNDS / 2);
    assertThat(result.switches()).isEqualTo(run.kernel().scheduler().contextSwitches());
    assertWakeupsPrecedeRuns(recorder);
    assertText(recorder, result);
  }

  /** The text form says the same. */
  private static void assertText(TraceRecorder recorder, SwitchChain.Result expected)
      throws Exception {
    StringWriter text = new StringWriter();
    FtraceWriter.write(recorder, text);
    List<TraceLine> parsed = FtraceParser.parse(new StringReader(text.toString()));
    SwitchChain.Result result = SwitchChain.check(parsed);
    assertThat(result.switches()).isEqualTo(expected.switches());
    assertThat(result.violations()).isEmpty();
  }

  /** No task runs before it was woken for the first time. */
  private static void assertWakeupsPrecedeRuns(TraceRecorder recorder) {
    Set<Integer> known = new HashSet<>(Set.of(0));
    for (TraceLine line : recorder.lines()) {
      if (line.event() instanceof SchedWakeup woken && woken.stage() == WakeStage.WAKEUP_NEW) {
        known.add(woken.pid());
      } else if (line.event() instanceof SchedSwitch change) {
        assertThat(known).contains(change.nextPid());
      }
    }
  }
}
