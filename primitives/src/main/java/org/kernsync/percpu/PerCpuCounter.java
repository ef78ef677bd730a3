package org.kernsync.percpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.kernsync.cpu.CpuIds;

/**
 * A counter that many threads add to without meeting, and whose value is known at once to within a
 * bound: {@code struct percpu_counter} of Linux.
 *
 * <p>Use it where a counter is changed all the time and asked now and then: free blocks, open
 * files, bytes in flight. {@link #read} is a few loads, off by no more than {@link #maxError};
 * {@link #sum} looks at every CPU's part. Against {@link java.util.concurrent.atomic.LongAdder}:
 * adding takes no atomic instruction for a thread with a slot of its own, there is a cheap
 * approximate value, and {@link #limitedAdd}. It takes memory from the start: 128 bytes per CPU.
 *
 * <pre>{@code
 * private final PerCpuCounter free = new PerCpuCounter(1_000_000);
 *
 * boolean allocate(int blocks) {
 *   return free.limitedAdd(0, -blocks); // never below zero
 * }
 *
 * void release(int blocks) {
 *   free.add(blocks);
 * }
 * }</pre>
 *
 * <p><b>Context:</b> {@link #add}, {@link #read} and {@link #sum} anywhere, they never block.
 * {@link #set} and {@link #limitedAdd} take a small lock, for the time of a sum.
 *
 * <p><b>Progress:</b> adding, reading and summing are wait-free.
 *
 * <p><b>Memory effects:</b> none: counting orders nothing. An add that happens-before a {@code sum}
 * is in it; an add that runs at the same time is in it or not, each by itself: a sum while others
 * add need not be a value that the counter ever had. While all add positive amounts, it lies
 * between the values at the beginning and at the end of the call.
 *
 * <p><b>Differences from Linux:</b> a CPU's part is never taken away and added elsewhere, so a sum
 * needs no lock and never counts anything twice. The batch is the counter's, not the call's. {@code
 * limitedAdd} holds its limit also against other limited adds that are in the middle. Numbers wrap
 * as {@code long} does, as there.
 */
public final class PerCpuCounter {
  /*
   * field            written by                    written with  read with
   * cells[TOTAL]     the slot's owner; its         opaque; RMW   opaque; plain (the owner)
   *                  sharers, in their own part
   * cells[TOLD]      the slot's owner              opaque        plain (the owner)
   * sharedFrom       who first shares a slot       RMW           opaque
   * common[BASE]     the holder of lock            opaque        opaque
   * common[TOLD_SUM] everybody                     RMW           opaque
   *
   * In the text the sum of the four TOLD_SUMs is told, BASE is base. A slot tells always the same of
   * the four, so that two who tell at the same time seldom meet. They lie 128 bytes apart, in an
   * array of their own: on the line of the fields that every add reads, each tell would take that
   * line from all who add.
   *
   * The value is base + all TOTALs: each amount is added to exactly one of them, once, and stays
   * there. That is sum.
   *
   * told is base + what the owners of slots have told it: TOLD is how much of TOTAL that is. Behind
   * each add |TOTAL - TOLD| < batch. Sharers tell nothing, their part is read in its place: slots
   * below sharedFrom have none. So read = told + shared parts is off by less than batch for each
   * owned slot, and by the amount of each add that is under way (TOTAL is stored, told is not yet
   * added to).
   *
   * PC2: opaque or RMW: whole values, never old ones for ever; the pairs publish nothing else.
   */
  private static final int TOTAL = 0;
  private static final int TOLD = 1;

  private static final int LONGS_APART = 16;
  private static final int TOLD_SUM = LONGS_APART;
  private static final int TOLD_SUMS = 4;
  private static final int BASE = TOLD_SUM + TOLD_SUMS * LONGS_APART;
  private static final int COMMON_LONGS = BASE + 2 * LONGS_APART;

  private static final int SMALLEST_DEFAULT_BATCH = 32;

  private final CpuIds cpus;
  private final PerCpuCells cells;
  private final long[] longs;
  private final int batch;
  private final PerCpuGuard lock = new PerCpuGuard();
  private final long[] common = new long[COMMON_LONGS];
  private volatile int sharedFrom;

