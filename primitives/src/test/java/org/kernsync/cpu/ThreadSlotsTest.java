package org.kernsync.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kernsync.internal.Crew;

/** Who owns a slot, who shares one, and who inherits. */
class ThreadSlotsTest {
  private static final int OWNED = 4;
  private static final int SHARED = 2;

  private final ThreadSlots slots = new ThreadSlots(OWNED, SHARED);

  private static ThreadFactory virtual() {
    return Crew.kinds().get(1);
  }

  /** A platform thread keeps the slot that it got, and all methods agree on it. */
  @Test
  void slot_platformThread_ownsOneForGood() {
    int slot = slots.slot();
    assertThat(slot).isBetween(0, OWNED - 1);
    for (int i = 0; i < 3 * ThreadSlots.LOOKS_PER_TRY; i++) {
      assertThat(slots.slot()).isEqualTo(slot);
    }
    assertThat(slots.current()).isEqualTo(slot);
    assertThat(slots.exclusive()).isTrue();
    assertThat(slots.liveOwners()).isEqualTo(1);
  }

  /** Asked first, {@code exclusive} gives a slot as the other methods do. */
  @Test
  void exclusive_askedFirst_ownsASlot() {
    assertThat(slots.exclusive()).isTrue();
    assertThat(slots.slot()).isNotNegative();
  }

  /** No two live threads own one slot, and who finds none shares one of the others. */
  @Test
  void slot_moreThreadsThanSlots_ownersDifferAndTheRestShares() {
    int threads = 3 * OWNED;
    Set<Integer> owned = ConcurrentHashMap.newKeySet();
    AtomicInteger sharing = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(threads);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < threads; i++) {
        crew.start(
            () -> {
              together.await();
              int slot = slots.slot();
              assertThat(slots.exclusive()).isEqualTo(slot >= 0);
              if (slot >= 0) {
                assertThat(owned.add(slot)).as("slot %d owned once", slot).isTrue();
              } else {
                assertThat(~slot).isBetween(OWNED, OWNED + SHARED - 1);
                sharing.incrementAndGet();
              }
              assertThat(slots.current()).isEqualTo(slot < 0 ? ~slot : slot);
              together.await(); // all live until all have looked
            });
      }
    }
    assertThat(owned).hasSize(OWNED);
    assertThat(sharing).hasValue(threads - OWNED);
  }

  /** Ten thousand threads, one after the other, all find a slot to own: those of the dead. */
  @Test
  void slot_tenThousandShortThreads_eachInherits() throws InterruptedException {
    AtomicInteger owners = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      Thread thread =
          new Thread(
              () -> {
                if (slots.slot() >= 0) {
                  owners.incrementAndGet();
                }
              });
      thread.start();
      thread.join();
    }
    assertThat(owners).hasValue(10_000);
    assertThat(slots.liveOwners()).isZero();
    assertThat(slots.count()).isEqualTo(OWNED + SHARED);
  }

  /** An heir goes on with what the dead owner wrote: no addition to a plain slot is lost. */
  @Test
  void slot_inherited_nothingLost() {
    long[] cells = new long[slots.count() * 16];
    AtomicInteger byOthers = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int starter = 0; starter < 2 * OWNED; starter++) {
        crew.start(
            () -> {
              for (int i = 0; i < 100; i++) {
                Thread heir =
                    new Thread(
                        () -> {
                          for (int n = 0; n < 100; n++) {
                            int slot = slots.slot();
                            if (slot >= 0) {
                              cells[slot * 16]++; // plain on purpose: it has one writer
                            } else {
                              byOthers.incrementAndGet();
                            }
                          }
                        });
                heir.start();
                heir.join();
              }
            });
      }
    }
    long sum = byOthers.get();
    for (long cell : cells) {
      sum += cell;
    }
    assertThat(sum).isEqualTo(2L * OWNED * 100 * 100);
  }

  /** A thread that shares gets the slot of an owner that ended, after some look-ups. */
  @Test
  void slot_ownerEnds_sharerMovesIn() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < OWNED; i++) {
        crew.start(
            () -> {
              slots.slot();
              started.incrementAndGet();
              end.await();
            });
      }
      Crew.until("all slots owned", () -> started.get() == OWNED);
      assertThat(slots.slot()).isNegative();
      assertThat(slots.exclusive()).isFalse();
      end.countDown();
    }
    int looks = 0;
    while (slots.slot() < 0) {
      assertThat(++looks).isLessThanOrEqualTo(ThreadSlots.LOOKS_PER_TRY);
    }
    assertThat(slots.exclusive()).isTrue();
  }

  /** Virtual threads share, whatever is free, and leave nothing behind. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void slot_virtualThread_shares() {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    try (Crew crew = new Crew(virtual())) {
      for (int i = 0; i < 1_000; i++) {
        crew.start(
            () -> {
              assertThat(slots.slot()).isNegative();
              assertThat(slots.exclusive()).isFalse();
              seen.add(slots.current());
            });
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(OWNED, OWNED + 1); // both stripes are in use
    assertThat(slots.liveOwners()).isZero();
  }

  /** At most four slots per processor are owned; the shared ones are as many as processors. */
  @Test
  void ofProcessors_anyNumber_bounded() {
    for (int processors = 1; processors < 300; processors++) {
      ThreadSlots some = ThreadSlots.ofProcessors(processors);
      assertThat(some.count()).isBetween(3 * processors, 6 * processors);
      assertThat(some.current()).isLessThan(4 * processors);
    }
  }

  /** The default method tells both answers apart by the sign. */
  @Test
  void slot_byDefault_combinesBothAnswers() {
    AtomicReference<Boolean> exclusive = new AtomicReference<>(true);
    CpuIds ids =
        new CpuIds() {
          @Override
          public int current() {
            return 0;
          }

          @Override
          public int count() {
            return 1;
          }

          @Override
          public boolean exclusive() {
            return exclusive.get();
          }
        };
    assertThat(ids.slot()).isZero();
    exclusive.set(false);
    assertThat(ids.slot()).isEqualTo(-1);
    assertThat(CpuIds.threads()).isSameAs(CpuIds.threads());
  }
}
