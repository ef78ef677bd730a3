package org.kernsync.sleep;

import org.kernsync.internal.WaitNode;

/** A condition of a {@link Mutex}. */
final class MutexCondition extends OwnerCondition {
  private final Mutex mutex;

  MutexCondition(Mutex mutex) {
    this.mutex = mutex;
  }

  @Override
  Object ownedLock() {
    return mutex;
  }

  @Override
  boolean isOwned() {
    return mutex.isHeldByCurrentThread();
  }

  @Override
  void release() {
    mutex.unlock();
  }

  @Override
  void enqueueSignalled(WaitNode node) {
    mutex.enqueueSignalled(node);
  }

  @Override
  void lockSignalled(WaitNode node) {
    mutex.lockSignalled(node);
  }

  @Override
  void lockCancelled(WaitNode node) {
    mutex.lockCancelled(node);
  }
}
