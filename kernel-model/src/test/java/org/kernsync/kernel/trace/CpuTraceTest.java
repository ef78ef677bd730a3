package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.trace.TraceEvent.SchedStatRuntime;

class CpuTraceTest {
  /** Rows survive the borders of chunks. */
  @Test
  void append_acrossChunks_keepsEveryRow() {
    int events = 2 * TraceChunk.EVENTS + 1;
    CpuTrace trace = new TraceRecorder(1, events).cpu(0);
    for (int i = 0; i < events; i++) {
      trace.schedStatRuntime(i, i, "t" + i, 2L * i, 3L * i);
    }
    assertThat(trace.size()).isEqualTo(events);
    assertThat(trace.lost()).isZero();
    for (int i : new int[] {0, TraceChunk.EVENTS - 1, TraceChunk.EVENTS, events - 1}) {
      assertThat(trace.nanos(i)).isEqualTo(i);
      assertThat(trace.event(i)).isEqualTo(new SchedStatRuntime("t" + i, i, 2L * i, 3L * i));
    }
  }

  /** A full trace keeps its beginning and counts what it had to leave out. */
  @Test
  void append_full_countsLostAndKeepsTheBeginning() {
    TraceRecorder recorder = new TraceRecorder(2, 3);
    for (int i = 0; i < 10; i++) {
      recorder.cpu(1).mark(i, "m" + i);
    }
    assertThat(recorder.cpu(1).size()).isEqualTo(3);
    assertThat(recorder.cpu(1).lost()).isEqualTo(7);
    assertThat(recorder.cpu(1).event(2)).isEqualTo(new TraceEvent.Mark("m2"));
    assertThat(recorder.recorded()).isEqualTo(3);
    assertThat(recorder.lost()).isEqualTo(7);
    assertThat(recorder.cpu(0).lost()).isZero();
  }

  /** A row that is not counted cannot be read. */
  @Test
  void event_beyondSize_throws() {
    CpuTrace trace = new TraceRecorder(1, 10).cpu(0);
    trace.mark(1, "only");
    assertThatThrownBy(() -> trace.event(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> trace.nanos(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Room is checked when it is asked for. */
  @Test
  void newRecorder_withoutCpuOrRoom_throws() {
    assertThatThrownBy(() -> new TraceRecorder(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceRecorder(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whoever sees a count sees every column of the rows below it, while the CPU goes on writing. */
  @Test
  void size_seenByAnotherThread_coversCompleteRows() throws Exception {
    int events = 100 * TraceChunk.EVENTS;
    long seenWhileWriting = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20 || (seenWhileWriting < 1_000 && round < 200); round++) {
        CpuTrace trace = new TraceRecorder(1, events).cpu(0);
        Future<Long> reader = threads.submit(() -> watchNewest(trace, events));
        Future<?> writer = threads.submit(() -> write(trace, events));
        writer.get(60, TimeUnit.SECONDS);
        seenWhileWriting += reader.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(seenWhileWriting).isGreaterThanOrEqualTo(1_000);
  }

  private static void write(CpuTrace trace, int events) {
    for (int i = 1; i <= events; i++) {
      trace.schedStatRuntime(i, i, "task", i, i);
    }
  }

  /** Looks at the newest row only: it is the one that could be incomplete. */
  private static long watchNewest(CpuTrace trace, int events) {
    long seen = 0;
    int size = 0;
    while (size < events) {
      size = trace.size();
      if (size > 0) {
        SchedStatRuntime row = (SchedStatRuntime) trace.event(size - 1);
        if (row.pid() != size || row.runtimeNanos() != size || row.vruntimeNanos() != size) {
          throw new AssertionError("row " + (size - 1) + " is incomplete: " + row);
        }
        seen++;
      }
    }
    return seen;
  }

  /** All CPUs' lines come in the order of time, the lower CPU first, each CPU's own order kept. */
  @Test
  void lines_ofSeveralCpus_areMergedByTimeAndStable() {
    TraceRecorder recorder = new TraceRecorder(3, 100);
    recorder.cpu(2).mark(5, "c");
    recorder.cpu(2).mark(5, "d");
    recorder.cpu(0).mark(5, "a");
    recorder.cpu(0).mark(9, "e");
    recorder.cpu(1).mark(5, "b");
    recorder.cpu(1).mark(10, "f");
    StringBuilder order = new StringBuilder();
    for (TraceLine line : recorder.lines()) {
      order.append(((TraceEvent.Mark) line.event()).text());
    }
    assertThat(order).hasToString("abcdef");
  }

  /** Each line names the task that ran, which the switches tell, before the first one too. */
  @Test
  void lines_withSwitches_nameTheRunningTask() {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    CpuTrace cpu = recorder.cpu(0);
    cpu.mark(1, "before");
    cpu.schedSwitch(2, 7, "seven", 120, 1, false, 0, "swapper/0", 120);
    cpu.mark(3, "idle");
    cpu.schedSwitch(4, 0, "swapper/0", 120, 0, false, 8, "eight", 120);
    cpu.mark(5, "after");
    recorder.cpu(1).mark(6, "other CPU");
    List<String> running = new ArrayList<>();
    recorder.lines().forEach(line -> running.add(line.comm() + "-" + line.pid()));
    assertThat(running)
        .containsExactly("seven-7", "seven-7", "<idle>-0", "<idle>-0", "eight-8", "<idle>-0");
  }

  /** An iterator ends where the trace ended when it was made. */
  @Test
  void lines_whileRecording_areAPrefix() {
    TraceRecorder recorder = new TraceRecorder(1, 100);
    recorder.cpu(0).mark(1, "one");
    var lines = recorder.lines().iterator();
    recorder.cpu(0).mark(2, "two");
    assertThat(lines).toIterable().hasSize(1);
    assertThat(recorder.lines()).hasSize(2);
  }
}
