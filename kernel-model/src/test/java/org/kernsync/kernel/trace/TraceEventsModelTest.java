package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.drivers.DeviceLoad;
import org.kernsync.kernel.drivers.Devices;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.HrTimer;
import org.kernsync.kernel.time.Timekeeping;
import org.kernsync.kernel.time.Timer;
import org.kernsync.kernel.time.Timers;
import org.kernsync.kernel.trace.TraceEvent.EndStep;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerEntry;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerExit;
import org.kernsync.kernel.trace.TraceEvent.SchedProcessEnd;
import org.kernsync.kernel.trace.TraceEvent.SchedStatRuntime;
import org.kernsync.kernel.trace.TraceEvent.SoftirqStep;
import org.kernsync.kernel.workqueue.DelayedWork;
import org.kernsync.kernel.workqueue.Work;
import org.kernsync.kernel.workqueue.Workqueue;

/** What a run with devices, timers and works leaves in its trace: whole, paired and nested. */
class TraceEventsModelTest {
  private static final long MILLI = 1_000_000;
  private static final int WORKS = 40;
  private static final int ORDERED = 3;
  private static final int ALL_WORKS = WORKS + ORDERED + 1; // and the delayed one

  /** A run, its trace, and the same read back from its text. */
  private record Recorded(Kernel kernel, TraceRecorder recorder, List<TraceLine> lines) {
    long count(Predicate<TraceEvent> which) {
      return lines.stream().map(TraceLine::event).filter(which).count();
    }
  }

  private static Recorded record() throws Exception {
    TraceRecorder recorder = new TraceRecorder(2, 1_000_000);
    Preemption rule =
        Preemption.valueOf(System.getProperty("kernsync.preempt", Preemption.NONE.name()));
    KernelConfig config = KernelConfig.ofCpus(2).withTrace(recorder).withPreemption(rule);
    Devices[] devices = new Devices[1];
    Run run =
        KernelHarness.of(config)
            .prepared(
                kernel -> devices[0] = kernel.devices(DeviceLoad.parse("net=3000/s,timer=1000/s")))
            .run(
                (self, kernel) -> {
                  devices[0].start(self);
                  work(self, kernel);
                  devices[0].stop(self);
                })
            .assertFine();
    devices[0].awaitEnd();
    assertThat(recorder.lost()).isZero();
    StringBuilder text = new StringBuilder();
    FtraceWriter.write(recorder, text);
    List<TraceLine> parsed = FtraceParser.parse(new StringReader(text.toString()));
    assertThat(parsed).hasSize((int) recorder.recorded());
    return new Recorded(run.kernel(), recorder, parsed);
  }

  /**
   * Works of both kinds, which sleep, a delayed one, some that wait for each other's end; timers
   * that expire and that do not, a soft one.
   */
  private static void work(Task self, Kernel kernel) {
    Workqueue bound = kernel.workqueues().create("bound", false);
    Workqueue unbound = kernel.workqueues().create("unbound", true);
    Workqueue ordered = kernel.workqueues().create("ordered", true, 1);
    for (int i = 0; i < ORDERED; i++) {
      ordered.queueWork(
          self.cpu(), new Work(kernel.workqueues(), worker -> sleep(kernel, worker, MILLI)));
    }
    Timekeeping time = kernel.timekeeping();
    time.startTimer(self.cpu(), HrTimer.soft(time, cpu -> {}), System.nanoTime() + MILLI);
    Timers timers = kernel.timekeeping().timers();
    DelayedWork delayed = new DelayedWork(timers, bound, worker -> {});
    delayed.queue(self.cpu(), 3);
    startThread(kernel, self, "short", task -> sleep(kernel, task, MILLI));
    Task woken = startThread(kernel, self, "woken", task -> sleep(kernel, task, 3_600_000 * MILLI));
    for (int i = 0; i < WORKS; i++) {
      Workqueue queue = i % 2 == 0 ? bound : unbound;
      queue.queueWork(
          self.cpu(), new Work(kernel.workqueues(), worker -> sleep(kernel, worker, MILLI)));
      Timer never = new Timer(timers, cpu -> {});
      timers.modTimer(self.cpu(), never, timers.jiffies().now() + 1_000_000);
      sleep(kernel, self, 3 * MILLI);
      timers.delTimer(self.cpu(), never);
    }
    kernel.scheduler().signal(self.cpu(), woken, PendingSignals.SIGKILL); // its timer is cancelled
    bound.destroy(self);
    unbound.destroy(self);
    ordered.destroy(self);
  }

