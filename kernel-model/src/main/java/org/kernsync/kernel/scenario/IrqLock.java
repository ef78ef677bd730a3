package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;

/**
 * A spinlock shared with an interrupt handler. A task that holds it is interrupted; the handler, on
 * the same CPU, waits for a lock that is released after it returns.
 */
final class IrqLock implements Scenario {
  private static final LockClass RING_LOCK = new LockClass("ring.lock");

  private final SpinLock ringLock = new SpinLock(RING_LOCK);
  private int packets; // ringLock

  @Override
  public String name() {
    return "irq-lock";
  }

  @Override
  public String fault() {
    return "a lock that an interrupt handler takes is taken with interrupts on";
  }

  @Override
  public String repair() {
    return "interrupts stay off while the lock is held: lockIrqSave";
  }

  @Override
  public String diagnosis() {
    return "inconsistent lock state";
  }

  @Override
  public void faulty(Stage stage) {
    stage.device(0, "nic", (cpu, irq) -> receive(cpu));
    stage.role(
        0,
        "reader",
        self -> {
          Cpu cpu = self.cpu();
          ringLock.lock(cpu); // wrong: the interrupt may come while it is held
          try {
            readAll(stage);
          } finally {
            ringLock.unlock(cpu);
          }
        });
    stage.role(1, "wire", self -> sendPacket(stage));
  }

  @Override
  public void repaired(Stage stage) {
    stage.device(0, "nic", (cpu, irq) -> receive(cpu));
    stage.role(
        0,
        "reader",
        self -> {
          Cpu cpu = self.cpu();
          boolean flags = ringLock.lockIrqSave(cpu);
          try {
            readAll(stage);
          } finally {
            ringLock.unlockIrqRestore(cpu, flags);
          }
        });
    stage.role(1, "wire", self -> sendPacket(stage));
  }

  /** The top half: a packet came. */
  private IrqReturn receive(Cpu cpu) {
    ringLock.lock(cpu);
    try {
      packets++;
    } finally {
      ringLock.unlock(cpu);
    }
    return IrqReturn.HANDLED;
  }

  private void readAll(Stage stage) {
    stage.reach("the reader holds the lock");
    stage.await("a packet came");
    packets = 0;
  }

  private void sendPacket(Stage stage) {
    stage.await("the reader holds the lock");
    stage.raiseInterrupt();
    stage.reach("a packet came");
  }
}
