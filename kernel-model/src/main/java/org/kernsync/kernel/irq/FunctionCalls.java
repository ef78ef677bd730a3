package org.kernsync.kernel.irq;

import java.util.List;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.queue.LockFreeList;

/**
 * {@code smp_call_function}: functions that other CPUs execute, in their interrupt context.
 *
 * <p><b>Context.</b> Waiting for another CPU with interrupts off, or in an interrupt handler, is an
 * oops: that CPU may be waiting for this one in the same way.
 *
 * <p><b>Progress.</b> As fast as the other CPU polls; a CPU that never does is not waited for any
 * better in Linux.
 *
 * <p><b>Memory effects.</b> What the caller did happens-before the function; what the function did
 * happens-before a waiting caller goes on.
 *
 * <p>Source: the kernel's {@code kernel/smp.c}, facts of 5.4.
 */
public final class FunctionCalls {
  private final List<Cpu> cpus;
  private final List<LockFreeList<FunctionCall>> queues;
  private final Consumer<String> violations;

  /**
   * Installs the interrupt on CPUs that have not started.
   *
   * @param cpus the CPUs, numbered from 0
   * @param violations told of each broken rule
   */
  public FunctionCalls(List<Cpu> cpus, Consumer<String> violations) {
    this.violations = violations;
    this.cpus = List.copyOf(cpus);
    queues = cpus.stream().map(cpu -> new LockFreeList<FunctionCall>()).toList();
    for (Cpu cpu : cpus) {
      cpu.setHandler(Interrupt.CALL_FUNCTION, (own, now) -> serve(own));
    }
  }

  private void serve(Cpu cpu) {
    FunctionCall chain = queues.get(cpu.id()).delAll();
    if (chain == null) {
      return; // served with an earlier interrupt
    }
    FunctionCall call = LockFreeList.reverseOrder(chain);
    while (call != null) {
      FunctionCall rest = LockFreeList.detach(call); // before done
      runSent(cpu, call);
      call = rest;
    }
  }

  /** Whatever it throws, the rest of the batch has waiting callers. */
  private void runSent(Cpu cpu, FunctionCall call) {
    try {
      call.run(cpu);
    } catch (RuntimeException | Error bug) {
      violations.accept("oops in a function call on cpu " + cpu.id() + ": " + bug);
    }
  }

  /**
   * {@code smp_call_function_single}: executes a function on one CPU; on the caller's own at once,
   * with interrupts off.
   *
   * @param cpu the CPU that executes the caller
   * @param target the CPU's number
   * @param function must not sleep
   * @param wait whether to return only when it has run
   * @throws Oops where waiting may be a deadlock
   */
  public void smpCallFunctionSingle(Cpu cpu, int target, SoftirqAction function, boolean wait) {
    checkMayWait(cpu, wait);
    cpu.preemptDisable();
    if (target == cpu.id()) {
      runHere(cpu, function);
    } else {
      FunctionCall call = send(target, function);
      if (wait) {
        await(cpu, call);
      }
    }
    cpu.preemptEnable();
  }

  /**
   * {@code smp_call_function}: executes a function on all other CPUs.
   *
   * @param cpu the CPU that executes the caller
   * @param function must not sleep
   * @param wait whether to return only when all have run it
   * @throws Oops where waiting may be a deadlock
   */
  public void smpCallFunction(Cpu cpu, SoftirqAction function, boolean wait) {
    call(cpu, function, wait, false);
  }

  /**
   * {@code on_each_cpu}: the same on all CPUs, the caller's own too.
   *
   * @param cpu the CPU that executes the caller
   * @param function must not sleep
   * @param wait whether to return only when all have run it
   * @throws Oops where waiting may be a deadlock
   */
  public void onEachCpu(Cpu cpu, SoftirqAction function, boolean wait) {
    call(cpu, function, wait, true);
  }

  private void call(Cpu cpu, SoftirqAction function, boolean wait, boolean here) {
    checkMayWait(cpu, wait);
    cpu.preemptDisable();
    FunctionCall[] calls = new FunctionCall[cpus.size()];
    for (Cpu other : cpus) {
      if (other != cpu) {
        calls[other.id()] = send(other.id(), function);
      }
    }
    if (here) {
      runHere(cpu, function);
    }
    for (int target = 0; wait && target < calls.length; target++) {
      if (calls[target] != null) {
        await(cpu, calls[target]);
      }
    }
    cpu.preemptEnable();
  }

  private static void runHere(Cpu cpu, SoftirqAction function) {
    boolean flags = cpu.irqSave();
    try {
      function.run(cpu);
    } finally {
      cpu.irqRestore(flags);
    }
  }

  private FunctionCall send(int target, SoftirqAction function) {
    FunctionCall call = new FunctionCall(function);
    if (queues.get(target).add(call)) { // the first of a batch rings
      cpus.get(target).raise(Interrupt.CALL_FUNCTION);
    }
    return call;
  }

  private static void await(Cpu cpu, FunctionCall call) {
    for (int step = 0; !call.isDone(); step++) {
      CpuSpinWait.INSTANCE.pause(step); // takes interrupts, those of the same kind too
    }
    cpu.afterHalts();
  }

  private static void checkMayWait(Cpu cpu, boolean wait) {
    if (wait && (cpu.irqsDisabled() || cpu.inHardirq())) {
      cpu.oops("waiting for a function call on another CPU");
    }
  }
}
