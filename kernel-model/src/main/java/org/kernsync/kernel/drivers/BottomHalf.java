package org.kernsync.kernel.drivers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.irq.Tasklet;
import org.kernsync.kernel.irq.Tasklets;
import org.kernsync.kernel.time.DelayLoop;

/**
 * What a driver does after the interrupt: works off the events of each CPU, at most 300 at a time
 * as {@code netdev_budget} says, then lets the other softirqs have their turn.
 */
final class BottomHalf {
  private static final int BUDGET = 300;

  private final DeviceKind kind;
  private final long loops;
  private final Tasklets tasklets;
  private final Tasklet[] own; // one a CPU, where the kind uses tasklets
  private final long[] backlog; // each element: its CPU only, interrupts off
  private final long[] done; // each element: written by its CPU, opaque
  private long sink;

  BottomHalf(DeviceKind kind, int cpus, Softirqs softirqs, Tasklets tasklets) {
    this.kind = kind;
    this.tasklets = tasklets;
    loops = DelayLoop.loopsFor(kind.workNanos());
    backlog = new long[cpus];
    done = new long[cpus];
    own = new Tasklet[cpus];
    if (kind == DeviceKind.TIMER) {
      for (int cpu = 0; cpu < cpus; cpu++) {
        own[cpu] = new Tasklet(kind.label() + "/" + cpu, this::run);
      }
    } else {
      softirqs.open(kind.vector(), this::run);
    }
  }

  /** In the interrupt: adds events and asks for a turn. */
  void add(Cpu cpu, long events) {
    backlog[cpu.id()] += events;
    again(cpu);
  }

  private void again(Cpu cpu) {
    if (own[cpu.id()] != null) {
      tasklets.schedule(cpu, own[cpu.id()]);
    } else {
      cpu.raiseSoftirqIrqoff(kind.vector());
    }
  }

  private void run(Cpu cpu) {
    int id = cpu.id();
    for (int budget = BUDGET; budget > 0; budget--) {
      boolean flags = cpu.irqSave();
      boolean any = backlog[id] > 0;
      if (any) {
        backlog[id]--;
      }
      cpu.irqRestore(flags);
      if (!any) {
        return;
      }
      sink =
          DelayLoop.spin(sink, loops); // racy between CPUs: only keeps the work from being left out
      DONE.setOpaque(done, id, done[id] + 1); // opaque: one writer
      cpu.poll();
    }
    boolean flags = cpu.irqSave();
    if (backlog[id] > 0) {
      again(cpu);
    }
    cpu.irqRestore(flags);
  }

  long done() {
    long sum = 0;
    for (int cpu = 0; cpu < done.length; cpu++) {
      sum += (long) DONE.getOpaque(done, cpu);
    }
    return sum;
  }

  private static final VarHandle DONE = MethodHandles.arrayElementVarHandle(long[].class);
}
