package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChromeTraceWriterTest {
  private static Map<String, Object> write(TraceRecorder recorder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChromeTraceWriter.write(recorder, out);
    return JsonTree.object(out.toByteArray());
  }

  private static List<Map<String, Object>> events(TraceRecorder recorder) throws IOException {
    return JsonTree.asObjects(write(recorder).get("traceEvents"));
  }

  private static List<Map<String, Object>> select(
      List<Map<String, Object>> events, String phase, long process) {
    return events.stream()
        .filter(e -> e.get("ph").equals(phase) && e.get("pid").equals(process))
        .toList();
  }

  private static BigDecimal micros(String value) {
    return new BigDecimal(value);
  }

  /** Two tasks on two CPUs: one wakes the other. */
  private static TraceRecorder wakeUp() {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    CpuTrace zero = recorder.cpu(0);
    CpuTrace one = recorder.cpu(1);
    zero.schedSwitch(1_000, 0, "swapper/0", 120, 0, false, 5, "waker", 120);
    one.schedSwitch(1_500, 0, "swapper/1", 120, 0, false, 6, "sleeper", 110);
    one.schedSwitch(2_001, 6, "sleeper", 110, 1, false, 0, "swapper/1", 120);
    zero.schedWaking(3_000, 6, "sleeper", 110, 1);
    zero.schedWakeup(3_100, 6, "sleeper", 110, 1);
    one.schedSwitch(4_000, 0, "swapper/1", 120, 0, false, 6, "sleeper", 110);
    zero.schedSwitch(5_000, 5, "waker", 120, 0, true, 7, "third", 120);
    one.schedSwitch(6_000, 6, "sleeper", 110, 0x20, false, 0, "swapper/1", 120);
    zero.mark(9_000, "end");
    return recorder;
  }

  /** Every stretch that a task ran is a bar on its CPU's track; idle is not drawn. */
  @Test
  void write_runs_areBarsPerCpu() throws IOException {
    List<Map<String, Object>> bars = select(events(wakeUp()), "X", ChromeJson.CPUS);
    assertThat(bars)
        .extracting(b -> b.get("tid"), b -> b.get("name"), b -> b.get("ts"), b -> b.get("dur"))
        .containsExactly(
            tuple(2L, "sleeper", micros("1.500"), micros("0.501")),
            tuple(1L, "waker", micros("1.000"), micros("4.000")),
            tuple(2L, "sleeper", micros("4.000"), micros("2.000")),
            tuple(1L, "third", micros("5.000"), micros("4.000")));
    assertThat(bars)
        .extracting(b -> b.get("args"))
        .containsExactly(
            Map.of("pid", 6L, "prio", 110L, "end_state", "S"),
            Map.of("pid", 5L, "prio", 120L, "end_state", "R+"),
            Map.of("pid", 6L, "prio", 110L, "end_state", "Z"),
            Map.of("pid", 7L, "prio", 120L, "end_state", "running"));
  }

  /** A task's own track shows its states without gaps. */
  @Test
  void write_states_areBarsPerTask() throws IOException {
    List<Map<String, Object>> bars = select(events(wakeUp()), "X", ChromeJson.TASKS);
    assertThat(bars)
        .filteredOn(b -> b.get("tid").equals(6L))
        .extracting(b -> b.get("name") + " " + b.get("ts") + "+" + b.get("dur"))
        .containsExactly(
            "running 1.500+0.501",
            "sleeping 2.001+1.099",
            "runnable 3.100+0.900",
            "running 4.000+2.000");
    assertThat(bars)
        .filteredOn(b -> b.get("tid").equals(5L))
        .extracting(b -> b.get("name") + " " + b.get("ts") + "+" + b.get("dur"))
        .containsExactly("running 1.000+4.000", "runnable 5.000+4.000");
  }

  /** A wake-up is an arrow from the waker to where the woken task runs next, behind its bar. */
  @Test
  void write_wakeUp_isAnArrow() throws IOException {
    List<Map<String, Object>> events = events(wakeUp());
    List<Map<String, Object>> starts = select(events, "s", ChromeJson.CPUS);
    List<Map<String, Object>> ends = select(events, "f", ChromeJson.CPUS);
    assertThat(starts).hasSize(1);
    assertThat(ends).hasSize(1);
    assertThat(starts.get(0)).containsEntry("tid", 1L).containsEntry("ts", micros("3.000"));
    assertThat(ends.get(0))
        .containsEntry("tid", 2L)
        .containsEntry("ts", micros("4.000"))
        .containsEntry("bp", "e")
        .containsEntry("id", starts.get(0).get("id"));
    Map<String, Object> bar = events.get(events.indexOf(ends.get(0)) - 1);
    assertThat(bar).containsEntry("ph", "X").containsEntry("ts", micros("4.000"));
  }

  /** A wake-up out of idle, where there is no bar to start from, is a dot. */
  @Test
  void write_wakeUpFromIdle_isADot() throws IOException {
    TraceRecorder recorder = new TraceRecorder(1, 100);
    recorder.cpu(0).schedWaking(1_000, 6, "sleeper", 110, 0);
    List<Map<String, Object>> dots = select(events(recorder), "i", ChromeJson.CPUS);
    assertThat(dots).hasSize(1);
    assertThat(dots.get(0))
        .containsEntry("name", "wakes sleeper")
        .containsEntry("s", "t")
        .containsEntry("tid", 1L);
  }

  private static String nested(Map<String, Object> event) {
    String name = event.containsKey("name") ? " " + event.get("name") : "";
    return event.get("tid") + " " + event.get("ph") + " " + event.get("ts") + name;
  }

  private static List<String> nested(List<Map<String, Object>> events, long process) {
    return events.stream()
        .filter(e -> e.get("pid").equals(process) && "BE".contains((String) e.get("ph")))
        .map(ChromeTraceWriterTest::nested)
        .toList();
  }

  /** Interrupts and softirqs have tracks of their own; timers lie in what calls them. */
  @Test
  void write_interrupts_areNestedOnTwoTracksOfTheirCpu() throws IOException {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    CpuTrace cpu = recorder.cpu(1);
    cpu.irqHandlerExit(500, 9, true); // its entry lies before the trace
    cpu.irqHandlerEntry(1_000, 3, "net");
    cpu.softirqRaise(1_100, 1);
    cpu.irqHandlerExit(1_200, 3, true);
    cpu.softirqEntry(1_300, 1);
    cpu.timers().expireEntry(1_350, 7, String.class, 4_711);
    cpu.irqHandlerEntry(1_400, 4, "disk");
    cpu.irqHandlerExit(1_500, 4, true);
    cpu.timers().expireExit(1_550, 7);
    cpu.softirqExit(1_600, 1);
    cpu.timers().hrExpireEntry(1_700, 8, Integer.class, 1_690);
    cpu.timers().hrExpireExit(1_800, 8);
    cpu.softirqEntry(1_900, 9); // the trace ends before it does
    cpu.mark(2_000, "end");
    assertThat(nested(events(recorder), ChromeJson.INTERRUPTS))
        .containsExactly(
            "3 B 1.000 irq 3 net",
            "3 E 1.200",
            "4 B 1.300 TIMER",
            "4 B 1.350 String",
            "3 B 1.400 irq 4 disk",
            "3 E 1.500",
            "4 E 1.550",
            "4 E 1.600",
            "3 B 1.700 Integer",
            "3 E 1.800",
            "4 B 1.900 RCU",
            "4 E 2.000");
  }

  /** Works are on the track of the worker that does them, also where it changes its CPU. */
  @Test
  void write_works_areOnTheTracksOfTheirWorkers() throws IOException {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    recorder.cpu(0).schedSwitch(1_000, 0, "s", 120, 0, false, 7, "kworker/0:1", 120);
    recorder.cpu(0).works().executeStart(1_100, 42, String.class);
    recorder.cpu(0).schedSwitch(1_200, 7, "kworker/0:1", 120, 2, false, 0, "s", 120);
    recorder.cpu(1).schedSwitch(1_300, 0, "s", 120, 0, false, 7, "kworker/0:1", 120);
    recorder.cpu(1).works().executeEnd(1_400, 42);
    recorder.cpu(1).works().executeStart(1_500, 43, Long.class);
    recorder.cpu(1).mark(1_600, "end");
    List<Map<String, Object>> events = events(recorder);
    assertThat(nested(events, ChromeJson.WORKS))
        .containsExactly("7 B 1.100 String", "7 E 1.400", "7 B 1.500 Long", "7 E 1.600");
    assertThat(events)
        .filteredOn(e -> e.get("ph").equals("M") && e.get("pid").equals((long) ChromeJson.WORKS))
        .extracting(e -> e.get("tid") + " " + e.get("args"))
        .contains("7 {name=kworker/0:1}");
  }

  /** Each track and each group has its name. */
  @Test
  void write_metadata_namesEveryTrack() throws IOException {
    List<String> names =
        events(wakeUp()).stream()
            .filter(e -> e.get("ph").equals("M") && !e.get("name").equals("process_sort_index"))
            .map(e -> e.get("pid") + "/" + e.get("tid") + " " + JsonTree.asObject(e.get("args")))
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "1/0 {name=CPUs}",
            "2/0 {name=Tasks}",
            "3/0 {name=Interrupts}",
            "4/0 {name=Work queues}",
            "1/1 {name=CPU 0}",
            "1/2 {name=CPU 1}",
            "2/5 {name=waker}",
            "2/6 {name=sleeper}",
            "2/7 {name=third}");
  }

  /** Where a CPU's room ran out, its last bar ends there instead of covering the rest. */
  @Test
  void write_lostEvents_endTheTrack() throws IOException {
    TraceRecorder recorder = new TraceRecorder(2, 2);
    recorder.cpu(0).schedSwitch(1_000, 0, "swapper/0", 120, 0, false, 5, "five", 120);
    recorder.cpu(0).mark(2_000, "last");
    recorder.cpu(0).mark(3_000, "lost");
    recorder.cpu(1).mark(9_000, "end");
    Map<String, Object> json = write(recorder);
    assertThat(json.get("otherData")).isEqualTo(Map.of("recordedEvents", 3L, "lostEvents", 1L));
    List<Map<String, Object>> bars =
        select(JsonTree.asObjects(json.get("traceEvents")), "X", ChromeJson.CPUS);
    assertThat(bars).hasSize(1);
    assertThat(bars.get(0)).containsEntry("dur", micros("1.000"));
    assertThat(JsonTree.asObject(bars.get(0).get("args"))).containsEntry("end_state", "lost");
  }

  /** A name cut in the middle of a character is still valid JSON. */
  @Test
  void write_halfACharacter_isValidJson() throws IOException {
    TraceRecorder recorder = new TraceRecorder(1, 10);
    recorder.cpu(0).schedSwitch(1_000, 0, "s", 120, 0, false, 5, "half \ud83d", 120);
    recorder.cpu(0).mark(2_000, "\"quoted\" \\ \u0001");
    List<Map<String, Object>> events = events(recorder);
    assertThat(select(events, "X", ChromeJson.CPUS).get(0)).containsEntry("name", "half ?");
    assertThat(select(events, "i", ChromeJson.CPUS).get(0))
        .containsEntry("name", "\"quoted\" \\ ?");
  }

  /** Hours after boot, a nanosecond is still a nanosecond. */
  @Test
  void write_lateTimes_areExact() throws IOException {
    TraceRecorder recorder = new TraceRecorder(1, 10);
    recorder.cpu(0).mark(9_007_199_254_740_993_007L, "late");
    assertThat(select(events(recorder), "i", ChromeJson.CPUS).get(0))
        .containsEntry("ts", micros("9007199254740993.007"));
  }

  /** A big trace is valid, and every switch has its bar. */
  @Test
  void write_manyEvents_isValidJson() throws IOException {
    int cpus = 4;
    int switches = 50_000;
    TraceRecorder recorder = new TraceRecorder(cpus, switches);
    for (int cpu = 0; cpu < cpus; cpu++) {
      for (int i = 0; i < switches; i++) {
        int prev = 1 + cpu * 10 + i % 7;
        int next = 1 + cpu * 10 + (i + 1) % 7;
        recorder
            .cpu(cpu)
            .schedSwitch(1_000L * i, prev, "t" + prev, 120, i % 2, false, next, "t" + next, 120);
      }
    }
    List<Map<String, Object>> bars = select(events(recorder), "X", ChromeJson.CPUS);
    assertThat(bars).hasSize(cpus * (switches + 1));
    assertThat(SwitchChain.check(recorder.lines()).violations()).isEmpty();
  }
}
