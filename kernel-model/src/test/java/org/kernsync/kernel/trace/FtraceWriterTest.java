package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.page.Gfp;

class FtraceWriterTest {
  private static final long T = 12_345_678_901L; // 12.345678901 s

  private static String text(TraceRecorder recorder) throws IOException {
    StringBuilder out = new StringBuilder();
    FtraceWriter.write(recorder, out);
    return out.toString();
  }

  /** The one line that {@code event} makes on CPU 1, where task worker, pid 42, runs. */
  private static String line(Consumer<CpuTrace> event) throws IOException {
    TraceRecorder recorder = new TraceRecorder(2, 10);
    recorder.cpu(1).schedSwitch(0, 0, "swapper/1", 120, 0, false, 42, "worker", 120);
    event.accept(recorder.cpu(1));
    return text(recorder).lines().reduce((a, b) -> b).orElseThrow();
  }

  private static final String HEAD = "          worker-42      [001] ....    12.345678: ";

  /** Each event in the kernel's own print format. */
  @Test
  void write_eachEvent_isTheKernelsFormat() throws IOException {
    assertThat(line(c -> c.schedSwitch(T, 42, "worker", 120, 1, false, 7, "next one", 115)))
        .isEqualTo(
            HEAD
                + "sched_switch: prev_comm=worker prev_pid=42 prev_prio=120 prev_state=S"
                + " ==> next_comm=next one next_pid=7 next_prio=115");
    assertThat(line(c -> c.schedSwitch(T, 42, "worker", 120, 0, true, 0, "swapper/1", 120)))
        .isEqualTo(
            HEAD
                + "sched_switch: prev_comm=worker prev_pid=42 prev_prio=120 prev_state=R+"
                + " ==> next_comm=swapper/1 next_pid=0 next_prio=120");
    assertThat(line(c -> c.schedWaking(T, 7, "w", 120, 3)))
        .isEqualTo(HEAD + "sched_waking: comm=w pid=7 prio=120 target_cpu=003");
    assertThat(line(c -> c.schedWakeup(T, 7, "w", 139, 63)))
        .isEqualTo(HEAD + "sched_wakeup: comm=w pid=7 prio=139 target_cpu=063");
    assertThat(line(c -> c.schedWakeupNew(T, 7, "w", 100, 0)))
        .isEqualTo(HEAD + "sched_wakeup_new: comm=w pid=7 prio=100 target_cpu=000");
    assertThat(line(c -> c.schedMigrateTask(T, 7, "w", 120, 0, 3)))
        .isEqualTo(HEAD + "sched_migrate_task: comm=w pid=7 prio=120 orig_cpu=0 dest_cpu=3");
    assertThat(line(c -> c.schedProcessFork(T, 42, "worker", 43, "child")))
        .isEqualTo(HEAD + "sched_process_fork: comm=worker pid=42 child_comm=child child_pid=43");
    assertThat(line(c -> c.schedProcessExit(T, 42, "worker", 120)))
        .isEqualTo(HEAD + "sched_process_exit: comm=worker pid=42 prio=120");
    assertThat(line(c -> c.schedProcessWait(T, 0, "worker", 120)))
        .isEqualTo(HEAD + "sched_process_wait: comm=worker pid=0 prio=120");
    assertThat(line(c -> c.schedProcessFree(T, 42, "worker", 120)))
        .isEqualTo(HEAD + "sched_process_free: comm=worker pid=42 prio=120");
    assertThat(line(c -> c.schedStatRuntime(T, 42, "worker", 999, 123_456)))
        .isEqualTo(
            HEAD + "sched_stat_runtime: comm=worker pid=42 runtime=999 [ns] vruntime=123456 [ns]");
    assertThat(line(c -> c.irqHandlerEntry(T, 16, "timer")))
        .isEqualTo(HEAD + "irq_handler_entry: irq=16 name=timer");
    assertThat(line(c -> c.irqHandlerExit(T, 16, true)))
        .isEqualTo(HEAD + "irq_handler_exit: irq=16 ret=handled");
    assertThat(line(c -> c.irqHandlerExit(T, 16, false)))
        .isEqualTo(HEAD + "irq_handler_exit: irq=16 ret=unhandled");
    assertThat(line(c -> c.softirqRaise(T, 1)))
        .isEqualTo(HEAD + "softirq_raise: vec=1 [action=TIMER]");
    assertThat(line(c -> c.softirqEntry(T, 7)))
        .isEqualTo(HEAD + "softirq_entry: vec=7 [action=SCHED]");
    assertThat(line(c -> c.softirqExit(T, 9))).isEqualTo(HEAD + "softirq_exit: vec=9 [action=RCU]");
    assertThat(line(c -> c.mark(T, "rtapp_loop: event=start thread_loop=0 phase=0 phase_loop=0")))
        .isEqualTo(
            HEAD
                + "tracing_mark_write: rtapp_loop: event=start thread_loop=0 phase=0"
                + " phase_loop=0");
  }

