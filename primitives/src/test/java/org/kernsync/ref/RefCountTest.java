package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;
import org.kernsync.spin.TicketSpinLock;

/** A count that is used as it should be. What misuse does is in {@link RefCountMisuseTest}. */
class RefCountTest {
  private static final int STEPS = 2_000_000;
  private static final int COUNT = 20_000;

  /** Up by many steps of one and down again, at both ends of the range: to zero and no earlier. */
  @Test
  void decAndTest_afterAsManyIncs_exactReturn() {
    RefCount count = new RefCount(1);
    for (int i = 0; i < STEPS; i++) {
      count.inc();
    }
    for (int i = 0; i < STEPS; i++) {
      if (count.decAndTest()) {
        throw new AssertionError("zero after " + i + " of " + STEPS);
      }
    }
    assertThat(count.decAndTest()).isTrue();
    count.set(RefCount.MAX - STEPS);
    for (int i = 0; i < STEPS; i++) {
      count.inc();
    }
    assertThat(count.read()).isEqualTo(RefCount.MAX);
    for (int i = 0; i < STEPS; i++) {
      count.dec();
    }
    assertThat(count.read()).isEqualTo(RefCount.MAX - STEPS);
    assertThat(count.subAndTest(RefCount.MAX - STEPS)).isTrue();
  }

  /** Each form moves the count by what it says. */
  @Test
  void operations_alive_countExactly() {
    RefCount count = new RefCount(2);
    count.add(3);
    assertThat(count.incNotZero()).isTrue();
    assertThat(count.incNotZeroAcquire()).isTrue();
    assertThat(count.addNotZero(2)).isTrue();
    assertThat(count.addNotZeroAcquire(2)).isTrue();
    assertThat(count.addNotZeroLimitedAcquire(2, 13)).isTrue();
    assertThat(count.read()).isEqualTo(13);
    count.dec();
    assertThat(count.decNotOne()).isTrue();
    assertThat(count.decIfOne()).isFalse();
    assertThat(count.subAndTest(10)).isFalse();
    assertThat(count.read()).isEqualTo(1);
    assertThat(count.decNotOne()).isFalse();
    assertThat(count.decIfOne()).isTrue();
    assertThat(count.read()).isZero();
    count.setRelease(7);
    assertThat(count.read()).isEqualTo(7);
  }

  /** The text tells the three states apart; a negative count is saturated, whatever was given. */
  @Test
  void toString_eachState_told() {
    RefCount count = new RefCount(3);
    assertThat(count.toString()).startsWith("RefCount@").endsWith("[3]");
    count.set(0);
    assertThat(count.toString()).endsWith("[dead]");
    count.set(-1);
    assertThat(count.toString()).endsWith("[saturated]");
    assertThat(count.read()).isEqualTo(RefCount.SATURATED);
    assertThat(new RefCount(Integer.MIN_VALUE).read()).isEqualTo(RefCount.SATURATED);
  }

  /** The lock is taken for the last reference, and only then. */
  @Test
  void decAndLock_lastReference_heldOnlyThen() {
    RefCount count = new RefCount(2);
    TicketSpinLock lock = new TicketSpinLock();
    assertThat(count.decAndLock(lock)).isFalse();
    assertThat(lock.isLocked()).isFalse();
    assertThat(count.decAndLock(lock)).isTrue();
    assertThat(lock.isLocked()).isTrue();
    assertThat(count.read()).isZero();
  }

  /** The same with a mutex. */
  @Test
  void decAndMutexLock_lastReference_heldOnlyThen() {
    RefCount count = new RefCount(2);
    Mutex mutex = new Mutex();
    assertThat(count.decAndMutexLock(mutex)).isFalse();
    assertThat(mutex.isLocked()).isFalse();
    assertThat(count.decAndMutexLock(mutex)).isTrue();
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    assertThat(count.read()).isZero();
  }

  /** A reference that was taken while the lock was waited for keeps the object: no lock is held. */
  @Test
  void decAndLock_referenceTakenMeanwhile_unlockedAndFalse() {
    RefCount count = new RefCount(1);
    Meddling lock = new Meddling(() -> assertThat(count.incNotZero()).isTrue());
    assertThat(count.decAndLock(lock)).isFalse();
    assertThat(lock.isLocked()).isFalse();
    assertThat(count.read()).isEqualTo(1);
  }

  /** A misuse that shows under the lock only is told without it. */
  @Test
  void decAndLock_misusedMeanwhile_thrownUnlocked() {
    RefCount count = new RefCount(1);
    Meddling lock = new Meddling(() -> count.set(0));
    assertThatThrownBy(() -> count.decAndLock(lock)).isInstanceOf(IllegalStateException.class);
    assertThat(lock.isLocked()).isFalse();
    assertThat(count.read()).isEqualTo(RefCount.SATURATED);
  }

  /** A lock that throws costs no reference. */
  @Test
  void decAndMutexLock_lockThrows_countUnchanged() {
    RefCount count = new RefCount(1);
    Mutex mutex = new Mutex();
    mutex.lock();
    assertThatThrownBy(() -> count.decAndMutexLock(mutex)) // held already
        .isInstanceOf(IllegalStateException.class);
    assertThat(count.read()).isEqualTo(1);
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
  }

  /** A count is a header and its value, and so is a kref. */
  @Test
  void footprint_fresh_16Bytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Object[] instances = new Object[COUNT];
    instances[0] = new RefCount(1);
    instances[1] = new Kref();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < COUNT; i += 2) {
      instances[i] = new RefCount(1);
      instances[i + 1] = new Kref();
    }
    long bytes = threads.getThreadAllocatedBytes(id) - before;
    assertThat(instances).doesNotContainNull();
    assertThat(bytes / COUNT).isLessThanOrEqualTo(16);
  }

  /** Something happens just before this lock is got. */
  private static final class Meddling implements SpinLock {
    private final TicketSpinLock lock = new TicketSpinLock();
    private final Runnable before;

    Meddling(Runnable before) {
      this.before = before;
    }

    @Override
    public void lock() {
      before.run();
      lock.lock();
    }

    @Override
    public void unlock() {
      lock.unlock();
    }

    @Override
    public boolean tryLock() {
      return lock.tryLock();
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      return lock.tryLock(timeout, unit);
    }

    @Override
    public boolean isLocked() {
      return lock.isLocked();
    }

    @Override
    public boolean isContended() {
      return lock.isContended();
    }
  }
}
