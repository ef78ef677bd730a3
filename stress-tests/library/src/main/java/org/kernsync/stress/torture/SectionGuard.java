package org.kernsync.stress.torture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks for two in a section that is for one. The idea of the kernel's {@code lock_is_write_held}:
 * flags and two numbers that nothing but the lock protects. Whoever enters and leaves looks at
 * them, and says what is wrong, or null.
 */
final class SectionGuard {
  private static final int NOBODY = -1;
  private static final VarHandle WRITER;

  private final AtomicInteger insiders = new AtomicInteger(); // readers, or holders of a permit
  private final LongAdder written = new LongAdder();
  private int writer = NOBODY;
  private long left; // plain, as `right`: to be protected by the lock
  private long right;

  /** A writer has come in. */
  String enterWriting(int who) {
    int found = writerOpaque(); // opaque: nobody may be inside, so the lock alone orders it
    int readers = insiders.get();
    setWriterOpaque(who);
    left++;
    if (found != NOBODY) {
      return "overlap: writers " + found + " and " + who + " are inside";
    }
    return readers == 0 ? null : "overlap: writer " + who + " is inside with " + readers(readers);
  }

  /** A writer is about to leave. */
  String exitWriting(int who) {
    int found = writerOpaque();
    int readers = insiders.get();
    right++;
    boolean torn = left != right;
    setWriterOpaque(NOBODY);
    if (found != who) {
      return "overlap: writer " + who + " leaves and finds " + (found == NOBODY ? "none" : found);
    }
    if (readers != 0) {
      return "overlap: writer " + who + " leaves with " + readers(readers) + " inside";
    }
    return torn ? "overlap: what writer " + who + " left in the section has changed" : null;
  }

  /** A reader has come in. */
  String enterReading(int who) {
    insiders.incrementAndGet();
    int found = writerOpaque();
    return found == NOBODY ? null : "overlap: reader " + who + " is inside with writer " + found;
  }

  /** A reader is about to leave. */
  String exitReading(int who) {
    int found = writerOpaque();
    boolean torn = left != right;
    insiders.decrementAndGet();
    if (found != NOBODY) {
      return "overlap: reader " + who + " leaves with writer " + found + " inside";
    }
    return torn ? "overlap: reader " + who + " found half of what a writer wrote" : null;
  }

  /** Somebody has taken one of so many permits. */
  String enterPermitted(int permits) {
    int inside = insiders.incrementAndGet();
    return inside <= permits ? null : "overlap: " + inside + " with " + permits + " permits";
  }

  /** Somebody is about to give a permit back. */
  void exitPermitted() {
    insiders.decrementAndGet();
  }

  /** A writer has been inside: to be counted by a counter that needs no lock. */
  void countWritten() {
    written.increment();
  }

  /** When all have ended: what sections wrote is all there. */
  String settle() {
    long sections = written.sum();
    return left == sections && right == sections
        ? null
        : "overlap: " + sections + " writers have left " + left + " and " + right;
  }

  private static String readers(int count) {
    return count + (count == 1 ? " reader" : " readers");
  }

  private int writerOpaque() {
    return (int) WRITER.getOpaque(this);
  }

  private void setWriterOpaque(int who) {
    WRITER.setOpaque(this, who);
  }

  static {
    try {
      WRITER =
          MethodHandles.lookup()
              .findVarHandle(SectionGuard.class, "writer", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
