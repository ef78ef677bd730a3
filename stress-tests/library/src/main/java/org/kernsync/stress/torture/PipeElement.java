package org.kernsync.stress.torture;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the writer publishes, and recycles when no reader can see it any more. It counts how many
 * grace periods have passed since it was taken out of sight: a reader that finds 2 or more at the
 * end of its section has been let down, since one of them ended while it was inside.
 */
final class PipeElement {
  /** After so many grace periods it is recycled. A longer pipe tells how far off a fault is. */
  static final int LENGTH = 10;

  /** From here on a grace period was too short. */
  static final int TOO_SHORT = 2;

  // 0 while it is published, 1 once it is replaced. Opaque: what is under test orders it.
  private final AtomicInteger pipe = new AtomicInteger();

  // A new one for each life. Opaque: as pipe.
  private final AtomicLong life = new AtomicLong();

  // The mailbox, true while it may be seen. Plain: publication orders it, which is what is tested.
  private boolean ready;

  /** By the writer, before it publishes. */
  void prepare(long newLife) {
    pipe.setOpaque(0);
    life.setOpaque(newLife);
    ready = true;
  }

  /** By the writer, after it has published another one. */
  void replaced() {
    pipe.setOpaque(1);
  }

  /** A grace period has passed; true if that was the last one that it waits for. */
  boolean advance() {
    int passed = pipe.getOpaque() + 1;
    pipe.setOpaque(passed);
    if (passed < LENGTH) {
      return false;
    }
    ready = false;
    return true;
  }

  boolean isReady() {
    return ready;
  }

  long life() {
    return life.getOpaque();
  }

  /** The pipe count, as seen by a reader that found it in {@code itsLife}. */
  int pipe(long itsLife) {
    int seen = pipe.getOpaque();
    return life() == itsLife ? Math.min(seen, LENGTH) : LENGTH;
  }
}
