package org.kernsync.sleep;

import org.kernsync.internal.WaitNode;

/** A condition of the writer of a {@link RwSemaphore}. */
final class RwSemaphoreCondition extends OwnerCondition {
  private final RwSemaphore semaphore;

  RwSemaphoreCondition(RwSemaphore semaphore) {
    this.semaphore = semaphore;
  }

  @Override
  Object ownedLock() {
    return semaphore;
  }

  @Override
  boolean isOwned() {
    return semaphore.isWriteLockedByCurrentThread();
  }

  @Override
  void release() {
    semaphore.upWrite();
  }

  @Override
  void enqueueSignalled(WaitNode node) {
    semaphore.enqueueSignalled(node);
  }

  @Override
  void lockSignalled(WaitNode node) {
    semaphore.downWriteSignalled(node);
  }

  @Override
  void lockCancelled(WaitNode node) {
    semaphore.downWriteCancelled(node);
  }
}