  /** Makes a counter that is zero. */
  public PerCpuCounter() {
    this(0);
  }

  /**
   * Makes a counter with the batch that Linux would choose: 32, or twice the CPUs if that is more.
   *
   * @param initial its value
   */
  public PerCpuCounter(long initial) {
    this(initial, Math.max(SMALLEST_DEFAULT_BATCH, 2 * CpuIds.threads().count()));
  }

  /**
   * Makes a counter for ordinary threads.
   *
   * @param initial its value
   * @param batch how much a CPU may keep to itself: more makes adding cheaper and {@link #read}
   *     worse
   * @throws IllegalArgumentException if the batch is less than 1
   */
  public PerCpuCounter(long initial, int batch) {
    this(initial, batch, CpuIds.threads());
  }

  /**
   * Makes a counter.
   *
   * @param initial its value
   * @param batch how much a CPU may keep to itself
   * @param cpus says on which CPU a thread is
   * @throws IllegalArgumentException if the batch is less than 1
   */
  public PerCpuCounter(long initial, int batch, CpuIds cpus) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + " is less than 1");
    }
    this.cpus = Objects.requireNonNull(cpus, "cpus");
    this.batch = batch;
    cells = new PerCpuCells(cpus.count());
    longs = cells.longs();
    sharedFrom = cells.count(); // volatile: as good as any, the object is not shared yet
    common[BASE] = initial; // plain: nobody else has the object yet
    common[TOLD_SUM] = initial; // plain: as above
  }

  /**
   * Adds.
   *
   * @param amount any number
   */
  public void add(long amount) {
    int slot = cpus.slot();
    if (slot < 0) {
      addShared(~slot, amount);
      return;
    }
    // Both loads before the store: what is behind it, the compiler has to load afresh.
    int own = PerCpuCells.index(slot, TOTAL);
    long total = ownPlain(own) + amount;
    long untold = total - ownPlain(PerCpuCells.index(slot, TOLD));
    setOwnOpaque(own, total); // opaque: PC2, pairs with #sum; the number itself
    if (untold >= batch || untold <= -batch) {
      tell(slot, total, untold);
    }
  }

  private void tell(int slot, long total, long untold) {
    cells.setOwnOpaque(slot, TOLD, total); // opaque: PC2, nobody else reads it
    addTold(slot, untold);
  }

  private void addShared(int cpu, long amount) {
    if (cpu < sharedFromOpaque()) {
      lowerSharedFrom(cpu);
    }
    // release: PC2, pairs with #sum, #read; opaque would do, Java has no such RMW
    cells.addSharedRelease(cpu, TOTAL, amount);
  }

  /** Adds one. */
  public void inc() {
    add(1);
  }

  /** Subtracts one. */
  public void dec() {
    add(-1);
  }

  /**
   * About the sum, at the price of four loads, and of one for each slot that is shared.
   *
   * @return a value that differs from the sum by at most {@link #maxError}, and by the amounts of
   *     adds that run at the same time
   */
  public long read() {
    long value = toldOpaque();
    for (int cpu = sharedFromOpaque(); cpu < cells.count(); cpu++) {
      value += cells.sharedOpaque(cpu, TOTAL); // opaque: PC2, pairs with #addShared
    }
    return value;
  }

  /**
   * As {@link #read}, for what cannot be negative: an approximate value below zero is shown as
   * zero.
   *
   * @return zero or more
   */
  public long readPositive() {
    return Math.max(0, read());
  }

  /**
   * How far {@link #read} may be off while nobody adds: {@code (batch - 1) * count}.
   *
   * @return the bound
   */
  public long maxError() {
    return (batch - 1L) * cells.count();
  }

  /**
   * The value, exactly, if nobody adds meanwhile; else see the class. Looks at all CPUs.
   *
   * @return all that was added
   */
  public long sum() {
    long sum = baseOpaque();
    for (int cpu = 0; cpu < cells.count(); cpu++) {
      sum += cells.opaque(cpu, TOTAL); // opaque: PC2, pairs with #add, #addShared
    }
    return sum;
  }

  /**
   * As {@link #sum}, for what cannot be negative: a sum that adds in the middle make negative is
   * shown as zero.
   *
   * @return zero or more
   */
  public long sumPositive() {
    return Math.max(0, sum());
  }

  /**
   * Compares the value with a number: by {@link #read} where that is far enough from it, else by
   * {@link #sum}.
   *
   * @param number what to compare with
   * @return negative, zero or positive as the value is less, equal or greater; adds that run at the
   *     same time are regarded or not
   */
  public int compare(long number) {
    long difference = read() - number; // a wrap needs values 2^63 apart
    long error = maxError();
    if (difference > error) {
      return 1;
    }
    if (difference < -error) {
      return -1;
    }
    return Long.compare(sum(), number);
  }

  /**
   * Adds, unless that would bring the value beyond a limit. As long as all that move the value
   * towards the limit use this method, with the same limit, the sum is never beyond it, at no
   * moment, whoever else subtracts. An {@link #add} that runs at the same time is regarded or not.
   *
   * @param limit the greatest value that is allowed, or where the amount is negative, the least
   * @param amount any number; zero is always added
   * @return true if added; false if nothing changed
   */
  public boolean limitedAdd(long limit, long amount) {
    if (amount == 0) {
      return true;
    }
    lock.lock();
    try {
      if (!fits(amount, limit)) {
        return false;
      }
      setBaseOpaque(baseOpaque() + amount);
      addTold(0, amount);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the value plus the amount is within the limit, without a sum that could wrap. */
  private boolean fits(long amount, long limit) {
    long furthest = limit - amount;
    boolean wrapped = ((limit ^ amount) & (limit ^ furthest)) < 0;
    if (wrapped) {
      return false; // limit - amount is beyond all values
    }
    return amount > 0 ? sum() <= furthest : sum() >= furthest;
  }

  /**
   * Sets the value. Adds that run at the same time are lost or not, each by itself; {@link #read}
   * keeps its error.
   *
   * @param value the new value
   */
  public void set(long value) {
    lock.lock();
    try {
      long change = value - sum();
      setBaseOpaque(baseOpaque() + change);
      addTold(0, change);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "PerCpuCounter[" + sum() + ", batch " + batch + "]";
  }

  /** A cell of the caller's slot. */
  private long ownPlain(int cell) {
    return (long) LONGS.get(longs, cell); // plain: the owner's, by PC1 its heir's
  }

  private void setOwnOpaque(int cell, long value) {
    LONGS.setOpaque(longs, cell, value); // opaque: as the caller says
  }

  private long baseOpaque() {
    return (long) LONGS.getOpaque(common, BASE); // opaque: PC2, pairs with #setBaseOpaque
  }

  private void setBaseOpaque(long newBase) {
    LONGS.setOpaque(common, BASE, newBase); // opaque: PC2, pairs with #baseOpaque; under lock
  }

  private long toldOpaque() {
    long told = 0;
    for (int which = 0; which < TOLD_SUMS; which++) {
      // opaque: PC2, pairs with #addTold
      told += (long) LONGS.getOpaque(common, TOLD_SUM + which * LONGS_APART);
    }
    return told;
  }

  private void addTold(int slot, long amount) {
    int cell = TOLD_SUM + (slot & TOLD_SUMS - 1) * LONGS_APART;
    // release: PC2, pairs with #toldOpaque; opaque would do, Java has no such RMW
    long unused = (long) LONGS.getAndAddRelease(common, cell, amount);
  }

  private int sharedFromOpaque() {
    return (int) SHARED_FROM.getOpaque(this); // opaque: PC2, pairs with #lowerSharedFrom
  }

  private void lowerSharedFrom(int cpu) {
    int seen = sharedFromOpaque();
    while (cpu < seen && !SHARED_FROM.compareAndSet(this, seen, cpu)) { // volatile: PC2, no less
      seen = sharedFromOpaque();
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  private static final VarHandle SHARED_FROM;

  static {
    try {
      SHARED_FROM =
          MethodHandles.lookup()
              .findVarHandle(PerCpuCounter.class, "sharedFrom", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
