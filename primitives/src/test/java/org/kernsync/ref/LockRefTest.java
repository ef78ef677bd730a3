package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kernsync.spin.SpinWait;

/** What one thread alone sees of a lock with a count. */
class LockRefTest {
  private final LockRef ref = new LockRef(1);

  /** Each form moves the count as it says, and refuses where it says. */
  @Test
  void operations_unlocked_countExactly() {
    ref.get();
    assertThat(ref.getNotZero()).isTrue();
    assertThat(ref.getNotDead()).isTrue();
    assertThat(ref.read()).isEqualTo(4);
    assertThat(ref.putNotZero()).isTrue();
    assertThat(ref.putOrLock()).isTrue();
    assertThat(ref.putReturn()).isEqualTo(1);
    assertThat(ref.putNotZero()).as("the last one").isFalse();
    assertThat(ref.read()).isEqualTo(1);
    assertThat(ref.putReturn()).isZero();
    assertThat(ref.getNotZero()).isFalse();
    assertThat(ref.putReturn()).as("there is none").isEqualTo(-1);
    assertThat(ref.read()).isZero();
    assertThat(ref.getNotDead()).as("unused, but not dead").isTrue();
    ref.get();
    assertThat(ref.read()).isEqualTo(2);
    assertThat(ref.isLocked()).isFalse();
  }

  /** The last reference is not given back, but the lock taken; then the holder gives it back. */
  @Test
  void putOrLock_lastReference_lockedAndCountUnchanged() {
    assertThat(ref.putOrLock()).isFalse();
    assertThat(ref.isLocked()).isTrue();
    assertThat(ref.read()).isEqualTo(1);
    assertThat(ref.tryLock()).isFalse();
    assertThat(ref.putReturn()).as("does not wait").isEqualTo(-1);
    ref.getLocked();
    assertThat(ref.read()).isEqualTo(2);
    assertThat(ref.putLocked()).isEqualTo(1);
    assertThat(ref.putLocked()).isZero();
    ref.unlock();
    assertThat(ref.isLocked()).isFalse();
    assertThat(ref.read()).isZero();
    assertThat(ref.putOrLock()).as("there is none to give back").isFalse();
    assertThat(ref.isLocked()).isTrue();
  }

  /** Of a dead object nobody gets a reference, whether the lock is held or not. */
  @Test
  void markDead_then_noFormGetsAReference() {
    ref.lock();
    ref.markDead();
    assertThat(ref.isDead()).isTrue();
    assertThat(ref.isLocked()).isTrue();
    ref.unlock();
    assertThat(ref.isDead()).isTrue();
    assertThat(ref.getNotDead()).isFalse();
    assertThat(ref.getNotZero()).isFalse();
    assertThat(ref.putNotZero()).isFalse();
    assertThat(ref.putReturn()).isEqualTo(-1);
    assertThatThrownBy(ref::get).isInstanceOf(IllegalStateException.class);
    assertThat(ref.tryLock()).isTrue();
    assertThatThrownBy(ref::getLocked).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ref::putLocked).isInstanceOf(IllegalStateException.class);
    ref.unlock();
    assertThat(ref.putOrLock()).isFalse();
    assertThat(ref.toString()).startsWith("LockRef@").endsWith("[dead, locked]");
  }

  /** What only a holder may do throws while nobody holds the lock, and changes nothing. */
  @Test
  void holdersForms_unlocked_throwAndChangeNothing() {
    assertThatThrownBy(ref::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(ref::getLocked).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(ref::putLocked).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(ref::markDead)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("[1]");
    assertThat(ref.read()).isEqualTo(1);
    assertThat(ref.isLocked()).isFalse();
  }

  /** A count that is full throws instead of turning dead; the lock is as before. */
  @Test
  void get_full_throwsAndChangesNothing() {
    LockRef full = new LockRef(LockRef.MAX);
    assertThatThrownBy(full::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(full::getNotZero).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(full::getNotDead).isInstanceOf(IllegalStateException.class);
    full.lock();
    assertThatThrownBy(full::getLocked).isInstanceOf(IllegalStateException.class);
    assertThat(full.putLocked()).isEqualTo(LockRef.MAX - 1);
    full.unlock();
    full.get();
    assertThat(full.read()).isEqualTo(LockRef.MAX);
    assertThat(full.isLocked()).isFalse();
  }

  /** A put too many by the holder throws. */
  @Test
  void putLocked_zero_throws() {
    ref.lock();
    assertThat(ref.putLocked()).isZero();
    assertThatThrownBy(ref::putLocked).isInstanceOf(IllegalStateException.class);
    assertThat(ref.read()).isZero();
    assertThat(ref.isLocked()).isTrue();
  }

  /** A count cannot begin below zero. */
  @Test
  void new_negative_throws() {
    assertThatThrownBy(() -> new LockRef(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LockRef(0, null)).isInstanceOf(NullPointerException.class);
    assertThat(new LockRef(0).toString()).endsWith("[0]");
  }

  /** Waiters go through the hook, count their steps, and keep the interrupt that they got. */
  @Test
  void get_held_waitsByTheHookAndKeepsTheInterrupt() {
    int[] steps = {0};
    LockRef[] held = new LockRef[1];
    held[0] =
        new LockRef(
            1,
            new SpinWait() {
              @Override
              public void pause(int step) {
                assertThat(step).isEqualTo(steps[0]++);
                assertThat(Thread.currentThread().isInterrupted()).isEqualTo(step == 0);
                if (step == 3) {
                  held[0].unlock();
                }
              }

              @Override
              public void park(Object blocker, long maxNanos) {
                throw new AssertionError("nobody would wake it");
              }
            });
    held[0].lock();
    Thread.currentThread().interrupt();
    held[0].get();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(steps[0]).isEqualTo(4);
    assertThat(held[0].read()).isEqualTo(2);
    assertThat(held[0].isLocked()).isFalse();
  }
}
