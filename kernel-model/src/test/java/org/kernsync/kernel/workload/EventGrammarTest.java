package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.event;
import static org.kernsync.kernel.workload.Workloads.events;
import static org.kernsync.kernel.workload.Workloads.parse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.workload.Event.MemAccess;
import org.kernsync.kernel.workload.Event.MemPattern;

/** Each event of the language becomes the record of its meaning. */
class EventGrammarTest {
  /** The first member of the task that {@link Workloads#event} builds begins here. */
  private static final Location FIRST = new Location(1, 16);

  @Test
  void read_times_becomeNanoseconds() throws WorkloadException {
    assertThat(event("\"sleep\":7")).isEqualTo(new Event.Sleep(7_000, FIRST));
    assertThat(event("\"run\":20000")).isEqualTo(new Event.Run(20_000_000, FIRST));
    assertThat(event("\"runtime\":1")).isEqualTo(new Event.RunTime(1_000, FIRST));
    assertThat(event("\"run\":0")).isEqualTo(new Event.Run(0, FIRST));
    assertThat(event("\"run\":2147483647")).isEqualTo(new Event.Run(2_147_483_647_000L, FIRST));
  }

  @Test
  void read_namedObjects_keepTheirNames() throws WorkloadException {
    assertThat(event("\"signal\":\"q\"")).isEqualTo(new Event.Signal("q", FIRST));
    assertThat(event("\"broad\":\"q\"")).isEqualTo(new Event.Broadcast("q", FIRST));
    assertThat(event("\"broadcast\":\"q\"")).isEqualTo(new Event.Broadcast("q", FIRST));
    assertThat(event("\"resume\":\"q\"")).isEqualTo(new Event.Resume("q", FIRST));
    assertThat(event("\"barrier\":\"b\"")).isEqualTo(new Event.Barrier("b", FIRST));
    assertThat(event("\"sem_post\":\"s\"")).isEqualTo(new Event.SemPost("s", FIRST));
    assertThat(event("\"sem_wait\":\"s\"")).isEqualTo(new Event.SemWait("s", FIRST));
    assertThat(event("\"fork\":\"t\"")).isEqualTo(new Event.Fork("t", FIRST));
    assertThat(event("\"lock\":\"m\",\"loop\":1")).isEqualTo(new Event.Lock("m", FIRST));
  }

  @Test
  void read_waitAndSync_nameConditionAndMutex() throws WorkloadException {
    assertThat(
            events(
                """
                "lock":"m",
                "wait":{"ref":"q","mutex":"m"},
                "sync":{"mutex":"m","ref":"q"},
                "unlock":"m"
                """))
        .containsExactly(
            new Event.Lock("m", FIRST),
            new Event.Wait("q", "m", new Location(2, 1)),
            new Event.Sync("q", "m", new Location(3, 1)),
            new Event.Unlock("m", new Location(4, 1)));
  }

  @Test
  void read_memoryAndDevices_keepSizes() throws WorkloadException {
    assertThat(event("\"mem\":1000")).isEqualTo(new Event.Mem(1000, FIRST));
    assertThat(event("\"iorun\":100000")).isEqualTo(new Event.IoRun(100_000, FIRST));
    assertThat(
            event(
                "\"memrun\":{\"type\":\"chase\",\"size\":4096,\"count\":3,\"stride\":128,"
                    + "\"pattern\":\"random\",\"ref\":\"pool\"}"))
        .isEqualTo(
            new Event.MemRun(
                MemAccess.CHASE, 4096, 3, 128, MemPattern.RANDOM, Optional.of("pool"), FIRST));
  }

  @Test
  void read_memrunWithTypeOnly_hasDefaults() throws WorkloadException {
    assertThat(event("\"memrun\":{\"type\":\"read\"}"))
        .isEqualTo(
            new Event.MemRun(
                MemAccess.READ, 4 << 20, 1, 64, MemPattern.SEQUENTIAL, Optional.empty(), FIRST));
  }

  @Test
  void read_yield_takesAnyOrNoValue() throws WorkloadException {
    Event yield = new Event.Yield(FIRST);
    assertThat(event("\"yield\":\"\"")).isEqualTo(yield);
    assertThat(event("\"yield\"")).isEqualTo(yield);
    assertThat(event("\"yield\",")).isEqualTo(yield);
    assertThat(event("\"yield\":0")).isEqualTo(yield);
  }

  @Test
  void read_prefixes_preferTheLongerEvent() throws WorkloadException {
    assertThat(
            events(
                "\"run0\":1,\"runtime_a\":1,\"run1\":1,\"mem1\":1,"
                    + "\"memrun2\":{\"type\":\"write\"}"))
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly("Run", "RunTime", "Run", "Mem", "MemRun");
    assertThat(events("\"lock1\":\"m\",\"unlock1\":\"m\",\"timer_x\":{\"ref\":\"a\",\"period\":1}"))
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly("Lock", "Unlock", "Timer");
  }

  @Test
  void read_duplicateKeys_areASequence() throws WorkloadException {
    assertThat(events("\"run\":1,\"sleep\":2,\"run\":3,\"run\":4"))
        .extracting(Object::toString)
        .extracting(text -> text.substring(0, text.indexOf(',')))
        .isEqualTo(
            List.of("Run[nanos=1000", "Sleep[nanos=2000", "Run[nanos=3000", "Run[nanos=4000"));
  }

  @Test
  void read_timer_isRelativeUnlessSaidOtherwise() throws WorkloadException {
    assertThat(event("\"timer\":{\"ref\":\"tick\",\"period\":6000}"))
        .isEqualTo(new Event.Timer("tick", 6_000_000, true, false, FIRST));
    assertThat(event("\"timer\":{\"ref\":\"tick\",\"period\":0,\"mode\":\"relative\"}"))
        .isEqualTo(new Event.Timer("tick", 0, true, false, FIRST));
    assertThat(event("\"timer\":{\"ref\":\"unique1\",\"period\":1,\"mode\":\"absolute\"}"))
        .isEqualTo(new Event.Timer("unique1", 1_000, false, true, FIRST));
  }

  @Test
  void read_sharedTimerOnceAbsolute_isAbsoluteInEveryTask() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"tasks":{
              "a":{"timer":{"ref":"tick","period":1}},
              "b":{"timer":{"ref":"tick","period":1,"mode":"absolute"}}}}
            """);
    assertThat(timers(workload)).extracting(Event.Timer::relative).containsExactly(false, false);
  }

  @Test
  void read_uniqueTimerOnceAbsolute_isAbsoluteInItsTaskOnly() throws WorkloadException {
    Workload workload =
        parse(
            """
            {"tasks":{
              "a":{"timer":{"ref":"unique","period":1}},
              "b":{"timer1":{"ref":"unique","period":1,"mode":"absolute"},
                   "timer2":{"ref":"unique","period":1}}}}
            """);
    assertThat(timers(workload))
        .extracting(Event.Timer::relative)
        .containsExactly(true, false, false);
  }

  private static List<Event.Timer> timers(Workload workload) {
    return workload.tasks().stream()
        .flatMap(task -> task.phases().get(0).events().stream())
        .map(Event.Timer.class::cast)
        .toList();
  }
}
