package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.trace.TraceEvent.Lost;
import org.kernsync.kernel.trace.TraceEvent.Other;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;
import org.kernsync.kernel.trace.TraceEvent.SchedWakeup;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;

class FtraceParserTest {
  private static List<TraceLine> parse(String text) throws IOException, FtraceFormatException {
    return FtraceParser.parse(new StringReader(text));
  }

  private static TraceLine one(String text) throws IOException, FtraceFormatException {
    List<TraceLine> lines = parse(text);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  /** What we write reads back as what was recorded, up to whole microseconds. */
  @Test
  void parse_ofWhatWeWrite_isWhatWasRecorded() throws Exception {
    TraceRecorder recorder = new TraceRecorder(2, 100);
    CpuTrace cpu = recorder.cpu(0);
    cpu.schedSwitch(1_000, 0, "swapper/0", 120, 0, false, 5, "a b-c pid=3", 120);
    cpu.schedWaking(2_000, 6, "six", 130, 1);
    cpu.schedWakeup(3_000, 6, "six", 130, 1);
    cpu.schedWakeupNew(4_000, 7, "seven", 130, 1);
    cpu.schedMigrateTask(5_000, 6, "six", 130, 1, 0);
    cpu.schedProcessFork(6_000, 5, "a b-c pid=3", 7, "seven");
    cpu.schedProcessExit(7_000, 5, "a b-c pid=3", 120);
    cpu.schedProcessWait(8_000, 0, "init", 120);
    cpu.schedProcessFree(9_000, 5, "x", 120);
    cpu.schedStatRuntime(10_000, 5, "x", Long.MAX_VALUE, 17);
    cpu.irqHandlerEntry(11_000, 3, "local timer");
    cpu.irqHandlerExit(12_000, 3, true);
    cpu.softirqRaise(13_000, 0);
    cpu.softirqEntry(14_000, 1);
    cpu.softirqExit(15_000, 2);
    cpu.mark(16_000, "rtapp_main: event=start");
    cpu.timers().start(16_100, -1, FtraceParserTest.class, Long.MAX_VALUE, -3, 1);
    cpu.timers().cancel(16_200, 0x1234);
    cpu.timers().expireEntry(16_300, 0x1234, TraceEvent.Mark.class, 4_294_892_863L);
    cpu.timers().expireExit(16_400, 0x1234);
    Runnable lambda = () -> {};
    cpu.timers().hrStart(16_500, 1, lambda.getClass(), 17_000);
    cpu.timers().hrCancel(16_600, 1);
    cpu.timers().hrExpireEntry(16_700, 1, lambda.getClass(), 17_001);
    cpu.timers().hrExpireExit(16_800, 1);
    cpu.works().queue(16_900, 2, lambda.getClass(), "two words", 3, -1);
    cpu.works().activate(16_910, 2);
    cpu.works().executeStart(16_920, 2, lambda.getClass());
    cpu.works().executeEnd(16_930, 2);
    CallSite site = CallSite.outside("java.");
    cpu.allocations().kmalloc(16_940, site, 0xffff_8880_0000_1000L, 50, 64, Gfp.KERNEL);
    cpu.allocations().kfree(16_941, site, 0xffff_8880_0000_1000L);
    cpu.allocations().cacheAlloc(16_942, null, -8, 5_000, 8_192, 0);
    cpu.allocations().cacheFree(16_943, null, -8);
    cpu.allocations().pageAlloc(16_944, (1L << 40) + 3, 10, 2, Gfp.ATOMIC | Gfp.ZERO);
    cpu.allocations().pageFree(16_945, (1L << 40) + 3, 10);
    cpu.schedSwitch(17_000, 5, "a b-c pid=3", 120, 0, true, 6, "six", 130);
    recorder.cpu(1).schedSwitch(100_000_000_000_000L, 0, "s", 120, 0, false, 9, "nine", 99);
    StringBuilder text = new StringBuilder();
    FtraceWriter.write(recorder, text);

    List<TraceLine> recorded = new ArrayList<>();
    recorder.lines().forEach(recorded::add);
    assertThat(recorded).hasSize(36);
    assertThat(recorded)
        .extracting(TraceLine::event)
        .contains(
            new TimerEvent.Start(0xffff_ffffL, "FtraceParserTest", Long.MAX_VALUE, -3, 1),
            new TimerEvent.Expire(false, 0x1234, "TraceEvent.Mark", 4_294_892_863L),
            new TimerEvent.Exit(true, 1),
            new WorkEvent.Queue(2, "FtraceParserTest", "two words", 3, -1),
            new WorkEvent.Start(2, "FtraceParserTest"),
            new AllocationEvent.Allocate(true, "0", -8, 5_000, 8_192, "none"),
            new AllocationEvent.PageFree((1L << 40) + 3, 10));
    assertThat(site.toString())
        .startsWith("FtraceParserTest.parse_ofWhatWeWrite_isWhatWasRecorded+0x");
    recorded.replaceAll(FtraceParserTest::wholeMicros);
    assertThat(parse(text.toString())).isEqualTo(recorded);
  }

  private static TraceLine wholeMicros(TraceLine line) {
    long nanos = line.nanos() / 1_000 * 1_000;
    return new TraceLine(nanos, line.cpu(), line.pid(), line.comm(), line.event());
  }

  /** Timers and works as other kernels print them. */
  @Test
  void parse_timersAndWorksOfOtherKernels_areUnderstood() throws Exception {
    String head = "  kworker/0:1-23 [000] d.h1     1.000000: ";
    assertThat(
            one(head
                    + "timer_start: timer=00000000a1b2c3d4 function=delayed_work_timer_fn"
                    + " expires=4294894464 [timeout=250] cpu=1 idx=97 flags=D|I")
                .event())
        .isEqualTo(new TimerEvent.Start(0xa1b2c3d4L, "delayed_work_timer_fn", 4294894464L, 250, 1));
    assertThat(one(head + "timer_start: timer=0xff function=f expires=1 [timeout=1]").event())
        .isEqualTo(new TimerEvent.Start(0xff, "f", 1, 1, 0));
    assertThat(
            one(head
                    + "hrtimer_start: hrtimer=ffff8880a1b2c3d4 function=tick_sched_timer"
                    + " expires=1384000000000 softexpires=1384000000000 mode=ABS|PINNED|HARD")
                .event())
        .isEqualTo(new TimerEvent.HrStart(0xffff8880a1b2c3d4L, "tick_sched_timer", 1384000000000L));
    assertThat(one(head + "timer_expire_entry: timer=1 function=f now=9 baseclk=8").event())
        .isEqualTo(new TimerEvent.Expire(false, 1, "f", 9));
    assertThat(one(head + "workqueue_execute_end: work struct 00000000a1b2c3d4").event())
        .isEqualTo(new WorkEvent.End(0xa1b2c3d4L));
    assertThat(
            one(head + "workqueue_execute_end: work struct 00000000a1b2c3d4: function f").event())
        .isEqualTo(new WorkEvent.End(0xa1b2c3d4L));
    assertThat(
            one(head
                    + "workqueue_queue_work: work struct=1 function=f workqueue=ffff88 req_cpu=8192"
                    + " cpu=4294967295")
                .event())
        .isEqualTo(new WorkEvent.Queue(1, "f", "ffff88", 8192, -1));
    assertThat(one(head + "hrtimer_init: hrtimer=1 clockid=X mode=Y").event())
        .isEqualTo(new Other("hrtimer_init", "hrtimer=1 clockid=X mode=Y"));
  }

  /** Allocations as other kernels print them. */
  @Test
  void parse_allocationsOfOtherKernels_areUnderstood() throws Exception {
    String head = "     kworker/0:1-23 [000] d.h1     1.000000: ";
    assertThat(
            one(head
                    + "kmalloc: call_site=seq_open+0x2a/0x90 ptr=00000000a1b2c3d4 bytes_req=8"
                    + " bytes_alloc=16 gfp_flags=GFP_KERNEL|__GFP_ZERO node=-1 accounted=false")
                .event())
        .isEqualTo(
            new AllocationEvent.Allocate(
                false, "seq_open+0x2a/0x90", 0xa1b2c3d4L, 8, 16, "GFP_KERNEL|__GFP_ZERO"));
    assertThat(
            one(head + "kmem_cache_free: call_site=f+0x1/0x2 ptr=00000000a1b2c3d4 name=task struct")
                .event())
        .isEqualTo(new AllocationEvent.Free(true, "f+0x1/0x2", 0xa1b2c3d4L));
    assertThat(one(head + "kfree: call_site=ffffffff81234567 ptr=0xff").event())
        .isEqualTo(new AllocationEvent.Free(false, "ffffffff81234567", 0xff));
    assertThat(
            one(head
                    + "mm_page_alloc: page=00000000a1b2c3d4 pfn=0x12ab order=0 migratetype=1"
                    + " gfp_flags=GFP_HIGHUSER_MOVABLE")
                .event())
        .isEqualTo(new AllocationEvent.PageAllocate(0x12ab, 0, 1, "GFP_HIGHUSER_MOVABLE"));
    assertThat(one(head + "mm_page_free: page=(null) pfn=0 order=0").event())
        .isEqualTo(new AllocationEvent.PageFree(0, 0));
    assertThat(one(head + "mm_page_free_batched: page=1 pfn=2 order=0").event())
        .isEqualTo(new Other("mm_page_free_batched", "page=1 pfn=2 order=0"));
  }

  /** Three dialects of prev_state, with and without the arrow. */
  @Test
  void parse_switchDialects_areOneEvent() throws Exception {
    String head = "          <idle>-0     [002] d..3  1384.282432: sched_switch: ";
    String prev = "prev_comm=kworker/u8:1 prev_pid=89 prev_prio=120 prev_state=";
    String next = "next_comm=swapper/0 next_pid=0 next_prio=120\n";
    SchedSwitch sleeping = new SchedSwitch("kworker/u8:1", 89, 120, 2, false, "swapper/0", 0, 120);
    for (String state : new String[] {"D ==> ", "D ", "2 ==> ", "2 ", "130 ==> ", "D|K ==> "}) {
      TraceLine line = one(head + prev + state + next);
      assertThat(line.event()).isEqualTo(sleeping);
      assertThat(line.nanos()).isEqualTo(1_384_282_432_000L);
      assertThat(line.cpu()).isEqualTo(2);
    }
    SchedSwitch preempted = new SchedSwitch("kworker/u8:1", 89, 120, 0, true, "swapper/0", 0, 120);
    for (String state : new String[] {"R+ ==> ", "R+ ", "4096 ==> ", "4096 "}) {
      assertThat(one(head + prev + state + next).event()).isEqualTo(preempted);
    }
  }

  /** Columns that kernels and tools add or leave out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "  Signal Catcher-812   [000] d..3   606.467030: ",
        "  Signal Catcher-812   [000] d..2.   606.467030: ",
        "  Signal Catcher-812   (  812) [000] dNh3   606.467030: ",
        "  Signal Catcher-812   (-----) [000] ....   606.467030: ",
        "  Signal Catcher-812   [000]   606.467030: ",
        "Signal Catcher-812 [000] 606.467030000: ",
      })
  void parse_lineDialects_areOneLine(String head) throws Exception {
    TraceLine line =
        one(head + "sched_wakeup:        comm=a pid=5 prio=98 success=1 target_cpu=001\r\n");
    assertThat(line)
        .isEqualTo(
            new TraceLine(
                606_467_030_000L,
                0,
                812,
                "Signal Catcher",
                new SchedWakeup(WakeStage.WAKEUP, "a", 5, 98, 1)));
  }

  /** Names with hyphens, digits and brackets stay whole. */
  @Test
  void parse_oddNames_stayWhole() throws Exception {
    assertThat(one("  kworker/0:1-mm-23 [000] .... 1.000000: x: y").comm())
        .isEqualTo("kworker/0:1-mm");
    assertThat(one("  a [001] b-2-3 [004] .... 1.000000: x: y"))
        .isEqualTo(new TraceLine(1_000_000_000L, 4, 3, "a [001] b-2", new Other("x", "y")));
  }

  /** Comments, trace-cmd's preamble and reports of losses are no events of a tracepoint. */
  @Test
  void parse_otherLines_areUnderstood() throws Exception {
    List<TraceLine> lines =
        parse(
            """
            version = 6
            cpus=2
            # tracer: nop

            CPU:1 [LOST 12 EVENTS]
            CPU:0 [LOST EVENTS]
                a-1   [001] ....     1.000000: sys_enter: NR 1 (2, 3)
                a-1   [001] ....     1.000000: tracing_mark_write:
            """);
    assertThat(lines)
        .extracting(TraceLine::event)
        .containsExactly(
            new Lost(12),
            new Lost(-1),
            new Other("sys_enter", "NR 1 (2, 3)"),
            new TraceEvent.Mark(""));
  }

  /** A line that is none ends the reading, and the message names it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "a-1 [000] .... 1.000000 no colon",
        "a-1 [x] .... 1.000000: x: y",
        "a-1 [000] .... 1.00: x: y",
        "a-1 [000] .... 1.000000: sched_switch: prev_comm=a prev_pid=1",
        "a-1 [000] .... 1.000000: sched_switch: prev_comm=a prev_pid=1 prev_prio=120"
            + " prev_state=? ==> next_comm=b next_pid=2 next_prio=120",
        "a-1 [000] .... 1.000000: sched_wakeup: comm=a pid=x prio=1 target_cpu=000",
        "a-99999999999 [000] .... 1.000000: x: y",
        "a-1 [000] .... 99999999999999.000000: x: y",
        "a-1 [000] .... 1.000000: irq_handler_exit: irq=1 ret=perhaps",
        "a-1 [000] .... 1.000000: timer_cancel: timer=xyz",
        "a-1 [000] .... 1.000000: kmalloc: call_site=f ptr=12 bytes_req=8",
        "a-1 [000] .... 1.000000: kfree: ptr=12",
        "a-1 [000] .... 1.000000: mm_page_alloc: page=1 pfn=x order=0 migratetype=0 gfp_flags=0",
        "a-1 [000] .... 1.000000: workqueue_execute_start: work struct 1"
      })
  void parse_badLine_throwsWithItsNumber(String line) {
    assertThatThrownBy(() -> parse("# comment\n" + line + "\n"))
        .isInstanceOf(FtraceFormatException.class)
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(line);
  }
}
