package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Exclusion, wake-ups and conservation while readers, writers, interrupts and timeouts race. */
class PerCpuRwSemaphoreRaceTest {
  private static final long FOREVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final long RACE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private long written; // guarded by the semaphore: plain on purpose
  private long mirror; // guarded by the semaphore: equal to written but inside of a write

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  private void write() {
    written++;
    Thread.onSpinWait();
    mirror++;
  }

  private void read() {
    long first = mirror;
    Thread.onSpinWait();
    assertThat(written).as("read beside a writer").isEqualTo(first);
  }

  /** Writers are alone and readers see whole writes; only wake-ups end parks. */
  @ParameterizedTest
  @MethodSource("kinds")
  void down_readersAndWriters_writersAlone(ThreadFactory kind) {
    for (Cpus cpus : Cpus.forMany()) {
      PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore(cpus, FOREVER_NANOS);
      written = 0;
      mirror = 0;
      AtomicLong wrote = new AtomicLong();
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < 4; i++) {
          crew.start(
              () -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                for (int round = 0; round < 4_000; round++) {
                  if (random.nextInt(20) == 0) {
                    semaphore.downWrite();
                    write();
                    wrote.incrementAndGet();
                    if (random.nextBoolean()) {
                      semaphore.downgradeWrite();
                      read();
                      semaphore.upRead();
                    } else {
                      semaphore.upWrite();
                    }
                  } else {
                    semaphore.downRead();
                    read();
                    semaphore.upRead();
                  }
                }
              });
        }
      }
      assertThat(written).isEqualTo(mirror).isEqualTo(wrote.get()).isPositive();
      assertThat(semaphore.tryDownWrite()).as("nobody left inside").isTrue();
    }
  }

  /**
   * One reader and one writer that meet all the time, with nothing else between them: without the
   * writer's fence on the reader's processor both get in.
   */
  @Test
  void down_oneReaderOneWriter_neverBoth() {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore(Cpus.THREADS, FOREVER_NANOS);
    AtomicBoolean writing = new AtomicBoolean();
    AtomicBoolean done = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            long reads = 0;
            for (; !done.get(); reads++) {
              semaphore.downRead();
              for (int i = 0; i < 4; i++) {
                assertThat(writing.getOpaque()).as("a writer beside a reader").isFalse();
              }
              semaphore.upRead();
            }
            assertThat(reads).isPositive();
          });
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < RACE_NANOS) {
        semaphore.downWrite();
        writing.set(true);
        for (int i = 0; i < 8; i++) {
          Thread.onSpinWait();
        }
        writing.setOpaque(false);
        semaphore.upWrite();
        for (int i = ThreadLocalRandom.current().nextInt(16); i > 0; i--) {
          Thread.onSpinWait();
        }
      }
      done.set(true);
    }
  }

  /**
   * One reader leaves and one writer waits, again and again: a wake-up that is missed is made good
   * by nothing.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void upRead_racesWithAWriterGoingToSleep_wakesIt(ThreadFactory kind) {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore(Cpus.THREADS, FOREVER_NANOS);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger through = new AtomicInteger();
    int rounds = 3_000;
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              semaphore.downRead();
              inside.set(round);
              int delay = round % 64;
              for (int i = 0; i < delay; i++) {
                Thread.onSpinWait();
              }
              semaphore.upRead();
              awaitAtLeast(through, round);
            }
          });
      crew.start(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              awaitAtLeast(inside, round);
              semaphore.downWrite();
              semaphore.upWrite();
              through.set(round);
            }
          });
    }
    assertThat(through).hasValue(rounds);
  }

  private static void awaitAtLeast(AtomicInteger number, int goal) {
    while (number.get() < goal) {
      Thread.yield();
    }
  }

  /** Every form, with interrupts and short times: who is in is in, and nobody else. */
  @ParameterizedTest
  @MethodSource("kinds")
  void allForms_interruptsAndTimeouts_exclude(ThreadFactory kind) {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore(Cpus.THREADS, FOREVER_NANOS);
    AtomicLong wrote = new AtomicLong();
    AtomicInteger left = new AtomicInteger(4);
    try (Crew crew = new Crew(kind)) {
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            crew.start(
                () -> {
                  for (int round = 0; round < 4_000; round++) {
                    if (inSomeForm(semaphore)) {
                      wrote.incrementAndGet();
                    }
                  }
                  left.decrementAndGet();
                });
      }
      while (left.get() > 0) {
        threads[ThreadLocalRandom.current().nextInt(threads.length)].interrupt();
        Thread.yield();
      }
    }
    assertThat(written).isEqualTo(mirror).isEqualTo(wrote.get()).isPositive();
    assertThat(semaphore.tryDownWrite()).as("nobody left inside").isTrue();
  }

  /** Whether it wrote. */
  private boolean inSomeForm(PerCpuRwSemaphore semaphore) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long nanos = random.nextInt(20_000);
    try {
      switch (random.nextInt(6)) {
        case 0:
          semaphore.downWriteInterruptibly();
          break;
        case 1:
          if (!semaphore.tryDownWrite(nanos, TimeUnit.NANOSECONDS)) {
            return false;
          }
          break;
        case 2:
          if (!semaphore.tryDownWrite()) {
            return false;
          }
          break;
        case 3:
          semaphore.downReadInterruptibly();
          read();
          semaphore.upRead();
          return false;
        case 4:
          if (semaphore.tryDownRead(nanos, TimeUnit.NANOSECONDS)) {
            read();
            semaphore.upRead();
          }
          return false;
        default:
          semaphore.downRead();
          read();
          semaphore.upRead();
          return false;
      }
    } catch (InterruptedException gaveUp) {
      return false;
    }
    write();
    semaphore.upWrite();
    return true;
  }
}
