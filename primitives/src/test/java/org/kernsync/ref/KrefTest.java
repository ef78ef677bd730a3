package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.TicketSpinLock;

/** A kref releases once, in the thread that gave the last reference back. */
class KrefTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 2_000;

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** As many puts as gets and one more: the last one releases, in its own thread. */
  @Test
  void put_lastReference_releasesHere() {
    Kref kref = new Kref();
    Thread[] releaser = new Thread[1];
    Runnable release = () -> releaser[0] = Thread.currentThread();
    kref.get();
    assertThat(kref.getUnlessZero()).isTrue();
    assertThat(kref.read()).isEqualTo(3);
    assertThat(kref.put(release)).isFalse();
    assertThat(kref.put(release)).isFalse();
    assertThat(releaser[0]).isNull();
    assertThat(kref.put(release)).isTrue();
    assertThat(releaser[0]).isSameAs(Thread.currentThread());
    assertThat(kref.read()).isZero();
    assertThat(kref.getUnlessZero()).isFalse();
    assertThat(kref.toString()).startsWith("Kref@").endsWith("[dead]");
  }

  /** The other form gives the release its object. */
  @Test
  void put_objectAndConsumer_givenTheObject() {
    Kref kref = new Kref();
    AtomicInteger object = new AtomicInteger();
    kref.get();
    assertThat(kref.put(object, AtomicInteger::incrementAndGet)).isFalse();
    assertThat(kref.put(object, AtomicInteger::incrementAndGet)).isTrue();
    assertThat(object).hasValue(1);
  }

  /** A get of a dead object, and a put too many, are told; neither releases again. */
  @Test
  void put_dead_toldAndNotReleasedAgain() {
    AtomicInteger releases = new AtomicInteger();
    Runnable release = releases::incrementAndGet;
    Kref kref = new Kref();
    kref.put(release);
    assertThatThrownBy(() -> kref.put(release))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Kref@");
    Kref other = new Kref();
    other.put(release);
    assertThatThrownBy(other::get).isInstanceOf(IllegalStateException.class);
    try (Reports reports = new Reports()) {
      for (int i = 0; i < 10; i++) {
        assertThat(other.put(release)).isFalse();
      }
      assertThat(reports.take()).hasSize(10).containsOnly(RefCountMisuse.UNDERFLOW);
    }
    assertThat(releases).hasValue(2);
  }

  /** A recycled object counts from one again. */
  @Test
  void init_afterRelease_countsFromOne() {
    AtomicInteger releases = new AtomicInteger();
    Kref kref = new Kref();
    assertThat(kref.put(releases::incrementAndGet)).isTrue();
    kref.init();
    assertThat(kref.getUnlessZero()).isTrue();
    assertThat(kref.put(releases::incrementAndGet)).isFalse();
    assertThat(kref.put(releases::incrementAndGet)).isTrue();
    assertThat(releases).hasValue(2);
  }

  /** What a release throws comes out of put; the object is released all the same. */
  @Test
  void put_releaseThrows_thrownAndDead() {
    Kref kref = new Kref();
    IllegalArgumentException fault = new IllegalArgumentException("release");
    assertThatThrownBy(
            () ->
                kref.put(
                    () -> {
                      throw fault;
                    }))
        .isSameAs(fault);
    assertThat(kref.read()).isZero();
    assertThat(kref.getUnlessZero()).isFalse();
  }

  /** The last reference is given back, and the release runs, under the lock; then it is free. */
  @Test
  void putMutexAndPutLock_lastReference_releasedUnderTheLock() {
    Mutex mutex = new Mutex();
    TicketSpinLock lock = new TicketSpinLock();
    AtomicInteger releases = new AtomicInteger();
    Kref first = new Kref();
    Runnable releaseFirst =
        () -> {
          assertThat(mutex.isHeldByCurrentThread()).isTrue();
          releases.incrementAndGet();
        };
    first.get();
    assertThat(first.putMutex(mutex, releaseFirst)).isFalse();
    assertThat(first.putMutex(mutex, releaseFirst)).isTrue();
    assertThat(mutex.isLocked()).isFalse();
    Kref second = new Kref();
    Runnable releaseSecond =
        () -> {
          assertThat(lock.holder()).isSameAs(Thread.currentThread());
          releases.incrementAndGet();
        };
    second.get();
    assertThat(second.putLock(lock, releaseSecond)).isFalse();
    assertThat(second.putLock(lock, releaseSecond)).isTrue();
    assertThat(lock.isLocked()).isFalse();
    assertThat(releases).hasValue(2);
  }

  /** A release that throws under a lock leaves it free. */
  @Test
  void putMutexAndPutLock_releaseThrows_unlocked() {
    Mutex mutex = new Mutex();
    TicketSpinLock lock = new TicketSpinLock();
    IllegalArgumentException fault = new IllegalArgumentException("release");
    Runnable release =
        () -> {
          throw fault;
        };
    assertThatThrownBy(() -> new Kref().putMutex(mutex, release)).isSameAs(fault);
    assertThatThrownBy(() -> new Kref().putLock(lock, release)).isSameAs(fault);
    assertThat(mutex.isLocked()).isFalse();
    assertThat(lock.isLocked()).isFalse();
  }

  /** No release, no lock: refused before the reference is gone. */
  @Test
  void put_null_refusedUnchanged() {
    Kref kref = new Kref();
    assertThatThrownBy(() -> kref.put(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> kref.put(kref, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> kref.putMutex(null, () -> {}))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> kref.putLock(null, () -> {})).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> kref.putMutex(new Mutex(), null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> kref.putLock(new TicketSpinLock(), null))
        .isInstanceOf(NullPointerException.class);
    assertThat(kref.read()).isEqualTo(1);
  }

  /** Threads that come and go while the object dies: released once, after the last use. */
  @ParameterizedTest
  @MethodSource("kinds")
  void put_racingWithGetUnlessZero_releasedOnceAfterTheLastUse(ThreadFactory kind) {
    AtomicInteger releases = new AtomicInteger();
    Recycled[] objects = new Recycled[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      objects[i] = new Recycled();
    }
    CyclicBarrier round = new CyclicBarrier(THREADS);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        boolean owner = t == 0;
        int self = t;
        crew.start(
            () -> {
              for (Recycled object : objects) {
                round.await();
                if (owner || object.kref.getUnlessZero()) {
                  object.use(self);
                  object.kref.put(
                      object,
                      last -> {
                        last.release();
                        releases.incrementAndGet();
                      });
                }
              }
            });
      }
    }
    assertThat(releases).hasValue(ROUNDS);
  }

  /** Its fields are plain: the kref orders all uses before the release. */
  private static final class Recycled {
    private final Kref kref = new Kref();
    private final int[] uses = new int[THREADS];
    private final AtomicInteger used = new AtomicInteger();
    private boolean released;

    void use(int thread) {
      if (released) { // plain: false for whoever holds a reference
        throw new AssertionError("used after its release");
      }
      uses[thread] = 1;
      used.incrementAndGet();
    }

    void release() {
      int seen = 0;
      for (int use : uses) {
        seen += use;
      }
      if (released || seen != used.get()) {
        throw new AssertionError(released ? "released twice" : "a use was not seen: " + seen);
      }
      released = true;
    }
  }
}
