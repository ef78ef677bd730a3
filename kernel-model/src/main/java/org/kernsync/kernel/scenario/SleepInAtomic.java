package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * Sleeping with a spinlock held. The others who want it spin until the sleeper has slept enough;
 * and where one of them is what should wake it, or runs on its CPU, for ever.
 */
final class SleepInAtomic implements Scenario {
  private static final LockClass TABLE_LOCK = new LockClass("table.lock");

  private final SpinLock tableLock = new SpinLock(TABLE_LOCK);
  private int entries; // tableLock

  @Override
  public String name() {
    return "sleep-in-atomic";
  }

  @Override
  public String fault() {
    return "memory is asked for with a spinlock held, and that may sleep";
  }

  @Override
  public String repair() {
    return "memory first, then the lock";
  }

  @Override
  public String diagnosis() {
    return "sleeping in atomic context";
  }

  @Override
  public void faulty(Stage stage) {
    stage.role(
        0,
        "writer",
        self -> {
          Cpu cpu = self.cpu();
          tableLock.lock(cpu);
          try {
            stage.reach("the writer holds the lock");
            stage.await("the reader wants it");
            int entry = allocate(stage, self); // wrong: may sleep
            entries += entry;
          } finally {
            tableLock.unlock(cpu);
          }
        });
    stage.role(1, "reader", self -> read(stage));
  }

  @Override
  public void repaired(Stage stage) {
    stage.role(
        0,
        "writer",
        self -> {
          int entry = allocate(stage, self);
          Cpu cpu = self.cpu();
          tableLock.lock(cpu);
          try {
            stage.reach("the writer holds the lock");
            stage.await("the reader wants it");
            entries += entry;
          } finally {
            tableLock.unlock(cpu);
          }
        });
    stage.role(1, "reader", self -> read(stage));
  }

  /** {@code kmalloc(GFP_KERNEL)} where no page is free: waits a tick for one. */
  private static int allocate(Stage stage, Task self) {
    self.setState(TaskState.UNINTERRUPTIBLE);
    stage.kernel().timekeeping().timers().scheduleTimeout(self, 1);
    return 1;
  }

  private void read(Stage stage) {
    stage.await("the writer holds the lock");
    stage.reach("the reader wants it");
    Cpu cpu = stage.here();
    tableLock.lock(cpu);
    try {
      if (entries < 0) {
        stage.symptom("the table has " + entries + " entries");
      }
    } finally {
      tableLock.unlock(cpu);
    }
  }
}
