package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Chooses the CPU of a task that wakes or is born, and knows which CPUs idle.
 *
 * <p>All CPUs are one domain with a shared cache. A waking task goes to its last CPU or to its
 * waker's, whichever is idle or less loaded, or to any idle CPU it may use; a new task goes to the
 * idlest.
 */
final class Placement {
  private final RunQueue[] rqs;
  private volatile long idleMask; // set and cleared by each CPU for itself (atomic), read as a hint

  Placement(RunQueue[] rqs) {
    this.rqs = rqs;
  }

  void markIdle(int cpu) {
    IDLE_MASK.getAndBitwiseOr(
        this, 1L << cpu); // volatile: atomicity is what counts, readers take it as a hint
  }

  void markBusy(int cpu) {
    IDLE_MASK.getAndBitwiseAnd(this, ~(1L << cpu)); // volatile: as above
  }

  long idleMask() {
    return (long) IDLE_MASK.getOpaque(this); // opaque: a hint
  }

  /** The CPU for a waking task; {@code waker} is the CPU that wakes it. */
  int ofWoken(Task task, int waker) {
    long allowed = task.slot.allowedVolatile();
    int previous = task.rq().cpu.id();
    int target = isIn(allowed, previous) ? previous : Long.numberOfTrailingZeros(allowed);
    if (isIdle(target)) {
      return target;
    }
    if (waker != target && isIn(allowed, waker)) {
      if (isIdle(waker)) {
        return waker;
      }
      if (rqs[waker].nrRunningOpaque() < rqs[target].nrRunningOpaque()) {
        target = waker;
      }
    }
    int idle = anyIdle(allowed, target);
    return idle >= 0 ? idle : target;
  }

  /** The CPU for a new task. */
  int ofNew(Task task, int parentCpu) {
    long allowed = task.slot.allowedVolatile();
    int idle = anyIdle(allowed, parentCpu);
    if (idle >= 0) {
      return idle;
    }
    return idlest(allowed, parentCpu);
  }

  /** The allowed CPU with the fewest runnable tasks; {@code preferred} wins ties. */
  int idlest(long allowed, int preferred) {
    int best = -1;
    int least = Integer.MAX_VALUE;
    if (preferred >= 0 && isIn(allowed, preferred)) {
      best = preferred;
      least = rqs[preferred].nrRunningOpaque();
    }
    for (long rest = allowed; rest != 0; rest &= rest - 1) {
      int cpu = Long.numberOfTrailingZeros(rest);
      int running = rqs[cpu].nrRunningOpaque();
      if (running < least) {
        least = running;
        best = cpu;
      }
    }
    return best;
  }

  /** An idle CPU of the allowed ones, looked for from {@code start} on; -1 if none. */
  private int anyIdle(long allowed, int start) {
    long candidates = allowed & idleMask();
    long fromStart = candidates & (-1L << start);
    for (long rest = fromStart; rest != 0; rest &= rest - 1) {
      int cpu = Long.numberOfTrailingZeros(rest);
      if (isIdle(cpu)) {
        return cpu;
      }
    }
    for (long rest = candidates & ~fromStart; rest != 0; rest &= rest - 1) {
      int cpu = Long.numberOfTrailingZeros(rest);
      if (isIdle(cpu)) {
        return cpu;
      }
    }
    return -1;
  }

  private boolean isIdle(int cpu) {
    return rqs[cpu].nrRunningOpaque() == 0;
  }

  private static boolean isIn(long mask, int cpu) {
    return (mask >>> cpu & 1) != 0;
  }

  private static final VarHandle IDLE_MASK;

  static {
    try {
      IDLE_MASK = MethodHandles.lookup().findVarHandle(Placement.class, "idleMask", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
