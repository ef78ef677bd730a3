package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;

/** A function takes a lock that its caller holds. */
final class SelfDeadlock implements Scenario {
  private static final LockClass CACHE_LOCK = new LockClass("cache.lock");

  private final SpinLock cacheLock = new SpinLock(CACHE_LOCK);
  private int entries; // cacheLock
  private int capacity; // cacheLock

  @Override
  public String name() {
    return "self-deadlock";
  }

  @Override
  public String fault() {
    return "a function takes the spinlock that its caller holds";
  }

  @Override
  public String repair() {
    return "the inner function expects the lock to be held, and asserts it";
  }

  @Override
  public String diagnosis() {
    return "possible recursive locking";
  }

  @Override
  public void faulty(Stage stage) {
    stage.role(
        0,
        "owner",
        self -> {
          Cpu cpu = self.cpu();
          cacheLock.lock(cpu);
          try {
            if (entries++ == capacity) {
              grow(cpu);
            }
          } finally {
            cacheLock.unlock(cpu);
          }
        });
  }

  private void grow(Cpu cpu) {
    cacheLock.lock(cpu); // wrong: some callers hold it
    try {
      capacity += 8;
    } finally {
      cacheLock.unlock(cpu);
    }
  }

  @Override
  public void repaired(Stage stage) {
    stage.role(
        0,
        "owner",
        self -> {
          Cpu cpu = self.cpu();
          cacheLock.lock(cpu);
          try {
            if (entries++ == capacity) {
              growLocked();
            }
          } finally {
            cacheLock.unlock(cpu);
          }
        });
  }

  private void growLocked() {
    assert cacheLock.isHeldHere();
    capacity += 8;
  }
}
