package org.kernsync.kernel.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.scenario.ScenarioRun.Form;

/** Each fault is found every time and given its right name. */
class ScenarioModelTest {
  private static final int TIMES = 20;

  static List<String> names() {
    return Scenarios.names();
  }

  private static void assertDetected(String name, Preemption preemption)
      throws InterruptedException {
    for (int seed = 1; seed <= TIMES; seed++) {
      Scenario scenario = Scenarios.make(name);
      ScenarioRun run = ScenarioRun.of(scenario, new Form(false, seed, preemption, true));
      assertThat(run.outcome()).as("seed %d: %s", seed, run).isEqualTo(Outcome.VIOLATED);
      assertThat(run.reports()).as("seed %d: %s", seed, run).hasSize(1);
      OopsReport report = run.reports().getFirst();
      assertThat(report.sentence()).startsWith(scenario.diagnosis()).contains("on cpu");
      assertThat(run.isDetected(scenario)).isTrue();
      assertThat(run.violations()) // no more than the oops, and who caught it
          .as("seed %d", seed)
          .allSatisfy(violation -> assertThat(violation).contains(report.sentence()));
    }
  }

  /** Twenty seeds, twenty detections: the model's own report, no time-out, nothing else broken. */
  @ParameterizedTest
  @MethodSource("names")
  void faulty_everySeed_isDetected(String name) throws InterruptedException {
    assertDetected(name, Preemption.NONE);
  }

  @ParameterizedTest
  @MethodSource("names")
  void faulty_preemptedKernel_isDetected(String name) throws InterruptedException {
    assertDetected(name, Preemption.FULL);
  }

  private static String explanationOf(String name) throws InterruptedException {
    Scenario scenario = Scenarios.make(name);
    ScenarioRun run = ScenarioRun.of(scenario, new Form(false, 1, Preemption.NONE, true));
    assertThat(run.reports()).as("%s", run).hasSize(1);
    return String.join("\n", run.reports().getFirst().lines());
  }

  /** A report names the states, both places, and the order of events that never ends. */
  @Test
  void report_ofAnInterrupt_explains() throws InterruptedException {
    assertThat(explanationOf("irq-lock"))
        .contains("{HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage of ring.lock")
        .contains("IrqLock.receive (IrqLock.java:", "IrqLock.faulty (IrqLock.java:")
        .containsSubsequence("lock(ring.lock)", "<Interrupt>", "lock(ring.lock)", "DEADLOCK")
        .contains("1 lock held on cpu");
    assertThat(explanationOf("bh-lock"))
        .contains("{SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W} usage of queue.lock", "<Softirq>");
  }

  /** A report names both locks, both tasks, and where each took what. */
  @Test
  void report_ofTwoOrders_explains() throws InterruptedException {
    assertThat(explanationOf("abba"))
        .contains("writer/", "flusher/", "Abba.write (", "Abba.flushBackwards (")
        .containsPattern("but (inode|list).lock comes before (inode|list).lock");
    assertThat(explanationOf("self-deadlock"))
        .contains("SelfDeadlock.grow (", "which it holds already:", "SelfDeadlock.faulty (");
  }

  /** A report names the lock that is held, and the way to the sleep; or both functions. */
  @Test
  void report_ofAnOops_explains() throws InterruptedException {
    assertThat(explanationOf("sleep-in-atomic"))
        .contains("#0: table.lock, at SleepInAtomic.faulty", "SleepInAtomic.allocate (");
    assertThat(explanationOf("stack-semaphore"))
        .contains("variables of read_block of waiter/")
        .contains("variables of count_blocks of waiter/")
        .contains("FrameSemaphore.up (");
    assertThat(explanationOf("lost-wakeup"))
        .containsPattern("waker/\\d+ on cpu \\d came to wake it, found it running")
        .contains("Sleeps.schedule (", "LostWakeup.faulty (");
  }

  /** The scenarios are no theatre: nobody looks, and another function's variable is changed. */
  @Test
  void stackSemaphore_notDetected_corrupts() throws InterruptedException {
    for (int seed = 1; seed <= TIMES; seed++) {
      ScenarioRun run = unwatched("stack-semaphore", seed);
      assertThat(run.symptoms()).containsExactly("a variable of count_blocks changed from 42 to 0");
      assertThat(run.violations()).isEmpty();
    }
  }

  private static ScenarioRun unwatched(String name, long seed) throws InterruptedException {
    return ScenarioRun.of(Scenarios.make(name), new Form(false, seed, Preemption.NONE, false));
  }

  /**
   * Without lock debugging the CPU really comes to wait for a lock that it holds itself; what saves
   * it from waiting for ever is that the ticket lock refuses its own holder.
   */
  @ParameterizedTest
  @ValueSource(strings = {"irq-lock", "bh-lock", "self-deadlock"})
  void ownLock_notDetected_isWaitedForByItsHolder(String name) throws InterruptedException {
    ScenarioRun run = unwatched(name, 1);
    assertThat(run.reports()).isEmpty();
    assertThat(run.violations()).singleElement().asString().contains("lock by its holder");
  }

  /**
   * Every scenario says in one line what is wrong, and its name is as it is on the command line.
   */
  @Test
  void scenarios_all_areDescribed() {
    assertThat(Scenarios.names()).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    assertThat(Scenarios.all())
        .allSatisfy(
            one -> {
              assertThat(one.name()).matches("[a-z-]+");
              assertThat(one.fault()).doesNotContain("\n").isNotBlank();
              assertThat(one.repair()).doesNotContain("\n").isNotBlank();
              assertThat(Scenarios.make(one.name())).hasSameClassAs(one);
            });
    assertThat(Scenarios.make("no-such-thing")).isNull();
  }
}
