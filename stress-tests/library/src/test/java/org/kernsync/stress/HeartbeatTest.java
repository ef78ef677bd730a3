package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.harness.ThreadKind;

/**
 * Waiters leave their carriers to others. A thousand virtual threads on two carriers want one lock,
 * each holds it for 10 ms asleep, unmounted; one more virtual thread, which has nothing to do with
 * the lock, wants to run every millisecond, and is never 20 ms late.
 *
 * <p>Each lock has a JVM of its own, in which a platform thread keeps watch, so that carriers which
 * never come back are noticed. A host that is busy with other things delays beats, too, but then
 * the JVM has no processor either: late is what the carriers spent running something else, half of
 * the processor time that the JVM used since the beat was due. Where that is still too much, the
 * property is the lock's if one of three JVMs shows it.
 */
class HeartbeatTest {
  private static final long LATE_MICROS = 20_000;

  /** Of forty in that time on a quiet machine: the lock is handed on at all. */
  private static final int FEWEST_SECTIONS = 3;

  private static final int TRIES = 3;

  /** The locks that this is asked of. */
  enum Kind {
    TICKET_SPIN_LOCK(() -> LockUnderTest.of(new TicketSpinLock())),
    QUEUED_SPIN_LOCK(() -> LockUnderTest.of(new QueuedSpinLock())),
    READ_WRITE_SPIN_LOCK(() -> of(new ReadWriteSpinLock())),
    BIT_SPIN_LOCK(() -> of(new BitSpinLock(), new AtomicInt32())),
    SEQ_LOCK(() -> of(new SeqLock())),
    MUTEX(() -> LockUnderTest.of(new Mutex())),
    COUNTING_SEMAPHORE(() -> of(new CountingSemaphore(1))),
    RW_SEMAPHORE(() -> of(new RwSemaphore())),

    /** The JDK's, which shows that it can be done. */
    REENTRANT_LOCK(() -> LockUnderTest.of(new ReentrantLock())),

    /** The broken twin: its waiters keep the carriers, so the holder cannot come back. */
    SPINS_FOR_EVER(() -> of(new AtomicBoolean()));

    private final Supplier<LockUnderTest> maker;

    Kind(Supplier<LockUnderTest> maker) {
      this.maker = maker;
    }

    private static LockUnderTest of(ReadWriteSpinLock lock) {
      return LockUnderTest.of(lock::writeLock, lock::writeUnlock, lock::tryWriteLock);
    }

    private static LockUnderTest of(BitSpinLock lock, AtomicInt32 word) {
      return LockUnderTest.of(
          () -> lock.lock(word, 0), () -> lock.unlock(word, 0), () -> lock.tryLock(word, 0));
    }

    private static LockUnderTest of(SeqLock lock) {
      return LockUnderTest.of(lock::writeLock, lock::writeUnlock, lock::tryWriteLock);
    }

    private static LockUnderTest of(CountingSemaphore semaphore) {
      return LockUnderTest.of(semaphore::down, semaphore::up, semaphore::tryDown);
    }

    private static LockUnderTest of(RwSemaphore semaphore) {
      return LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite);
    }

