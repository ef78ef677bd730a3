package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** A hint at the reader of a thread, which is never another thread's. */
class ReaderPlacesTest {
  private static final int THREADS = 3 * ReaderPlaces.COUNT;

  private final Rcu rcu = new Rcu();
  private final ReaderPlaces places = new ReaderPlaces();

  private OwnReader readerOfCaller() {
    return new OwnReader(rcu.gracePeriods(), Thread.currentThread());
  }

  /** With three threads to a place, each finds its own reader or none. */
  @Test
  void find_moreThreadsThanPlaces_neverAnothers() {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    AtomicInteger found = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(
            () -> {
              OwnReader own = readerOfCaller();
              together.await();
              for (int look = 0; look < 1_000; look++) {
                OwnReader there = ReaderPlaces.find(places.all(), Thread.currentThread());
                assertThat(there == null || there == own).isTrue();
                places.offer(own);
              }
              together.await();
              if (ReaderPlaces.find(places.all(), Thread.currentThread()) == own) {
                found.incrementAndGet();
              }
              together.await(); // all live until all have looked
            });
      }
    }
    assertThat(found.get()).isBetween(1, ReaderPlaces.COUNT);
  }

  /** The place of a thread that has ended goes to the next one that wants it. */
  @Test
  void offer_placeOfTheDead_isInherited() throws InterruptedException {
    AtomicInteger found = new AtomicInteger();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                OwnReader own = readerOfCaller();
                places.offer(own);
                if (ReaderPlaces.find(places.all(), Thread.currentThread()) == own) {
                  found.incrementAndGet();
                }
              });
      thread.start();
      thread.join();
    }
    assertThat(found).hasValue(THREADS);
  }

  /** The place of a thread that lives is not for others. */
  @Test
  void offer_placeOfTheLiving_staysItsOwn() throws InterruptedException {
    OwnReader own = readerOfCaller();
    places.offer(own);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> places.offer(readerOfCaller()));
      thread.start();
      thread.join();
    }
    assertThat(ReaderPlaces.find(places.all(), Thread.currentThread())).isSameAs(own);
  }

  /** Readers of threads that have ended are let go; those of the living stay. */
  @Test
  void forgetTheDead_keepsTheLiving() throws InterruptedException {
    Thread ended = new Thread(() -> places.offer(readerOfCaller()));
    ended.start();
    ended.join();
    assertThat(ReaderPlaces.find(places.all(), ended)).isNotNull();
    places.forgetTheDead();
    assertThat(ReaderPlaces.find(places.all(), ended)).isNull();
    OwnReader own = readerOfCaller();
    places.offer(own);
    places.forgetTheDead();
    assertThat(ReaderPlaces.find(places.all(), Thread.currentThread())).isSameAs(own);
  }

  /** A thread that loses its place, or gains one, inside of a section is in that section still. */
  @Test
  void readLock_moreThreadsThanPlaces_allSectionsAreWaitedFor() {
    CyclicBarrier together = new CyclicBarrier(THREADS + 1);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(
            () -> {
              rcu.readLock();
              inside.incrementAndGet();
              together.await();
              together.await();
              for (int nested = 0; nested < 100; nested++) {
                rcu.readLock();
                rcu.readUnlock();
                assertThat(rcu.isReadLockHeld()).isTrue();
              }
              assertThat(over).isFalse();
              inside.decrementAndGet();
              rcu.readUnlock();
              assertThat(rcu.isReadLockHeld()).isFalse();
              assertThatThrownBy(rcu::readUnlock).isInstanceOf(IllegalStateException.class);
            });
      }
      crew.start(
          () -> {
            together.await();
            together.await();
            rcu.synchronize();
            assertThat(inside).hasValue(0);
            over.set(true);
          });
    }
  }
}
