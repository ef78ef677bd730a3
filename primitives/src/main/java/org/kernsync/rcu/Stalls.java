package org.kernsync.rcu;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** When a grace period counts as stalled, and who is told. */
final class Stalls {
  /** As in Linux. */
  static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(21);

  private final long timeoutNanos;
  private final Consumer<RcuStall> handler;

  Stalls(long timeoutNanos, Consumer<RcuStall> handler) {
    this.timeoutNanos = timeoutNanos;
    this.handler = handler;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  /** What the handler throws is its own affair, and no memory for it is, too: the wait goes on. */
  void report(Thread reader, long sections, long waitedNanos) {
    try {
      handler.accept(new RcuStall(reader, sections, waitedNanos));
    } catch (RuntimeException | Error ofTheHandler) {
      Misuse.uncaught(ofTheHandler);
    }
  }
}
