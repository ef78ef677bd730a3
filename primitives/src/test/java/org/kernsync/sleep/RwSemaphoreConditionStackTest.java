package org.kernsync.sleep;

class RwSemaphoreConditionStackTest extends ConditionStackContract {
  RwSemaphoreConditionStackTest() {
    super(OwnedLock.of(new RwSemaphore()));
  }
}
