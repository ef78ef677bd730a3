package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** One's own lock is tortured by a few calls, and the verdict says what came out. */
class LockTrialTest {
  /** What it was told is what it does. */
  @Test
  void run_ofJdkLock_greenAsTold() throws Exception {
    ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    Verdict verdict =
        LockTorture.of("mine", () -> TorturedLock.of(new ReentrantReadWriteLock()))
            .threads(3)
            .seconds(2)
            .seed(77)
            .heapGrowthMegabytes(64)
            .progress(lines::add)
            .run()
            .assertGreen();

    assertThat(verdict.type()).isEqualTo("mine");
    assertThat(verdict.seed()).isEqualTo(77);
    assertThat(verdict.seconds()).isGreaterThanOrEqualTo(2);
    assertThat(verdict.counts()).containsPattern(" reads=[1-9]").contains("heap-mb=");
    assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("torture mine "));
    assertThatThrownBy(verdict::assertRed)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("torture mine: GREEN");
  }

  /** A twin is red, and so says the verdict to a test that wants green. */
  @Test
  void run_twin_red() throws Exception {
    LockTrial trial = LockTorture.of("mine", () -> TorturedLock.of(new ReentrantLock()));
    assertThat(trial.twins()).contains("two-inside", "wakes-nobody").doesNotContain("barging");

    Verdict stalled = trial.stallMillis(200).seconds(100).run("lost-wake").assertRed();

    assertThat(stalled.isStalled()).isTrue();
    assertThatThrownBy(stalled::assertGreen)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("torture mine --busted lost-wake: RED")
        .hasMessageContaining("\nstall: ");
  }

  /** What cannot be meant is refused. */
  @Test
  void settings_nonsense_refused() {
    LockTrial bare =
        LockTorture.of(
            "bare",
            () -> {
              ReentrantLock lock = new ReentrantLock();
              LockSide side = LockSide.of(lock::lock, lock::unlock, lock::tryLock);
              return TorturedLock.exclusive(side, () -> !lock.isLocked());
            });
    List.<Runnable>of(() -> bare.interrupts(1), () -> bare.timeouts(1), () -> bare.seconds(0))
        .forEach(
            nonsense ->
                assertThatThrownBy(nonsense::run).isInstanceOf(IllegalArgumentException.class));
    assertThatThrownBy(() -> bare.threads(0).run()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bare.threads(1).run("barging"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
