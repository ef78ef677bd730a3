package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class MutexConditionTest extends ConditionContract {
  MutexConditionTest() {
    super(OwnedLock.of(new Mutex()));
  }

  /** The view does what the mutex does, and is the same lock. */
  @Test
  void asLock_allForms_areTheMutex() throws Exception {
    Mutex mutex = new Mutex();
    Lock lock = mutex.asLock();
    lock.lock();
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class);
    lock.unlock();
    lock.lockInterruptibly();
    lock.unlock();
    assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
    mutex.unlock();
    assertThat(lock).hasToString(mutex.toString());
  }
}