  /**
   * What was recorded is what the kernel counted: softirqs, timers, works; what begins ends, on the
   * same CPU or in the same worker, and what began last ends first.
   */
  @Test
  void trace_ofARun_isPairedAndComplete() throws Exception {
    Recorded run = record();
    Kernel kernel = run.kernel();
    for (Softirq vector : Softirq.values()) {
      long served = 0;
      long raised = 0;
      for (int cpu = 0; cpu < 2; cpu++) {
        served += kernel.softirqs().counts(cpu).served(vector);
        raised += kernel.softirqs().counts(cpu).raised(vector);
      }
      assertThat(softirqs(run, SoftirqStep.ENTRY, vector)).as("%s", vector).isEqualTo(served);
      assertThat(softirqs(run, SoftirqStep.EXIT, vector)).as("%s", vector).isEqualTo(served);
      assertThat(softirqs(run, SoftirqStep.RAISE, vector))
          .as("%s", vector)
          .isGreaterThanOrEqualTo(raised);
    }
    long lines = 0;
    for (int cpu = 0; cpu < 2; cpu++) {
      lines += kernel.irqs().count(11, cpu) + kernel.irqs().count(8, cpu);
    }
    assertThat(lines).isPositive();
    assertThat(run.count(e -> e instanceof IrqHandlerEntry)).isEqualTo(lines);
    assertThat(run.count(e -> e instanceof IrqHandlerExit)).isEqualTo(lines);
    assertTimers(run);
    assertWorks(run);
    assertThat(run.count(e -> e instanceof SchedStatRuntime one && one.runtimeNanos() > 0))
        .isPositive();
    assertThat(
            run.count(
                e ->
                    e instanceof SchedProcessEnd end
                        && end.step() == EndStep.FREE
                        && end.comm().equals("short")))
        .isEqualTo(1);
    assertOpenedAndClosed(run.lines());
    assertThat(SwitchChain.check(run.recorder().lines()).violations())
        .as("whole, and no time before an earlier one of its CPU")
        .isEmpty();
  }

  private static long softirqs(Recorded run, SoftirqStep step, Softirq vector) {
    return run.count(
        e ->
            e instanceof TraceEvent.Softirq one
                && one.step() == step
                && one.vec() == vector.ordinal());
  }

  private static void assertTimers(Recorded run) {
    long wheel = run.kernel().timekeeping().timers().expirations();
    long exact = run.kernel().timekeeping().expirations();
    assertThat(wheel).isPositive();
    assertThat(exact).isPositive();
    for (boolean kind : new boolean[] {false, true}) {
      long expired = kind ? exact : wheel;
      assertThat(run.count(e -> e instanceof TimerEvent.Expire one && one.exact() == kind))
          .isEqualTo(expired);
      assertThat(run.count(e -> e instanceof TimerEvent.Exit one && one.exact() == kind))
          .isEqualTo(expired);
      long started =
          run.count(e -> kind ? e instanceof TimerEvent.HrStart : e instanceof TimerEvent.Start);
      assertThat(run.count(e -> e instanceof TimerEvent.Cancel one && one.exact() == kind))
          .as("each that was armed was taken off once")
          .isEqualTo(started);
    }
    assertThat(run.lines())
        .extracting(TraceLine::event)
        .filteredOn(TimerEvent.Start.class::isInstance)
        .extracting(e -> ((TimerEvent.Start) e).function())
        .contains("DelayedWork", "TraceEventsModelTest");
  }

  private static void assertWorks(Recorded run) {
    List<WorkEvent.Queue> queued = new ArrayList<>();
    run.lines()
        .forEach(
            line -> {
              if (line.event() instanceof WorkEvent.Queue one) {
                queued.add(one);
              }
            });
    assertThat(queued).hasSize(ALL_WORKS);
    assertThat(queued)
        .filteredOn(one -> one.queue().equals("unbound"))
        .hasSize(WORKS / 2)
        .allSatisfy(one -> assertThat(one.cpu()).isEqualTo(-1));
    assertThat(queued)
        .filteredOn(one -> one.queue().equals("bound"))
        .allSatisfy(one -> assertThat(one.cpu()).isEqualTo(one.wanted()).isBetween(0, 1));
    assertThat(run.count(e -> e instanceof WorkEvent.Activate)).isEqualTo(ALL_WORKS);
    assertThat(run.count(e -> e instanceof WorkEvent.Start)).isEqualTo(ALL_WORKS);
    assertThat(run.count(e -> e instanceof WorkEvent.End)).isEqualTo(ALL_WORKS);
    assertOrdered(run, queued);
  }

