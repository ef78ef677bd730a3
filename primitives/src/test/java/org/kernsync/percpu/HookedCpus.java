package org.kernsync.percpu;

import org.kernsync.cpu.CpuIds;

/**
 * One CPU, and a place to step in: a per-CPU type looks up its slot after it has looked at its mode
 * and before it writes, so what the hook does there happens in between.
 */
final class HookedCpus implements CpuIds {
  private final ThreadLocal<Runnable> next = new ThreadLocal<>();
  private final int slot;

  private HookedCpus(int slot) {
    this.slot = slot;
  }

  /** For tests with one thread. */
  static HookedCpus owned() {
    return new HookedCpus(0);
  }

  static HookedCpus shared() {
    return new HookedCpus(~0);
  }

  /** Does something at the caller's next look-up, once. */
  void atNextLookUp(Runnable step) {
    next.set(step);
  }

  @Override
  public int slot() {
    Runnable step = next.get();
    if (step != null) {
      next.remove();
      step.run();
    }
    return slot;
  }

  @Override
  public int current() {
    return 0;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public boolean exclusive() {
    return slot >= 0;
  }
}
