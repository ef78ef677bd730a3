package org.kernsync.sleep;

class MutexConditionStackTest extends ConditionStackContract {
  MutexConditionStackTest() {
    super(OwnedLock.of(new Mutex()));
  }
}
