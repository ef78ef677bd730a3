package org.kernsync.percpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.ListGuard;

/**
 * The small lock of the rare operations on per-CPU data. It barges: a queue would hand it to
 * virtual threads that have no carrier, and everybody would wait for one. Sections last
 * microseconds, and never park or call user code.
 */
final class PerCpuGuard {
  private volatile int held;

  void lock() {
    int attempt = 0;
    while (heldOpaque() != 0 || !weakCasHeldAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  void unlock() {
    HELD.setRelease(this, 0); // release: PC0, pairs with #weakCasHeldAcquire; the section
  }

  private int heldOpaque() {
    return (int) HELD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasHeldAcquire() {
    return HELD.weakCompareAndSetAcquire(this, 0, 1); // acquire: PC0, pairs with #unlock
  }

  private static final VarHandle HELD;

  static {
    try {
      HELD =
          MethodHandles.lookup()
              .findVarHandle(PerCpuGuard.class, "held", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
