package org.example.consumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kernsync.stress.torture.LockSide;
import org.kernsync.stress.torture.LockTorture;
import org.kernsync.stress.torture.LockTrial;
import org.kernsync.stress.torture.TorturedLock;
import org.kernsync.stress.torture.Verdict;

/** Ours under torture, and what the torture is worth: broken copies of ours are found. */
class TurnstileTortureTest {
  private static final int STALL_MILLIS = 500;

  private static LockTrial trial(Supplier<Turnstile> maker) {
    return LockTorture.of(
        "turnstile",
        () -> {
          Turnstile turnstile = maker.get();
          LockSide side =
              LockSide.of(turnstile::lock, turnstile::unlock, turnstile::tryLock)
                  .withTimeout(nanos -> turnstile.tryLock(nanos, TimeUnit.NANOSECONDS))
                  .withInterrupts(turnstile::lockInterruptibly);
          return TorturedLock.exclusive(side, turnstile::isFree);
        });
  }

  /** Eight threads, thirty thousand acquisitions, interrupts and timeouts: nothing is wrong. */
  @Test
  void torture_ours_green() throws InterruptedException {
    trial(Turnstile::new)
        .threads(8)
        .acquisitions(30_000)
        .interrupts(100)
        .timeouts(50)
        .run()
        .assertGreen();
  }

  /** A copy that wakes nobody leaves a thread asleep beside a free lock. */
  @Test
  void torture_silentCopy_stalled() throws InterruptedException {
    Verdict verdict = trial(SilentTurnstile::new).seconds(100).stallMillis(STALL_MILLIS).run();
    assertTrue(verdict.assertRed().isStalled(), verdict::summary);
  }

  /** The twins that can be made of any lock are found, too. */
  @Test
  void torture_twinWithTwoInside_red() throws InterruptedException {
    Verdict verdict = trial(Turnstile::new).seconds(100).run("two-inside");
    assertTrue(verdict.assertRed().failures().get(0).startsWith("overlap: "), verdict::summary);
  }
}