  /**
   * Allocations: who asked, for how much, and how; descriptors of pages lie where x86-64 has them.
   */
  @Test
  void write_allocations_areTheKernelsFormat() throws IOException {
    CallSite site = new CallSite("org.kernsync.kernel.fs.Pipe$End", "open", 0x1f);
    long ptr = 0xffff_8880_0012_3440L;
    assertThat(line(c -> c.allocations().kmalloc(T, site, ptr, 50, 64, Gfp.KERNEL | Gfp.ZERO)))
        .isEqualTo(
            HEAD
                + "kmalloc: call_site=Pipe.End.open+0x1f ptr=ffff888000123440 bytes_req=50"
                + " bytes_alloc=64 gfp_flags=GFP_KERNEL|__GFP_ZERO");
    assertThat(line(c -> c.allocations().kfree(T, site, ptr)))
        .isEqualTo(HEAD + "kfree: call_site=Pipe.End.open+0x1f ptr=ffff888000123440");
    assertThat(line(c -> c.allocations().cacheAlloc(T, null, ptr, 100, 104, Gfp.ATOMIC)))
        .isEqualTo(
            HEAD
                + "kmem_cache_alloc: call_site=0 ptr=ffff888000123440 bytes_req=100"
                + " bytes_alloc=104 gfp_flags=GFP_ATOMIC");
    assertThat(line(c -> c.allocations().cacheFree(T, site, ptr)))
        .isEqualTo(HEAD + "kmem_cache_free: call_site=Pipe.End.open+0x1f ptr=ffff888000123440");
    assertThat(line(c -> c.allocations().pageAlloc(T, 291, 3, 1, 0)))
        .isEqualTo(
            HEAD
                + "mm_page_alloc: page=ffffea00000048c0 pfn=291 order=3 migratetype=1"
                + " gfp_flags=none");
    assertThat(line(c -> c.allocations().pageFree(T, 1L << 24, 10)))
        .isEqualTo(HEAD + "mm_page_free: page=ffffea0040000000 pfn=16777216 order=10");
  }

  /** The header is the kernel's; its columns stand over those of the lines. */
  @Test
  void write_header_namesCountsAndColumns() throws IOException {
    TraceRecorder recorder = new TraceRecorder(4, 10);
    recorder.cpu(3).mark(1_234_567, "hello");
    assertThat(text(recorder))
        .isEqualTo(
            """
            # tracer: nop
            #
            # entries-in-buffer/entries-written: 1/1   #P:4
            #
            #                                _-----=> irqs-off
            #                               / _----=> need-resched
            #                              | / _---=> hardirq/softirq
            #                              || / _--=> preempt-depth
            #                              ||| /
            #           TASK-PID     CPU#  ||||   TIMESTAMP  FUNCTION
            #              | |         |   ||||      |         |
                      <idle>-0       [003] ....     0.001234: tracing_mark_write: hello
            """);
  }

  /** Where room ran out, the header says how much is missing and of which CPU. */
  @Test
  void write_lostEvents_areInTheHeader() throws IOException {
    TraceRecorder recorder = new TraceRecorder(2, 1);
    recorder.cpu(1).mark(1, "kept");
    recorder.cpu(1).mark(2, "lost");
    recorder.cpu(1).mark(3, "lost");
    assertThat(text(recorder))
        .contains("# entries-in-buffer/entries-written: 1/3   #P:2\n")
        .contains("# CPU 1: room for 1 events ran out, 2 later ones are missing\n")
        .doesNotContain("CPU 0:");
  }

  /** A name that would break a line, or no encoding can hold, is made printable. */
  @Test
  void write_unprintableName_staysOneValidLine() throws Exception {
    TraceRecorder recorder = new TraceRecorder(1, 10);
    String bad = "a\nb\tc\ud83d";
    recorder.cpu(0).schedSwitch(1_000, 0, "swapper/0", 120, 0, false, 5, bad, 120);
    recorder.cpu(0).mark(2_000, "x\r\ny é \ud83d\ude00");
    List<TraceLine> lines = FtraceParser.parse(new StringReader(text(recorder)));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1).comm()).isEqualTo("a?b?c?");
    assertThat(lines.get(1).event()).isEqualTo(new TraceEvent.Mark("x??y é \ud83d\ude00"));
  }
}
