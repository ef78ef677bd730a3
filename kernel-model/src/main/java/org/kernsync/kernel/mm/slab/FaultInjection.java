package org.kernsync.kernel.mm.slab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.mm.page.Gfp;

/**
 * Lets allocations fail that would have succeeded, so that a test sees what its code does then: the
 * nth one, or each nth. {@code failslab} and {@code fail-nth} of Linux.
 *
 * <p>Of an allocator that was made with one, all allocations of {@code kmalloc} and of caches count
 * but those with {@link Gfp#NOFAIL}, which never fail; blocks of the page allocator do not.
 *
 * <p><b>Context.</b> Anywhere.
 *
 * <p><b>Memory effects.</b> None: a count alone.
 */
public final class FaultInjection {
  private volatile long left; // allocations until one fails; 0 = none will
  private volatile long every; // begins again after one failed; 0 = it does not
  private volatile long failed;

  /** Makes one that lets nothing fail yet. */
  public FaultInjection() {}

  /**
   * Lets one allocation fail.
   *
   * @param n which: 1 is the next
   * @throws IllegalArgumentException if it is not positive
   */
  public void failNth(long n) {
    begin(n, 0);
  }

  /**
   * Lets each nth allocation fail.
   *
   * @param n 1 is every
   * @throws IllegalArgumentException if it is not positive
   */
  public void failEvery(long n) {
    begin(n, n);
  }

  /** Lets nothing fail any more. */
  public void stop() {
    setEvery(0);
    setLeft(0);
  }

  /**
   * How many allocations it let fail.
   *
   * @return the number
   */
  public long failed() {
    return failedOpaque();
  }

  private void begin(long n, long again) {
    if (n <= 0) {
      throw new IllegalArgumentException("n " + n + ": 1 is the next allocation");
    }
    setEvery(again);
    setLeft(n);
  }

  /** Counts an allocation, if it may fail. */
  boolean fails(int gfp) {
    if ((gfp & Gfp.NOFAIL) != 0) {
      return false;
    }
    while (true) {
      long now = leftOpaque();
      if (now == 0) {
        return false;
      }
      long next = now == 1 ? everyOpaque() : now - 1;
      if (compareAndSetLeft(now, next)) {
        if (now == 1) {
          addFailed();
          return true;
        }
        return false;
      }
    }
  }

  private long leftOpaque() {
    return (long) LEFT.getOpaque(this); // opaque: a count alone
  }

  private void setLeft(long value) {
    LEFT.setVolatile(this, value); // volatile: a count alone
  }

  private boolean compareAndSetLeft(long expected, long update) {
    return LEFT.compareAndSet(this, expected, update); // volatile: a count alone
  }

  private long everyOpaque() {
    return (long) EVERY.getOpaque(this); // opaque: a count alone
  }

  private void setEvery(long value) {
    EVERY.setVolatile(this, value); // volatile: a count alone
  }

  private long failedOpaque() {
    return (long) FAILED.getOpaque(this); // opaque: a count alone
  }

  private void addFailed() {
    long before = (long) FAILED.getAndAdd(this, 1L); // volatile: a count alone
    assert before >= 0 : "count of failures " + before;
  }

  private static final VarHandle LEFT = handle("left");
  private static final VarHandle EVERY = handle("every");
  private static final VarHandle FAILED = handle("failed");

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup()
          .findVarHandle(FaultInjection.class, field, long.class)
          .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
