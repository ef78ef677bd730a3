package org.kernsync.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CpuClockTest {
  private static final long MILLISECOND = 1_000_000;

  private final CpuClock clock = new CpuClock();
  private long sink = 1;

  /** Burns wall time, reading the clock as a CPU that polls would. */
  private void burn(long nanos) {
    long end = System.nanoTime() + nanos;
    while (clock.read() - end < 0) {
      for (int i = 0; i < 1_000; i++) {
        sink = sink * 31 + i;
      }
    }
  }

  /**
   * Lets the host run something else on this core, without the clock being told: what a stolen core
   * looks like.
   */
  private static void loseCore(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private long busyNanos() {
    return clock.modeNanos(CpuMode.USER)
        + clock.modeNanos(CpuMode.SYSTEM)
        + clock.modeNanos(CpuMode.SOFTIRQ)
        + clock.modeNanos(CpuMode.IRQ);
  }

  /**
   * Time that the thread did not get is steal: it is in no mode, and the task clock stands still
   * meanwhile.
   */
  @Test
  void read_afterLosingTheCore_countsSteal() {
    clock.start(Thread.currentThread());
    clock.enter(CpuMode.USER, clock.read());
    burn(5 * MILLISECOND);
    long taskBefore = clock.taskClock(clock.read());
    long stolenBefore = clock.stealNanos();
    loseCore(50 * MILLISECOND);
    long taskAfter = clock.taskClock(clock.read());
    assertThat(clock.stealNanos() - stolenBefore).isGreaterThan(45 * MILLISECOND);
    // below zero where short gaps before, believed to be work, are now seen to have been steal
    assertThat(taskAfter - taskBefore).isBetween(-10 * MILLISECOND, 5 * MILLISECOND);
    assertThat(clock.maxGapNanos()).isGreaterThanOrEqualTo(50 * MILLISECOND);
  }

  /** The longest gap counts from a millisecond on; shorter ones are no sign of a lost core. */
  @Test
  void maxGap_countsLongGapsOnly() {
    clock.start(Thread.currentThread());
    long last = clock.read();
    long longest = clock.maxGapNanos();
    for (int i = 0; i < 40; i++) {
      LockSupport.parkNanos(i == 30 ? 3 * MILLISECOND : 50_000);
      long now = clock.read();
      longest = now - last > MILLISECOND ? Math.max(longest, now - last) : longest;
      last = now;
      assertThat(clock.maxGapNanos()).isEqualTo(longest);
    }
    assertThat(longest).isGreaterThan(MILLISECOND);
  }

  /**
   * Busy time adds up to the thread's CPU time, and busy, idle and steal together to the wall
   * clock.
   */
  @Test
  void modes_addUp_toCpuTimeAndToWallTime() {
    long cpuBefore = cpuTime();
    long wallBefore = System.nanoTime();
    clock.start(Thread.currentThread());
    for (int round = 0; round < 20; round++) {
      clock.enter(CpuMode.USER, clock.read());
      burn(5 * MILLISECOND);
      clock.enter(CpuMode.SYSTEM, clock.read());
      burn(2 * MILLISECOND);
      CpuMode interrupted = clock.enter(CpuMode.IRQ, clock.read());
      burn(MILLISECOND / 2);
      assertThat(clock.enter(interrupted, clock.read())).isEqualTo(CpuMode.IRQ);
      loseCore(2 * MILLISECOND);
      clock.enterIdle(clock.read());
      assertThat(clock.mode()).isEqualTo(CpuMode.IDLE);
      loseCore(3 * MILLISECOND);
      clock.leaveIdle(System.nanoTime());
    }
    clock.stop();
    long wall = System.nanoTime() - wallBefore;
    long cpu = cpuTime() - cpuBefore;
    long idle = clock.modeNanos(CpuMode.IDLE);
    assertThat((double) busyNanos() / cpu).as("busy against thread CPU time").isBetween(0.95, 1.05);
    assertThat((double) (busyNanos() + idle + clock.stealNanos()) / wall)
        .as("busy, idle and steal against the wall clock")
        .isBetween(0.99, 1.01);
    assertThat(idle).isGreaterThan(40 * MILLISECOND);
    assertThat(clock.stealNanos()).isGreaterThan(30 * MILLISECOND);
    assertThat(clock.modeNanos(CpuMode.IRQ)).isGreaterThan(4 * MILLISECOND);
    assertThat(clock.modeNanos(CpuMode.SOFTIRQ)).isZero();
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Idle time is not steal, however long it lasts. */
  @Test
  void idle_longPause_isNoSteal() {
    clock.start(Thread.currentThread());
    clock.enterIdle(clock.read());
    long stolenBefore = clock.stealNanos();
    loseCore(30 * MILLISECOND);
    clock.leaveIdle(System.nanoTime());
    assertThat(clock.stealNanos()).isEqualTo(stolenBefore);
    assertThat(clock.modeNanos(CpuMode.IDLE)).isGreaterThan(25 * MILLISECOND);
  }
}