    private static LockUnderTest of(AtomicBoolean held) {
      return LockUnderTest.of(
          () -> {
            while (!held.compareAndSet(false, true)) {
              Thread.onSpinWait();
            }
          },
          () -> held.set(false),
          () -> held.compareAndSet(false, true));
    }
  }

  /** The heartbeat is in time, while the lock is handed on. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPINS_FOR_EVER")
  void lock_thousandVirtualWaiters_leavesTheHeartbeatInTime(Kind kind) throws Exception {
    assumeTrue(ThreadKind.available().contains(ThreadKind.VIRTUAL), "no virtual threads here");
    Watch.Finding finding = Watch.inOwnJvm(kind);
    for (int tries = 1; tries < TRIES && !inTime(finding); tries++) {
      finding = Watch.inOwnJvm(kind);
    }
    assertThat(finding.latestMicros).as("us late at most with %s", kind).isLessThan(LATE_MICROS);
    assertThat(finding.sections).as("sections meanwhile").isGreaterThanOrEqualTo(FEWEST_SECTIONS);
  }

  /** The same test on the broken twin is red, each time. */
  @Test
  void lock_thatNeverParks_isSeenLate() throws Exception {
    assumeTrue(ThreadKind.available().contains(ThreadKind.VIRTUAL), "no virtual threads here");
    assertThat(inTime(Watch.inOwnJvm(Kind.SPINS_FOR_EVER))).isFalse();
  }

  private static boolean inTime(Watch.Finding finding) {
    return finding.latestMicros < LATE_MICROS && finding.sections >= FEWEST_SECTIONS;
  }

  /** The program in the other JVM: contends, listens to the heartbeat, prints what it heard. */
  static final class Watch {
    private static final OperatingSystemMXBean PROCESS =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int CARRIERS = 2;
    private static final int WAITERS = 1_000;
    private static final int BATCH = 20;
    private static final long BEAT_NANOS = 1_000_000;
    private static final long HOLD_MILLIS = 10;
    private static final long LISTEN_NANOS = 400_000_000;
    private static final long DEAD_NANOS = 1_000_000_000;

    private final LockUnderTest lock;
    private final AtomicInteger waiters = new AtomicInteger();
    private final AtomicInteger sections = new AtomicInteger();
    private volatile long lastBeat; // volatile: written by the heart, read by the watch
    private volatile long latestNanos; // as above; the heart only writes

    private Watch(LockUnderTest lock) {
      this.lock = lock;
    }

    /** What one JVM came to. */
    static final class Finding {
      final long latestMicros;
      final int sections;

      private Finding(String[] fields) {
        latestMicros = Long.parseLong(fields[1]);
        sections = Integer.parseInt(fields[2]);
      }
    }

    static Finding inOwnJvm(Kind kind) throws Exception {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Djdk.virtualThreadScheduler.parallelism=" + CARRIERS,
              "-Djdk.virtualThreadScheduler.maxPoolSize=" + CARRIERS,
              "-cp",
              System.getProperty("java.class.path"),
              Watch.class.getName(),
              kind.name());
      File said = File.createTempFile("heartbeat", ".txt");
      try {
        Process process =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(said.toPath(), StandardCharsets.UTF_8);
        assertThat(ended).as("the JVM with %s ended; it said: %s", kind, text).isTrue();
        return text.lines()
            .map(line -> line.split(" "))
            .filter(fields -> fields.length == 3 && fields[0].equals("late"))
            .map(Finding::new)
            .findFirst()
            .orElseThrow(() -> new AssertionError("the JVM with " + kind + " said: " + text));
      } finally {
        assertThat(said.delete()).isTrue();
      }
    }

    /**
     * Contends for one lock and prints how late the heart was, and how many sections there were.
     *
     * @param args the name of a {@link Kind}
     */
    public static void main(String[] args) {
      Watch watch = new Watch(Kind.valueOf(args[0]).maker.get());
      watch.listen();
      System.out.println("late " + watch.latestNanos / 1_000 + " " + watch.sections);
      System.out.flush();
      Runtime.getRuntime().halt(0); // a thousand threads are still at it
    }

    private void listen() {
      lastBeat = System.nanoTime();
      ThreadKind.VIRTUAL.newThread(this::beat).start();
      gather();
      latestNanos = 0; // a thousand starts are many things to do before the next beat: not counted
      int sectionsBefore = sections.get();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < LISTEN_NANOS && !isDead()) {
        LockSupport.parkNanos(BEAT_NANOS);
      }
      if (isDead()) {
        latestNanos = System.nanoTime() - lastBeat;
      }
      sections.addAndGet(-sectionsBefore);
    }

    private boolean isDead() {
      return System.nanoTime() - lastBeat > DEAD_NANOS;
    }

    /** Starts the waiters little by little, and waits until each has asked for the lock. */
    private void gather() {
      for (int started = 0; started < WAITERS && !isDead(); started += BATCH) {
        for (int i = 0; i < BATCH; i++) {
          ThreadKind.VIRTUAL.newThread(this::contend).start();
        }
        while (waiters.get() < started && !isDead()) {
          LockSupport.parkNanos(BEAT_NANOS);
        }
      }
      while (waiters.get() < WAITERS && !isDead()) {
        LockSupport.parkNanos(BEAT_NANOS);
      }
    }

    private void contend() {
      waiters.incrementAndGet();
      while (true) {
        lock.lock();
        try {
          holdAsleep();
        } finally {
          lock.unlock();
        }
        sections.incrementAndGet();
      }
    }

    private static void holdAsleep() {
      long begin = System.nanoTime();
      long left = TimeUnit.MILLISECONDS.toNanos(HOLD_MILLIS);
      while (left > 0) {
        LockSupport.parkNanos(left);
        left = TimeUnit.MILLISECONDS.toNanos(HOLD_MILLIS) - (System.nanoTime() - begin);
      }
    }

    private void beat() {
      while (true) {
        long begin = System.nanoTime();
        long usedBefore = PROCESS.getProcessCpuTime();
        LockSupport.parkNanos(BEAT_NANOS);
        long now = System.nanoTime();
        long lateNanos = now - begin - BEAT_NANOS;
        if (lateNanos > latestNanos) {
          long elsewhere = (PROCESS.getProcessCpuTime() - usedBefore) / CARRIERS;
          latestNanos = Math.max(latestNanos, Math.min(lateNanos, elsewhere));
        }
        lastBeat = now;
      }
    }
  }
}
