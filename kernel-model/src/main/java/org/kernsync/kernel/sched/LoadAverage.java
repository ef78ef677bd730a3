package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.RawSpinLock;

/**
 * {@code avenrun}: how many tasks run, wait for a CPU or sleep uninterruptibly, as an exponential
 * average over 1, 5 and 15 minutes, in fixed point with 11 bits behind it.
 *
 * <p>A sample is taken every five seconds and a tick, by the first CPU that ticks after. Where
 * every CPU was idle when one was due, it is made up for when the first of them wakes: nothing ran
 * then.
 *
 * <p><b>Context.</b> CPUs with interrupts off; {@link #averages} on any thread.
 *
 * <p>Source: the kernel's {@code kernel/sched/loadavg.c}, facts of 5.4.
 *
 * <p><b>Differences from Linux.</b> All run queues are read at once, not each by its own CPU within
 * the ten ticks before.
 */
final class LoadAverage {
  static final int SHIFT = 11;
  static final long ONE = 1L << SHIFT;
  static final int SECONDS = 5;
  private static final long[] DECAY = {1884, 2014, 2037}; // e^(-5/60), e^(-5/300), e^(-5/900)

  private final RunQueue[] rqs;
  private final long interval; // ticks
  private final RawSpinLock lock = new RawSpinLock();

  // ---- lock to write, anybody reads opaque
  private final long[] average = new long[DECAY.length];
  private long due;

  LoadAverage(RunQueue[] rqs, int hz) {
    this.rqs = rqs;
    interval = (long) SECONDS * hz + 1;
    due = interval;
  }

  /** Takes the samples that are due; {@code idle} is the queue of a CPU that was idle until now. */
  void update(Cpu cpu, long ticks, RunQueue idle) {
    if (ticks - (long) DUE.getOpaque(this) < 0 || !lock.tryLock(cpu)) { // opaque: a hint
      return; // or somebody else takes them
    }
    long late = ticks - due;
    if (late >= 0) { // looked at again, under the lock
      sample(active(idle), 1 + late / interval);
    }
    lock.unlock(cpu);
  }

  /** Tasks that are load now, less those that have just ended the idleness of a CPU. */
  private long active(RunQueue idle) {
    long active = 0;
    for (RunQueue rq : rqs) {
      active += rq.uninterruptibleOpaque() + (rq == idle ? 0 : rq.nrRunningOpaque());
    }
    return Math.max(0, active);
  }

  /** So many samples that all saw the same. */
  void sample(long active, long samples) {
    for (int i = 0; i < average.length; i++) {
      long next = next(average[i], DECAY[i], active * ONE, samples);
      AVERAGE.setOpaque(average, i, next); // opaque: each stands for itself
    }
    DUE.setOpaque(this, due + samples * interval); // opaque: a hint, looked at again under the lock
  }

  /** {@code calc_load_n}: the average after so many samples. */
  static long next(long load, long decay, long active, long samples) {
    return next(load, samples == 1 ? decay : power(decay, samples), active);
  }

  /** {@code calc_load}: rounded up while the load rises, so that it arrives. */
  private static long next(long load, long decay, long active) {
    long sum = load * decay + active * (ONE - decay);
    return (active >= load ? sum + ONE - 1 : sum) / ONE;
  }

  /** {@code fixed_power_int}. */
  private static long power(long base, long exponent) {
    long result = ONE;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        result = (result * square + ONE / 2) >> SHIFT;
      }
      square = (square * square + ONE / 2) >> SHIFT;
    }
    return result;
  }

  long[] averages() {
    long[] copy = new long[average.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (long) AVERAGE.getOpaque(average, i); // opaque: each stands for itself
    }
    return copy;
  }

  private static final VarHandle AVERAGE = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle DUE;

  static {
    try {
      DUE = MethodHandles.lookup().findVarHandle(LoadAverage.class, "due", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
