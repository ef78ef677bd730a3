package org.kernsync.spin;

import java.util.Objects;

/**
 * Stands at the head of the line of a {@link QueuedSpinLock} when nobody waits, so that unlock asks
 * what is there without looking whether anything is. It also knows how the waiters of the lock
 * wait: the lock itself has no room for that in 32 bytes. All locks whose waiters wait as the host
 * does share one; nothing in it ever changes.
 */
final class QueuedSpinIdle extends QueuedSpinNode {
  private static final QueuedSpinIdle HOST = new QueuedSpinIdle(SpinWait.host());

  /** How the waiters of the lock wait. */
  final SpinWait spinWait;

  private QueuedSpinIdle(SpinWait spinWait) {
    super(null, null);
    this.spinWait = spinWait;
    setStateVolatile(ABANDONED); // volatile: a node that waits for nothing, whoever looks
  }

  /** The one of a lock. */
  static QueuedSpinIdle of(SpinWait spinWait) {
    return Objects.requireNonNull(spinWait, "spinWait") == HOST.spinWait
        ? HOST
        : new QueuedSpinIdle(spinWait);
  }

  @Override
  QueuedSpinIdle idle() {
    return this;
  }
}
