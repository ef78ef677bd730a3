package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.irq.Tasklet;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;

/**
 * A spinlock shared with a softirq. A task that holds it is interrupted; the handler itself does
 * not want the lock, but on the way out of the interrupt its tasklet runs, and does.
 */
final class BhLock implements Scenario {
  private static final LockClass QUEUE_LOCK = new LockClass("queue.lock");

  private final SpinLock queueLock = new SpinLock(QUEUE_LOCK);
  private int queued; // queueLock

  @Override
  public String name() {
    return "bh-lock";
  }

  @Override
  public String fault() {
    return "a lock that a softirq takes is taken with softirqs on";
  }

  @Override
  public String repair() {
    return "softirqs stay off while the lock is held: lockBh";
  }

  @Override
  public String diagnosis() {
    return "inconsistent lock state";
  }

  @Override
  public void faulty(Stage stage) {
    installDriver(stage);
    stage.role(
        0,
        "sender",
        self -> {
          Cpu cpu = self.cpu();
          queueLock.lock(cpu); // wrong: the interrupt's bottom half may come while it is held
          try {
            sendAll(stage);
          } finally {
            queueLock.unlock(cpu);
          }
        });
    stage.role(1, "wire", self -> sendPacket(stage));
  }

  @Override
  public void repaired(Stage stage) {
    installDriver(stage);
    stage.role(
        0,
        "sender",
        self -> {
          Cpu cpu = self.cpu();
          queueLock.lockBh(cpu);
          try {
            sendAll(stage);
          } finally {
            queueLock.unlockBh(cpu);
          }
        });
    stage.role(1, "wire", self -> sendPacket(stage));
  }

  private void installDriver(Stage stage) {
    Tasklet bottomHalf = new Tasklet("nic", this::receive);
    stage.device(
        0,
        "nic",
        (cpu, irq) -> {
          stage.kernel().tasklets().schedule(cpu, bottomHalf);
          return IrqReturn.HANDLED;
        });
  }

  /** The bottom half. */
  private void receive(Cpu cpu) {
    queueLock.lock(cpu);
    try {
      queued++;
    } finally {
      queueLock.unlock(cpu);
    }
  }

  private void sendAll(Stage stage) {
    stage.reach("the sender holds the lock");
    stage.await("a packet came");
    queued = 0;
  }

  private void sendPacket(Stage stage) {
    stage.await("the sender holds the lock");
    stage.raiseInterrupt();
    stage.reach("a packet came");
  }
}
