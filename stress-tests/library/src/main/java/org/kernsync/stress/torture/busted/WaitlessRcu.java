package org.kernsync.stress.torture.busted;

import org.kernsync.stress.torture.RcuUnderTest;

/** Broken: waits for no reader, and says at once that all have been waited for. */
public final class WaitlessRcu extends ForwardingRcu {
  /**
   * Makes one.
   *
   * @param right a domain that would wait
   */
  public WaitlessRcu(RcuUnderTest right) {
    super(right);
  }

  @Override
  public void synchronize() {}

  @Override
  public void synchronizeExpedited() {}

  @Override
  public long startPoll() {
    return 0;
  }

  @Override
  public boolean poll(long cookie) {
    return true;
  }

  @Override
  public void condSynchronize(long cookie) {}
}
