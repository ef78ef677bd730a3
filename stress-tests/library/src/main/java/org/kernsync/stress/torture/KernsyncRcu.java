package org.kernsync.stress.torture;

import java.util.List;
import org.kernsync.rcu.RcuDomain;

/** A domain of ours under test: the updater's side is the same for all three. */
final class KernsyncRcu implements RcuUnderTest {
  /** Twice what the library calls a crowd, on its way and waiting; with room for late throttles. */
  private static final long MOST_CALLBACKS = 100_000;

  private final RcuDomain domain;
  private final List<Way> ways;
  private final boolean readersBlock;

  KernsyncRcu(RcuDomain domain, List<Way> ways, boolean readersBlock) {
    this.domain = domain;
    this.ways = ways;
    this.readersBlock = readersBlock;
  }

  @Override
  public List<Way> ways() {
    return ways;
  }

  @Override
  public void synchronize() {
    domain.synchronize();
  }

  @Override
  public void synchronizeExpedited() {
    domain.synchronizeExpedited();
  }

  @Override
  public long startPoll() {
    return domain.startPoll();
  }

  @Override
  public boolean poll(long cookie) {
    return domain.poll(cookie);
  }

  @Override
  public void condSynchronize(long cookie) {
    domain.condSynchronize(cookie);
  }

  @Override
  public void call(Runnable callback) {
    domain.call(callback);
  }

  @Override
  public void barrier() {
    domain.barrier();
  }

  @Override
  public long gracePeriods() {
    return domain.statistics().gracePeriods();
  }

  @Override
  public boolean readersBlock() {
    return readersBlock;
  }

  @Override
  public long mostCallbacks() {
    return MOST_CALLBACKS;
  }

  @Override
  public void close() {
    domain.close();
  }
}
