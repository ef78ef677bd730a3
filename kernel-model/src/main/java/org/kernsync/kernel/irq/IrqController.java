package org.kernsync.kernel.irq;

import java.util.List;
import java.util.function.Consumer;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.sched.GracePeriods;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.trace.CpuTrace;

/**
 * The interrupt controller: devices raise lines, drivers ask for them, and each interrupt goes to
 * one CPU of the line's affinity.
 *
 * <p>Lines are edge triggered. An edge that comes while the line is being served, on whatever CPU,
 * is served right after by the same CPU; one that comes while the line is disabled is kept and
 * raised again when it is enabled. Several before the first is served are one. A line whose
 * interrupts nobody handles, 99,900 of 100,000, is given up, and the log says so.
 *
 * <p>The handlers of a line are a list read under RCU, by its interrupts and by whoever shows the
 * table; a handler that was taken off is given back after a grace period.
 *
 * <p><b>Context.</b> {@link #raise} on any thread, a device's own too; {@link #requestIrq} and
 * {@link #freeIrq} in task context that may sleep; the rest in any context of a CPU.
 *
 * <p>Source: the flow handler for edges of {@code kernel/irq/chip.c} and the detection of spurious
 * interrupts of {@code kernel/irq/spurious.c}, facts of 5.4.
 */
public final class IrqController {
  /** How many lines there are. */
  public static final int LINES = 64;

  private final List<Cpu> cpus;
  private final Scheduler scheduler;
  private final GracePeriods rcu;
  private final long bootNanos;
  private final Consumer<String> log;
  private final IrqLine[] lines = new IrqLine[LINES];

  /*
   * Lines raised for each CPU and not taken yet. Set by any thread (full), then the CPU's interrupt is raised; taken by the CPU
   * (full exchange) when it serves that interrupt, label IC2: an edge that comes after the exchange raises the interrupt again.
   */
  private final AtomicInt64[] raised;

  /**
   * Installs the controller on CPUs that have not started.
   *
   * @param cpus the CPUs, numbered from 0
   * @param scheduler knows the traces
   * @param rcu waits for who reads the table
   * @param bootNanos the {@link System#nanoTime} that traces count from
   * @param log told of lines that are given up
   */
  public IrqController(
      List<Cpu> cpus, Scheduler scheduler, GracePeriods rcu, long bootNanos, Consumer<String> log) {
    this.cpus = List.copyOf(cpus);
    this.scheduler = scheduler;
    this.rcu = rcu;
    this.bootNanos = bootNanos;
    this.log = log;
    raised = new AtomicInt64[cpus.size()];
    for (Cpu cpu : cpus) {
      raised[cpu.id()] = new AtomicInt64();
      cpu.setHandler(Interrupt.DEVICE, this::serve);
    }
    for (int irq = 0; irq < LINES; irq++) {
      lines[irq] = new IrqLine(irq, cpus.size());
    }
  }

  // ---- devices
  // ------------------------------------------------------------------------------------------------------

  /**
   * A device pulls its line. From any thread; never blocks.
   *
   * @param irq the line
   */
  public void raise(int irq) {
    int target = Long.numberOfTrailingZeros(lines[irq].affinity());
    raised[target].fetchOr(1L << irq); // full: IC2, before the interrupt
    cpus.get(target).raise(Interrupt.DEVICE);
  }

  private void serve(Cpu cpu, long now) {
    long taken = raised[cpu.id()].xchg(0); // full: IC2, pairs with #raise
    for (; taken != 0; taken &= taken - 1) {
      serveLine(cpu, lines[Long.numberOfTrailingZeros(taken)]);
    }
  }

  private void serveLine(Cpu cpu, IrqLine line) {
    line.lock.lock(cpu);
    boolean again = true;
    while (again && line.begin(cpu)) {
      line.lock.unlock(cpu);
      rcu.readLock(cpu);
      IrqReturn result = runActions(cpu, line);
      rcu.readUnlock(cpu);
      line.lock.lock(cpu);
      if (line.note(result)) {
        String names = String.join(", ", line.names());
        log.accept("irq " + line.irq + ": nobody cared; disabling it: " + names);
      }
      again = line.end();
    }
    line.lock.unlock(cpu);
  }

  private IrqReturn runActions(Cpu cpu, IrqLine line) {
    CpuTrace trace = scheduler.trace(cpu.id());
    int irq = line.irq;
    IrqReturn all = IrqReturn.NONE;
    RcuListHead<IrqAction> actions = line.actions();
    for (RcuListHead<IrqAction> at = actions.next(); at != actions; at = at.next()) {
      IrqAction action = at.owner();
      if (trace != null) {
        trace.irqHandlerEntry(cpu.clock().read() - bootNanos, irq, action.name());
      }
      IrqReturn one = runAction(cpu, irq, action);
      if (trace != null) {
        trace.irqHandlerExit(cpu.clock().read() - bootNanos, irq, one == IrqReturn.HANDLED);
      }
      if (one == IrqReturn.HANDLED) {
        all = one;
      }
    }
    return all;
  }

  /** What a handler throws ends the handler, and not what it interrupted. */
  private static IrqReturn runAction(Cpu cpu, int irq, IrqAction action) {
    try {
      return action.handler().handle(cpu, irq);
    } catch (RuntimeException | Error bug) {
      cpu.caught("the handler of irq " + irq + " (" + action.name() + ")", bug);
      return IrqReturn.NONE;
    }
  }

  // ---- drivers
  // ------------------------------------------------------------------------------------------------------

