package org.kernsync.stress.lincheck;

import org.kernsync.cpu.CpuIds;

/**
 * A few CPUs for Lincheck, which runs a scenario many times in the same threads, and wants the same
 * each time: who asks is on the CPU that it was told to be on.
 */
final class ActorCpus implements CpuIds {
  static final int COUNT = 3;

  private final ThreadLocal<Integer> slot = new ThreadLocal<>();

  /** The calling thread owns the slot of this number, by turns with those before and after. */
  void own(int thread) {
    slot.set(thread % COUNT);
  }

  /** The calling thread shares a slot with others. */
  void share(int cpu) {
    slot.set(~cpu);
  }

  @Override
  public int slot() {
    return slot.get();
  }

  @Override
  public int current() {
    int told = slot();
    return told < 0 ? ~told : told;
  }

  @Override
  public int count() {
    return COUNT;
  }

  @Override
  public boolean exclusive() {
    return slot() >= 0;
  }
}
