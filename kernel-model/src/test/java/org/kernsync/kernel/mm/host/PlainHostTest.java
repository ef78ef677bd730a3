package org.kernsync.kernel.mm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordinary threads as a host: who is in a slot is alone there. */
class PlainHostTest {
  private static final int ROUNDS = 300;
  private static final int SHARED_ROUNDS = 10; // each visit may stand in line behind sleepers
  private static final int PER_SLOT = 32; // ints: two pairs of cache lines

  private final PlainHost host = new PlainHost();
  private final int[] plain = new int[host.slots() * PER_SLOT];
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Thread start(boolean virtual, Runnable body) {
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    return builder.start(
        () -> {
          try {
            body.run();
          } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
          }
        });
  }

  /** Changes of a plain number in each slot, in a way that shows any second writer. */
  private void change(int slot) {
    int at = slot * PER_SLOT;
    int before = plain[at];
    plain[at] = before + 1;
    if (++plain[at + 1] != before + 1 || plain[at] != before + 1) {
      throw new AssertionError("somebody else was in slot " + slot);
    }
  }

  /**
   * Threads go in and out of their slots, while others visit all of them: no change is lost. By
   * counts, so that it holds however rarely they meet; that they do is seen by the broken host.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onEachSlot_ownersInside_excludesThem(boolean virtual) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    long[] entered = new long[4];
    List<Thread> owners = new ArrayList<>();
    for (int i = 0; i < entered.length; i++) {
      int self = i;
      owners.add(
          start(
              virtual,
              () -> {
                while (!done.get() && failure.get() == null) {
                  int slot = self % 2 == 0 ? host.enter() : host.enterIrqSave();
                  try {
                    change(slot);
                    entered[self]++;
                  } finally {
                    if (self % 2 == 0) {
                      host.exit(slot);
                    } else {
                      host.exitIrqRestore(slot);
                    }
                  }
                  if (virtual && entered[self] % 64 == 0) {
                    LockSupport.parkNanos(1_000); // two that only yield starve timed parks
                  }
                }
              }));
    }
    int rounds = virtual ? SHARED_ROUNDS : ROUNDS;
    Thread other = start(false, () -> visitAll(rounds));
    visitAll(rounds);
    other.join();
    done.set(true);
    long all = 2L * rounds * host.slots();
    for (int i = 0; i < entered.length; i++) {
      owners.get(i).join();
      all += entered[i];
    }
    assertThat(failure.get()).isNull();
    long counted = 0;
    for (int slot = 0; slot < host.slots(); slot++) {
      counted += plain[slot * PER_SLOT];
      assertThat(plain[slot * PER_SLOT + 1]).isEqualTo(plain[slot * PER_SLOT]);
    }
    assertThat(counted).isEqualTo(all);
  }

  private void visitAll(int rounds) {
    for (int round = 0; round < rounds; round++) {
      host.onEachSlot(this::change);
    }
  }

  /** An owner that comes while its slot is visited waits until the visit is over, and goes on. */
  @Test
  void enter_whileSlotsAreVisited_waits() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    AtomicBoolean leftFirst = new AtomicBoolean();
    Thread visitor =
        start(
            false,
            () ->
                host.onEachSlot(
                    slot -> {
                      inside.countDown();
                      await(leave);
                      left.set(slot == host.slots() - 1);
                    }));
    inside.await();
    Thread owner =
        start(
            false,
            () -> {
              int slot = host.enter();
              leftFirst.set(left.get());
              host.exit(slot);
            });
    leave.countDown();
    owner.join();
    visitor.join();
    assertThat(failure.get()).isNull();
    assertThat(leftFirst).isTrue();
  }

  /** A visitor that comes while an owner is inside waits until it is out. */
  @Test
  void onEachSlot_ownerInside_waitsForIt() throws InterruptedException {
    AtomicBoolean visited = new AtomicBoolean();
    int own = host.enter();
    Thread visitor;
    try {
      visitor =
          start(
              false,
              () ->
                  host.onEachSlot(
                      slot -> {
                        if (slot == own) {
                          visited.set(true);
                        }
                      }));
      while (!visited.get() && visitor.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThat(visited).isFalse();
    } finally {
      host.exit(own);
    }
    visitor.join();
    assertThat(failure.get()).isNull();
    assertThat(visited).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A visit that fails lets everybody in again. */
  @Test
  void onEachSlot_thatThrows_thawsAll() {
    assertThatThrownBy(
            () ->
                host.onEachSlot(
                    slot -> {
                      throw new IllegalArgumentException("on purpose");
                    }))
        .hasMessage("on purpose");
    host.exit(host.enter());
    host.onEachSlot(this::change);
  }

  /** A grace period waits for who reads in the host's domain. */
  @Test
  void afterGracePeriod_readerInside_waitsForIt() throws InterruptedException {
    AtomicBoolean reading = new AtomicBoolean(true);
    AtomicBoolean early = new AtomicBoolean();
    CountDownLatch ran = new CountDownLatch(1);
    host.rcu().readLock();
    host.afterGracePeriod(
        () -> {
          early.set(reading.get());
          ran.countDown();
        });
    reading.set(false);
    host.rcu().readUnlock();
    ran.await();
    assertThat(early).isFalse();
  }

  /** A lock knows its holder; misuse is an exception with the report. */
  @Test
  void newLock_andMisuse_areAsPromised() {
    MemoryLock lock = host.newLock("zone");
    long flags = lock.lock();
    assertThat(lock.isHeldHere()).isTrue();
    assertThat(lock.isLocked()).isTrue();
    lock.unlock(flags);
    assertThat(lock.isHeldHere()).isFalse();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock).hasToString("zone " + lock.toString().substring(5));
    assertThatThrownBy(() -> host.misuse("double free"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("double free");
  }
}