  /** Of a queue of one at a time each is let in when the one before has ended. */
  private static void assertOrdered(Recorded run, List<WorkEvent.Queue> queued) {
    List<Long> works =
        queued.stream()
            .filter(e -> e.queue().equals("ordered"))
            .map(WorkEvent.Queue::work)
            .toList();
    List<String> steps = new ArrayList<>();
    for (TraceLine line : run.lines()) {
      if (line.event() instanceof WorkEvent.Activate e && works.contains(e.work())) {
        steps.add("in " + works.indexOf(e.work()));
      } else if (line.event() instanceof WorkEvent.End e && works.contains(e.work())) {
        steps.add("end " + works.indexOf(e.work()));
      }
    }
    assertThat(steps).containsExactly("in 0", "end 0", "in 1", "end 1", "in 2", "end 2");
  }

  /** Every entry has its exit: of handlers and actions on their CPU, of works in their worker. */
  private static void assertOpenedAndClosed(List<TraceLine> lines) {
    Map<String, Deque<String>> open = new HashMap<>();
    for (TraceLine line : lines) {
      String cpu = "cpu" + line.cpu();
      switch (line.event()) {
        case IrqHandlerEntry e -> open(open, cpu, "irq " + e.irq());
        case IrqHandlerExit e -> close(open, cpu, "irq " + e.irq(), line);
        case TimerEvent.Expire e -> open(open, cpu, "timer " + e.timer());
        case TimerEvent.Exit e -> close(open, cpu, "timer " + e.timer(), line);
        case TraceEvent.Softirq e when e.step() == SoftirqStep.ENTRY ->
            open(open, cpu, "softirq " + e.vec());
        case TraceEvent.Softirq e when e.step() == SoftirqStep.EXIT ->
            close(open, cpu, "softirq " + e.vec(), line);
        case WorkEvent.Start e -> {
          assertThat(line.comm()).startsWith("kworker/");
          open(open, "pid" + line.pid(), "work " + e.work());
        }
        case WorkEvent.End e -> close(open, "pid" + line.pid(), "work " + e.work(), line);
        default -> {}
      }
    }
    assertThat(open.values()).allSatisfy(left -> assertThat(left).isEmpty());
  }

  private static void open(Map<String, Deque<String>> open, String where, String what) {
    open.computeIfAbsent(where, key -> new ArrayDeque<>()).push(what);
  }

  private static void close(
      Map<String, Deque<String>> open, String where, String what, TraceLine line) {
    Deque<String> stack = open.getOrDefault(where, new ArrayDeque<>());
    assertThat(stack).as("open on %s before %s", where, line).isNotEmpty();
    assertThat(stack.pop()).as("innermost on %s at %s", where, line).isEqualTo(what);
  }

  /** In the picture each begin has its end, on its own track, not before it. */
  @Test
  void chrome_ofARun_nestsOnEveryTrack() throws Exception {
    Recorded run = record();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChromeTraceWriter.write(run.recorder(), out);
    Map<String, Deque<java.math.BigDecimal>> open = new HashMap<>();
    Map<Object, Integer> begins = new HashMap<>();
    for (Map<String, Object> event :
        JsonTree.asObjects(JsonTree.object(out.toByteArray()).get("traceEvents"))) {
      String track = event.get("pid") + "/" + event.get("tid");
      java.math.BigDecimal at = (java.math.BigDecimal) event.get("ts");
      if (event.get("ph").equals("B")) {
        begins.merge(event.get("pid"), 1, Integer::sum);
        open.computeIfAbsent(track, key -> new ArrayDeque<>()).push(at);
      } else if (event.get("ph").equals("E")) {
        assertThat(open.get(track)).as("open on %s at %s", track, at).isNotEmpty();
        assertThat(at).isGreaterThanOrEqualTo(open.get(track).pop());
      }
    }
    assertThat(open.values()).allSatisfy(left -> assertThat(left).isEmpty());
    assertThat(begins).containsEntry((long) ChromeJson.WORKS, ALL_WORKS);
    assertThat(begins.get((long) ChromeJson.INTERRUPTS)).isGreaterThan(100);
  }
}
