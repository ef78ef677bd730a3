package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kernsync.benchmarks.Cores;

/** Real forks, very short ones. */
class JmhForksTest {
  private static final Pace SHORT = new Pace(1, 10, 1, 20);

  private static JmhForks forks;

  @BeforeAll
  static void open() {
    forks = new JmhForks(SHORT);
  }

  @AfterAll
  static void close() {
    forks.close();
  }

  /** A fork gives its throughput, and no waits, for which nobody asked. */
  @Test
  void run_cell_givesItsThroughput() throws ForkException {
    Score score = forks.run(Cell.of(Question.SECTIONS, "Mutex", 2));
    assertThat(score.operationsPerMicro()).isPositive();
    assertThat(score.longestWaitNanos()).isZero();
  }

  /** A fork without native access has no membarrier; asked for waits, it times them. */
  @Test
  void run_clockedWithoutNativeAccess_timesWaitsWithFences() throws ForkException {
    Score score =
        forks.run(Cell.of(Question.REFERENCES, "RefCount", 1).withoutNativeAccess().timingWaits());
    assertThat(score.membarrier()).isFalse();
    assertThat(score.longestWaitNanos()).isPositive();
  }

  /** A fork on one core sees one processor; this JVM, and the next fork, see all of them again. */
  @Test
  void run_onOneCore_seesOneProcessor() throws ForkException {
    assumeTrue(Cores.count() > 1, "needs two cores and a host that can confine");
    Score score = forks.run(Cell.of(Question.SECTIONS, "Mutex", 2).onCores(1));
    assertThat(score.processors()).isEqualTo(1);
    assertThat(Runtime.getRuntime().availableProcessors()).isEqualTo(Cores.count());
    assertThat(forks.run(Cell.of(Question.UNCONTENDED, "Mutex", 1)).processors())
        .isEqualTo(Cores.count());
  }

  /** A fork that fails is reported with the place of what it said. */
  @Test
  void run_unknownImplementation_namesWhatItSaid() {
    assertThatThrownBy(() -> forks.run(Cell.of(Question.SECTIONS, "NoLock", 1)))
        .isInstanceOf(ForkException.class)
        .hasMessageStartingWith("NoLock, 1 thread: the fork failed; what it said is in ")
        .satisfies(
            thrown -> {
              Path file = Path.of(thrown.getMessage().replaceFirst(".* is in ", ""));
              assertThat(file).content().contains("no lock NoLock");
              Files.delete(file);
            });
  }
}
