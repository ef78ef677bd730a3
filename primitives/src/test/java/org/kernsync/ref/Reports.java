package org.kernsync.ref;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a test does wrong on purpose, instead of throwing it; puts the former handler back.
 */
final class Reports implements AutoCloseable {
  private final List<RefCountMisuse> kinds = new ArrayList<>();
  private final RefCountMisuse.Handler former;

  Reports() {
    former = RefCountMisuse.setHandler(this::keep);
  }

  private synchronized void keep(RefCountMisuse misuse, Object count, int before) {
    kinds.add(misuse);
  }

  /** What came since the last call. */
  synchronized List<RefCountMisuse> take() {
    List<RefCountMisuse> taken = List.copyOf(kinds);
    kinds.clear();
    return taken;
  }

  @Override
  public void close() {
    RefCountMisuse.setHandler(former);
  }
}
