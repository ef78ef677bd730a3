package org.kernsync.kernel.mm.host;

import java.util.function.IntConsumer;

/** Broken twins of {@link PlainHost}: sections that exclude nobody, drains that wait for nobody. */
public final class NaiveHost implements MemoryHost {
  private final PlainHost host = new PlainHost();
  private final boolean oneSlot;
  private final boolean asks;

  private NaiveHost(boolean oneSlot, boolean asks) {
    this.oneSlot = oneSlot;
    this.asks = asks;
  }

  /**
   * Tells everybody the same slot, and lets all of them in.
   *
   * @return the host
   */
  public static MemoryHost ofOneSlot() {
    return new NaiveHost(true, true);
  }

  /**
   * Visits slots without asking who is inside.
   *
   * @return the host
   */
  public static MemoryHost drainingUnasked() {
    return new NaiveHost(false, false);
  }

  @Override
  public int enter() {
    return oneSlot ? 0 : host.enter();
  }

  @Override
  public void exit(int slot) {
    if (!oneSlot) {
      host.exit(slot);
    }
  }

  @Override
  public int enterIrqSave() {
    return enter();
  }

  @Override
  public void exitIrqRestore(int slot) {
    exit(slot);
  }

  @Override
  public int slots() {
    return host.slots();
  }

  @Override
  public void onEachSlot(IntConsumer action) {
    if (asks) {
      host.onEachSlot(action);
      return;
    }
    for (int slot = 0; slot < host.slots(); slot++) {
      action.accept(slot);
    }
  }

  @Override
  public MemoryLock newLock(String name) {
    return host.newLock(name);
  }

  @Override
  public boolean maySleep() {
    return host.maySleep();
  }

  @Override
  public boolean isMemalloc() {
    return host.isMemalloc();
  }

  @Override
  public boolean isVictim() {
    return host.isVictim();
  }

  @Override
  public void awaitMemory(long nanos) {
    host.awaitMemory(nanos);
  }

  @Override
  public void afterGracePeriod(Runnable action) {
    host.afterGracePeriod(action);
  }

  @Override
  public void misuse(String report) {
    host.misuse(report);
  }

  @Override
  public MemoryTrace trace() {
    return host.trace();
  }
}
