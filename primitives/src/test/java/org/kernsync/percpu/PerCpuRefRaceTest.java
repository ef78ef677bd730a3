package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Kills, revivals and mode switches under threads that get and put all the time. */
class PerCpuRefRaceTest {
  private static final long RACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int USERS = 4;

  private final AtomicInteger users = new AtomicInteger();
  private final AtomicBoolean released = new AtomicBoolean();
  private final AtomicLong releases = new AtomicLong();
  private final AtomicLong used = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  private PerCpuRef ref(Cpus cpus) {
    users.set(0);
    released.set(false);
    releases.set(0);
    used.set(0);
    done.set(false);
    return new PerCpuRef(cpus, this::release);
  }

  private void release() {
    assertThat(users).as("users at the release").hasValue(0);
    assertThat(released.getAndSet(true)).as("released before").isFalse();
    releases.incrementAndGet();
  }

  private void use() {
    users.incrementAndGet();
    assertThat(released.get()).as("in use after the release").isFalse();
    used.incrementAndGet();
    users.decrementAndGet();
  }

  private void useUntilDone(PerCpuRef ref) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int round = 0; !done.get(); round++) {
      if (round % 16 == 0) {
        Thread.yield(); // a virtual thread that waits in a late put needs a carrier some day
      }
      boolean got = random.nextBoolean() ? ref.tryGetLive() : ref.tryGet();
      if (!got) {
        Thread.yield();
        continue;
      }
      use();
      if (random.nextInt(4) == 0) {
        ref.getMany(2);
        use();
        ref.put();
        use();
        ref.put();
      }
      ref.put();
    }
  }

  /** Life after life: released once each, when and only when the last user is gone. */
  @ParameterizedTest
  @MethodSource("kinds")
  void kill_underUse_releasedOncePerLife(ThreadFactory kind) {
    for (Cpus cpus : Cpus.forMany()) {
      PerCpuRef ref = ref(cpus);
      long lives = 0;
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < USERS; i++) {
          crew.start(() -> useUntilDone(ref));
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < RACE_NANOS) {
          long usedBefore = used.get();
          ref.kill();
          lives++;
          Crew.until("released", released::get);
          released.set(false);
          ref.reinit();
          Crew.until("used in the new life", () -> used.get() != usedBefore);
        }
        done.set(true);
      }
      assertThat(releases).hasValue(lives);
      ref.kill();
      assertThat(releases).hasValue(lives + 1);
    }
  }

  /** Any mixture of switches, kills and resurrections loses no reference and releases nothing. */
  @ParameterizedTest
  @MethodSource("kinds")
  void switches_underUse_countKept(ThreadFactory kind) {
    for (Cpus cpus : Cpus.forMany()) {
      PerCpuRef ref = ref(cpus);
      ref.get(); // keeps it from the release
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < USERS; i++) {
          crew.start(() -> useUntilDone(ref));
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < RACE_NANOS) {
          switch (random.nextInt(3)) {
            case 0:
              ref.switchToAtomic();
              break;
            case 1:
              ref.switchToPerCpu();
              break;
            default:
              ref.kill();
              assertThat(ref.tryGetLive()).isFalse();
              ref.resurrect();
              break;
          }
        }
        done.set(true);
      }
      ref.switchToAtomic();
      assertThat(ref.toString()).endsWith("[live, 2 references]");
      ref.kill();
      assertThat(releases).hasValue(0);
      ref.put();
      assertThat(releases).hasValue(1);
    }
  }

  /** A reference may be put by another thread, of another CPU, than the one that got it. */
  @ParameterizedTest
  @MethodSource("kinds")
  void put_byOtherThreads_countKept(ThreadFactory kind) {
    PerCpuRef ref = ref(Cpus.THREADS);
    int each = 5_000;
    ref.getMany(USERS * each);
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < USERS; i++) {
        crew.start(
            () -> {
              for (int n = 0; n < each; n++) {
                ref.put();
              }
            });
      }
      ref.kill(); // in the middle of it
    }
    assertThat(releases).hasValue(1);
    assertThat(ref.isZero()).isTrue();
  }
}
