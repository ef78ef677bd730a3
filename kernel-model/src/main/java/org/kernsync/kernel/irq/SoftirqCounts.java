package org.kernsync.kernel.irq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Softirq;

/** How often each vector became pending and was served on one CPU. */
public final class SoftirqCounts {
  /*
   * Written by the CPU only, with interrupts off or in the softirq itself, opaque; read opaque by views. Each number stands
   * for itself.
   */
  private final long[] raised = new long[Softirq.values().length];
  private final long[] served = new long[Softirq.values().length];

  SoftirqCounts() {}

  void raise(Softirq vector) {
    COUNT.setOpaque(raised, vector.ordinal(), raised[vector.ordinal()] + 1); // opaque: one writer
  }

  void run(Softirq vector) {
    COUNT.setOpaque(served, vector.ordinal(), served[vector.ordinal()] + 1); // opaque: one writer
  }

  /**
   * How often it became pending.
   *
   * @param vector the vector
   * @return a count, possibly stale
   */
  public long raised(Softirq vector) {
    return (long) COUNT.getOpaque(raised, vector.ordinal());
  }

  /**
   * How often it was served: the number that {@code /proc/softirqs} shows.
   *
   * @param vector the vector
   * @return a count, possibly stale
   */
  public long served(Softirq vector) {
    return (long) COUNT.getOpaque(served, vector.ordinal());
  }

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
}