  /**
   * {@code request_irq}: adds a handler to a line.
   *
   * @param self the current task
   * @param irq the line
   * @param name the driver
   * @param handler its top half
   * @param shared whether others may have the line too; all must agree
   * @return what to free
   * @throws IllegalStateException where the line is taken and not shared ({@code -EBUSY})
   */
  public IrqAction requestIrq(Task self, int irq, String name, IrqHandler handler, boolean shared) {
    self.cpu().mightSleep();
    IrqAction action = new IrqAction(irq, name, handler, shared);
    IrqLine line = lines[irq];
    Cpu cpu = self.cpu();
    boolean flags = line.lock.lockIrqSave(cpu);
    boolean fits = line.hasRoomFor(action);
    boolean raiseAgain = fits && line.add(action);
    List<String> takers = fits ? List.of() : line.names();
    line.lock.unlockIrqRestore(cpu, flags);
    if (!fits) {
      throw new IllegalStateException(
          "irq "
              + irq
              + " is taken by "
              + String.join(", ", takers)
              + ": share it, or choose another line for "
              + name);
    }
    if (raiseAgain) {
      raise(irq);
    }
    return action;
  }

  /**
   * {@code free_irq}: takes a handler off its line; returns when it does not run any more, and
   * nobody reads it.
   *
   * @param self the current task
   * @param action what {@link #requestIrq} gave
   * @throws IllegalStateException if it is not on its line
   */
  public void freeIrq(Task self, IrqAction action) {
    self.cpu().mightSleep();
    IrqLine line = lines[action.irq()];
    Cpu cpu = self.cpu();
    boolean flags = line.lock.lockIrqSave(cpu);
    boolean wasHere = line.remove(action);
    line.lock.unlockIrqRestore(cpu, flags);
    if (!wasHere) {
      throw new IllegalStateException(
          "irq " + action.irq() + " is not requested by this " + action.name());
    }
    synchronizeIrq(self, action.irq());
    rcu.synchronize(self);
    action.link.free();
  }

  /**
   * {@code synchronize_irq}: returns when no handler of the line runs that began before.
   *
   * @param self the current task
   * @param irq the line
   */
  public void synchronizeIrq(Task self, int irq) {
    for (int step = 0; lines[irq].isInProgress(); step++) { // on another CPU: handlers do not sleep
      CpuSpinWait.relax(self.cpu(), step);
    }
  }

  /**
   * {@code disable_irq_nosync}: no handler of the line begins until it is enabled as often.
   *
   * @param cpu the CPU that executes the caller
   * @param irq the line
   */
  public void disableIrqNosync(Cpu cpu, int irq) {
    IrqLine line = lines[irq];
    boolean flags = line.lock.lockIrqSave(cpu);
    line.disable();
    line.lock.unlockIrqRestore(cpu, flags);
  }

  /**
   * {@code disable_irq}: the same, and returns when none runs.
   *
   * @param self the current task
   * @param irq the line
   */
  public void disableIrq(Task self, int irq) {
    self.cpu().mightSleep();
    disableIrqNosync(self.cpu(), irq);
    synchronizeIrq(self, irq);
  }

  /**
   * {@code enable_irq}: undoes one disable; what came meanwhile is raised.
   *
   * @param cpu the CPU that executes the caller
   * @param irq the line
   * @throws IllegalStateException if it is enabled
   */
  public void enableIrq(Cpu cpu, int irq) {
    IrqLine line = lines[irq];
    boolean flags = line.lock.lockIrqSave(cpu);
    boolean raiseAgain;
    try {
      raiseAgain = line.enable();
    } finally {
      line.lock.unlockIrqRestore(cpu, flags);
    }
    if (raiseAgain) {
      raise(irq);
    }
  }

  /**
   * {@code irq_set_affinity}: the CPUs that may be interrupted; the first of them is.
   *
   * @param irq the line
   * @param mask a bit set of CPU numbers, with at least one CPU of the model in it
   */
  public void setAffinity(int irq, long mask) {
    long all = cpus.size() == Long.SIZE ? -1L : (1L << cpus.size()) - 1;
    if ((mask & all) == 0) {
      throw new IllegalArgumentException(
          "no CPU of 0 to " + (cpus.size() - 1) + " in mask 0x" + Long.toHexString(mask));
    }
    lines[irq].setAffinity(mask & all);
  }

  // ---- queries
  // ------------------------------------------------------------------------------------------------------

  /**
   * How often a CPU served a line.
   *
   * @param irq the line
   * @param cpu the CPU's number
   * @return a count, possibly stale
   */
  public long count(int irq, int cpu) {
    return lines[irq].count(cpu);
  }

  /**
   * The drivers of a line. In any context of a CPU, and from outside.
   *
   * @param irq the line
   * @return their names, in the order of their requests
   */
  public List<String> names(int irq) {
    return rcu.read(lines[irq]::names);
  }

  /**
   * Visits the drivers of a line in an RCU read section. In any context of a CPU, and from outside.
   *
   * @param irq the line
   * @param visitor must not sleep
   */
  public void forEachAction(int irq, Consumer<IrqAction> visitor) {
    rcu.read(
        () -> {
          lines[irq].actions().forEach(visitor);
          return null;
        });
  }

  /**
   * Whether a line was given up because nobody handled its interrupts.
   *
   * @param irq the line
   * @return true if so
   */
  public boolean isGivenUp(int irq) {
    return lines[irq].isGivenUp();
  }

  /**
   * Checks what must hold when every CPU is off.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (IrqLine line : lines) {
      if (line.actions().first() != null) {
        report.accept(
            "irq " + line.irq + " is left requested by " + String.join(", ", line.names()));
      }
      if (line.lock.isLocked() || line.isInProgress()) {
        report.accept("irq " + line.irq + " is left locked or in progress");
      }
    }
  }
}
