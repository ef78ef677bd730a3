package org.kernsync.stress.torture.busted;

import java.util.List;
import org.kernsync.stress.torture.RcuUnderTest;

/** Hands everything on to a domain that is right; what extends it breaks one thing. */
public abstract class ForwardingRcu implements RcuUnderTest {
  private final RcuUnderTest right;

  /**
   * Makes one.
   *
   * @param right a domain
   */
  protected ForwardingRcu(RcuUnderTest right) {
    this.right = right;
  }

  @Override
  public List<Way> ways() {
    return right.ways();
  }

  @Override
  public void synchronize() {
    right.synchronize();
  }

  @Override
  public void synchronizeExpedited() {
    right.synchronizeExpedited();
  }

  @Override
  public long startPoll() {
    return right.startPoll();
  }

  @Override
  public boolean poll(long cookie) {
    return right.poll(cookie);
  }

  @Override
  public void condSynchronize(long cookie) {
    right.condSynchronize(cookie);
  }

  @Override
  public void call(Runnable callback) {
    right.call(callback);
  }

  @Override
  public void barrier() {
    right.barrier();
  }

  @Override
  public long gracePeriods() {
    return right.gracePeriods();
  }

  @Override
  public boolean readersBlock() {
    return right.readersBlock();
  }

  @Override
  public void close() {
    right.close();
  }
}
