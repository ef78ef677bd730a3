package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.stress.torture.busted.LockFault;
import org.kernsync.stress.torture.busted.SleepyLock;

/**
 * Interrupts hide that nobody was woken. So a wake that is lost is found because the torture leaves
 * its threads alone now and then, and for no other reason.
 */
class CalmTest {
  private static final long LOST_WAKES = 100;
  private static final int STALL_MILLIS = 200;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Queue<SleepyLock> locks = new ConcurrentLinkedQueue<>();

  /**
   * Where interrupts never cease a hundred lost wakes are no failure: who sleeps is interrupted.
   */
  @ParameterizedTest
  @EnumSource(
      value = LockFault.class,
      names = {"WAKES_NOBODY", "TIMEOUT_EATS_WAKE"})
  void run_lostWakesWithoutCalms_green(LockFault fault) throws Exception {
    TortureCrew crew = new TortureCrew();
    torture(fault, TortureSettings.USUAL_STALL_MILLIS, false, crew).start(crew);
    long begin = System.nanoTime();
    while (lostWakes() < LOST_WAKES && System.nanoTime() - begin < LONGEST.toNanos()) {
      LockSupport.parkNanos(1_000_000);
    }
    List<String> failures = crew.failures();
    crew.fail("over"); // lets those go who sleep now
    crew.stop(LONGEST);

    assertThat(lostWakes()).isGreaterThanOrEqualTo(LOST_WAKES);
    assertThat(failures).isEmpty();
  }

  /** The same locks are found by the first thread that nobody wakes in a calm. */
  @ParameterizedTest
  @EnumSource(
      value = LockFault.class,
      names = {"WAKES_NOBODY", "TIMEOUT_EATS_WAKE"})
  void run_lostWakesWithCalms_stalled(LockFault fault) throws Exception {
    TortureCrew crew = new TortureCrew();
    torture(fault, STALL_MILLIS, true, crew).start(crew);

    assertThat(crew.awaitFailure(LONGEST.toNanos())).isTrue();
    assertThat(crew.failures().get(0)).startsWith(Verdict.STALL);
    crew.stop(LONGEST);
  }

  /** In a calm nobody is interrupted, and nobody waits with a timeout, while sections go on. */
  @Test
  void run_calm_leavesThreadsAlone() throws Exception {
    TortureCrew crew = new TortureCrew();
    AtomicReference<LockTorture> torture = new AtomicReference<>();
    LongAdder seen = new LongAdder();
    LongAdder disturbed = new LongAdder();
    torture.set(
        new LockTorture(
            new TortureSettings(4, 42, 0),
            failed ->
                watched(
                    timed -> {
                      boolean asks = Thread.currentThread().getName().startsWith("contender");
                      if (asks && torture.get().stutter().isCalm()) {
                        seen.increment();
                        if (timed || Thread.currentThread().isInterrupted()) {
                          disturbed.increment();
                        }
                      }
                    })));
    torture.get().start(crew);
    while (torture.get().counted().calms.sum() < 5 && !crew.awaitFailure(1_000_000)) {}
    crew.stop(LONGEST);

    assertThat(crew.failures()).isEmpty();
    assertThat(seen.sum()).isPositive();
    assertThat(disturbed.sum()).isZero();
    assertThat(torture.get().counted().interrupted.sum()).isPositive();
    assertThat(torture.get().counted().timeouts.sum()).isPositive();
  }

  private static TorturedLock watched(Consumer<Boolean> onAsk) {
    ReentrantLock lock = new ReentrantLock();
    LockSide side =
        LockSide.of(
                () -> {
                  onAsk.accept(false);
                  lock.lock();
                },
                lock::unlock,
                lock::tryLock)
            .withTimeout(
                nanos -> {
                  onAsk.accept(true);
                  return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
                })
            .withInterrupts(
                () -> {
                  onAsk.accept(false);
                  lock.lockInterruptibly();
                });
    return TorturedLock.exclusive(side, () -> !lock.isLocked());
  }

  private LockTorture torture(LockFault fault, long stallMillis, boolean calms, TortureCrew crew) {
    TortureSettings settings = new TortureSettings(8, 42, 0, 0, TortureGoals.NONE, stallMillis);
    return new LockTorture(
        settings,
        failed -> {
          SleepyLock lock = new SleepyLock(SleepingLocks.mutex(), fault, failed);
          locks.add(lock);
          return lock;
        },
        calms);
  }

  private long lostWakes() {
    return locks.stream().mapToLong(SleepyLock::lostWakes).sum();
  }
}
