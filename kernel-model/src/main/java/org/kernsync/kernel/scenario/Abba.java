package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;

/** Two locks that one CPU takes in one order, another CPU in the other. */
final class Abba implements Scenario {
  private static final LockClass INODE_LOCK = new LockClass("inode.lock");
  private static final LockClass LIST_LOCK = new LockClass("list.lock");

  final SpinLock inodeLock = new SpinLock(INODE_LOCK);
  final SpinLock listLock = new SpinLock(LIST_LOCK);
  private int dirty; // both locks

  @Override
  public String name() {
    return "abba";
  }

  @Override
  public String fault() {
    return "two CPUs take two spinlocks in opposite order";
  }

  @Override
  public String repair() {
    return "both take them in the same order";
  }

  @Override
  public String diagnosis() {
    return "possible circular locking dependency";
  }

  @Override
  public void faulty(Stage stage) {
    stage.role(
        0,
        "writer",
        self ->
            write(
                self.cpu(),
                () -> {
                  stage.reach("the writer has the inode");
                  stage.await("the flusher has the list");
                }));
    stage.role(
        1,
        "flusher",
        self ->
            flushBackwards(
                self.cpu(),
                () -> {
                  stage.reach("the flusher has the list");
                  stage.await("the writer has the inode");
                }));
  }

  @Override
  public void repaired(Stage stage) {
    stage.role(
        0, "writer", self -> write(self.cpu(), () -> stage.reach("the writer has the inode")));
    stage.role(
        1,
        "flusher",
        self -> {
          stage.await("the writer has the inode");
          flush(self.cpu());
        });
  }

  private void write(Cpu cpu, Runnable between) {
    inodeLock.lock(cpu);
    try {
      between.run();
      listLock.lock(cpu);
      try {
        dirty++;
      } finally {
        listLock.unlock(cpu);
      }
    } finally {
      inodeLock.unlock(cpu);
    }
  }

  private void flushBackwards(Cpu cpu, Runnable between) {
    listLock.lock(cpu);
    try {
      between.run();
      inodeLock.lock(cpu); // wrong: writers hold it when they take the list's
      try {
        dirty = 0;
      } finally {
        inodeLock.unlock(cpu);
      }
    } finally {
      listLock.unlock(cpu);
    }
  }

  private void flush(Cpu cpu) {
    inodeLock.lock(cpu);
    try {
      listLock.lock(cpu);
      try {
        dirty = 0;
      } finally {
        listLock.unlock(cpu);
      }
    } finally {
      inodeLock.unlock(cpu);
    }
  }
}
