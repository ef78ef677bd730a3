package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Threads that lock and count in one word. */
class LockRefRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 20_000;
  private static final int MANY_STEPS = 100_000;
  private static final int BURSTS = 6_000; // an even number
  private static final int BURST = 200;

  private int inside; // plain: guarded by the lock under test
  private final AtomicInteger removals = new AtomicInteger();

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** Steps of all forms at once, by holders and others: none is lost, one thread is inside. */
  @ParameterizedTest
  @MethodSource("kinds")
  void operations_manyThreads_noneLost(ThreadFactory kind) {
    LockRef ref = new LockRef(1);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < MANY_STEPS; i++) {
                ref.get();
                requireTrue(ref.getNotZero(), "alive");
                ref.lock();
                inside++;
                ref.getLocked();
                ref.unlock();
                requireTrue(ref.getNotDead(), "not dead");
                requireTrue(ref.putNotZero(), "not the last");
                requireTrue(ref.putOrLock(), "not the last");
                while (ref.putReturn() < 0) {
                  Thread.onSpinWait(); // somebody holds the lock
                }
                if (ref.tryLock()) {
                  inside++;
                  ref.putLocked();
                  ref.unlock();
                } else {
                  requireTrue(ref.putNotZero(), "not the last");
                }
              }
            });
      }
    }
    assertThat(ref.read()).isEqualTo(1);
    assertThat(ref.isLocked()).isFalse();
    assertThat(inside).isGreaterThanOrEqualTo(THREADS * MANY_STEPS);
  }

  /** Nothing but the same step, in bursts that two threads begin together: none is lost. */
  @ParameterizedTest
  @MethodSource("kinds")
  void getAndPut_burstsTogether_noneLost(ThreadFactory kind) {
    LockRef ref = new LockRef(1);
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < 2; t++) {
        crew.start(
            () -> {
              for (int burst = 1; burst <= BURSTS; burst++) {
                arrived.incrementAndGet();
                for (int look = 1; arrived.get() < 2 * burst; look++) {
                  if (look % 64 == 0) {
                    Thread.yield();
                  }
                }
                for (int i = 0; i < BURST; i++) {
                  if (burst % 2 == 1) {
                    ref.get();
                  } else if (!ref.putNotZero()) {
                    refused.incrementAndGet();
                  }
                }
              }
            });
      }
    }
    assertThat(refused.get()).as("puts of what was got").isZero();
    assertThat(ref.read()).isEqualTo(1);
  }

  /** Many more threads than processors: all get through. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_fiftyThreads_everySectionAlone(ThreadFactory kind) {
    int threads = 50;
    LockRef ref = new LockRef(1);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < threads; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < 400; i++) {
                ref.lock();
                inside++;
                ref.unlock();
              }
            });
      }
    }
    assertThat(inside).isEqualTo(threads * 400);
    assertThat(ref.read()).isEqualTo(1);
  }

  /** What is in the cache: its payload is plain, and wiped by whoever removes it. */
  private static final class Entry {
    final LockRef ref = new LockRef(1);
    int payload = 1;
  }

  /** Found without a lock, removed under it: nobody has a reference to an entry that was wiped. */
  @ParameterizedTest
  @MethodSource("kinds")
  void getNotDead_againstRemoval_aliveOrFalse(ThreadFactory kind) {
    AtomicReference<Entry> cache = new AtomicReference<>();
    AtomicInteger found = new AtomicInteger();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < STEPS; i++) {
                Entry entry = cache.get();
                if (entry == null || !entry.ref.getNotDead()) {
                  entry = new Entry();
                  if (!cache.compareAndSet(null, entry)) {
                    continue; // somebody else was faster, or the dead one is still there
                  }
                } else {
                  found.incrementAndGet();
                }
                if (i % 8 == 0) {
                  Thread.yield(); // so that others find it
                }
                requireTrue(entry.payload == 1, "not wiped while a reference is held");
                done(cache, entry);
              }
            });
      }
    }
    assertThat(cache.get()).as("nobody refers to it").isNull();
    assertThat(removals.get()).isPositive();
    assertThat(found.get()).isPositive();
  }

  private void done(AtomicReference<Entry> cache, Entry entry) {
    if (entry.ref.putOrLock()) {
      return;
    }
    if (entry.ref.putLocked() == 0) {
      entry.ref.markDead();
      entry.payload = 0;
      removals.incrementAndGet();
      requireTrue(cache.compareAndSet(entry, null), "removed once");
    }
    entry.ref.unlock();
  }

  private static void requireTrue(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
