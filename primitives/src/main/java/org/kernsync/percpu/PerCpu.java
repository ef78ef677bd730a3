package org.kernsync.percpu;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.kernsync.cpu.CpuIds;

/**
 * A variable with one value per CPU: {@code DEFINE_PER_CPU} and {@code this_cpu_ptr} of Linux.
 *
 * <p>Use it for statistics, caches of free objects, buffers: whatever each thread may do on its own
 * copy while somebody adds the copies up now and then. For plain counting take {@link
 * PerCpuCounter}. Not for what belongs to one task: that is a {@link ThreadLocal}, which however
 * nobody else can read, and which a million virtual threads fill a million times; here the number
 * of copies is {@link CpuIds#count}.
 *
 * <pre>{@code
 * private final PerCpu<LongAdder> hits = new PerCpu<>(cpu -> new LongAdder());
 *
 * void hit() {
 *   hits.current().increment();
 * }
 *
 * long total() {
 *   return hits.sum(LongAdder::sum);
 * }
 * }</pre>
 *
 * <p><b>Guarantees by kind of thread</b>, with {@link CpuIds#threads()}:
 *
 * <ul>
 *   <li>a platform thread that owns its slot is the only one that gets this value from {@link
 *       #current}, until it ends; then another may. What it did to the value happens-before what
 *       the next owner does.
 *   <li>a virtual thread, and a platform thread beyond the slots, gets a value that others get at
 *       the same time, and no order among them. {@link #withCurrent} tells the two cases apart.
 * </ul>
 *
 * <p><b>Context:</b> anywhere; never blocks. <b>Progress:</b> wait-free, but for the moment in
 * which a thread takes its slot.
 *
 * <p><b>Memory effects:</b> {@link #of}, {@link #forEach} and the folds order nothing: a value that
 * others look at has to be safe to look at. All values, as made at construction, are visible to
 * everybody.
 *
 * <p><b>Differences from Linux:</b> preemption cannot be disabled, so a copy belongs to a thread
 * and not to a processor, and there are more copies than processors.
 *
 * @param <T> the type of the values
 */
public final class PerCpu<T> {
  private final CpuIds cpus;
  private final Object[] values;

  /**
   * Makes the values for ordinary threads.
   *
   * @param initial makes the value of a CPU, given its index; called once for each
   */
  public PerCpu(IntFunction<? extends T> initial) {
    this(CpuIds.threads(), initial);
  }

  /**
   * Makes the values.
   *
   * @param cpus says on which CPU a thread is
   * @param initial makes the value of a CPU, given its index; called once for each
   */
  public PerCpu(CpuIds cpus, IntFunction<? extends T> initial) {
    this.cpus = Objects.requireNonNull(cpus, "cpus");
    Object[] made = new Object[cpus.count()];
    for (int cpu = 0; cpu < made.length; cpu++) {
      made[cpu] = initial.apply(cpu);
    }
    values = made;
  }

  /**
   * The value of the caller's CPU.
   *
   * @return the value; others may use it at the same time unless {@link CpuIds#exclusive}
   */
  public T current() {
    return of(cpus.current());
  }

  /**
   * Does something with the value of the caller's CPU, according to whether it is the caller's
   * alone.
   *
   * @param owned what to do if nobody else gets it from {@code current} or this method meanwhile
   * @param shared what to do if others may; has to be safe for that
   */
  public void withCurrent(Consumer<? super T> owned, Consumer<? super T> shared) {
    int slot = cpus.slot();
    if (slot >= 0) {
      owned.accept(of(slot));
    } else {
      shared.accept(of(~slot));
    }
  }

  /**
   * The value of one CPU, maybe another's.
   *
   * @param cpu its index
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such CPU
   */
  @SuppressWarnings("unchecked") // only what initial returned is in there
  public T of(int cpu) {
    return (T) values[cpu];
  }

  /**
   * How many values there are.
   *
   * @return the number of CPUs
   */
  public int count() {
    return values.length;
  }

  /**
   * Does something with each value, by order of CPUs.
   *
   * @param action what to do; the owners may go on to use the values meanwhile
   */
  public void forEach(Consumer<? super T> action) {
    for (int cpu = 0; cpu < values.length; cpu++) {
      action.accept(of(cpu));
    }
  }

  /**
   * Adds up a number from each value: not a snapshot, each is looked at in its turn.
   *
   * @param number what to take from a value
   * @return the sum, which wraps
   */
  public long sum(ToLongFunction<? super T> number) {
    long sum = 0;
    for (int cpu = 0; cpu < values.length; cpu++) {
      sum += number.applyAsLong(of(cpu));
    }
    return sum;
  }

  /**
   * Combines all values, by order of CPUs: not a snapshot, each is looked at in its turn.
   *
   * @param <R> the type of the result
   * @param first what to begin with
   * @param combine takes the result so far and the next value
   * @return the last result
   */
  public <R> R fold(R first, BiFunction<? super R, ? super T, ? extends R> combine) {
    R result = first;
    for (int cpu = 0; cpu < values.length; cpu++) {
      result = combine.apply(result, of(cpu));
    }
    return result;
  }

  @Override
  public String toString() {
    return "PerCpu[" + values.length + " values]";
  }
}
