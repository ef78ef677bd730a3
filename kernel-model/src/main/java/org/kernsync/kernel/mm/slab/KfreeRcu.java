package org.kernsync.kernel.mm.slab;

import java.util.Arrays;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;

/**
 * Memory that waits for readers: all that is given while one grace period passes is freed after the
 * next one, together.
 *
 * <p><b>Differences from Linux.</b> {@code kfree_rcu} links what waits through the memory itself;
 * here addresses are kept beside it, so readers see it whole.
 */
final class KfreeRcu {
  private static final int FIRST = 64;

  private final Kmalloc kmalloc;
  private final MemoryHost host;
  private final MemoryLock lock;

  // Guarded by lock.
  private long[] filling = new long[FIRST];
  private int filled;
  private boolean waiting; // a grace period passes for what was given earlier

  KfreeRcu(Kmalloc kmalloc, MemoryHost host) {
    this.kmalloc = kmalloc;
    this.host = host;
    this.lock = host.newLock("kfree_rcu");
  }

  void add(long address) {
    long[] batch = null;
    int count = 0;
    long flags = lock.lock();
    try {
      if (filled == filling.length) {
        filling = Arrays.copyOf(filling, 2 * filled);
      }
      filling[filled++] = address;
      if (!waiting) {
        waiting = true;
        batch = filling;
        count = takeBatch();
      }
    } finally {
      lock.unlock(flags);
    }
    if (batch != null) {
      await(batch, count);
    }
  }

  private int takeBatch() {
    int count = filled;
    filling = new long[FIRST];
    filled = 0;
    return count;
  }

  private void await(long[] batch, int count) {
    host.afterGracePeriod(() -> free(batch, count));
  }

  /** Frees a batch. Where one of it is refused, the others follow after the next grace period. */
  private void free(long[] batch, int count) {
    int done = 0;
    try {
      while (done < count) {
        kmalloc.kfree(batch[done++]);
      }
    } finally {
      if (done < count) {
        await(Arrays.copyOfRange(batch, done, count), count - done);
      } else {
        goOn();
      }
    }
  }

  /** Has what was given meanwhile wait for the next grace period. */
  private void goOn() {
    long[] next = null;
    int nextCount = 0;
    long flags = lock.lock();
    try {
      if (filled == 0) {
        waiting = false;
      } else {
        next = filling;
        nextCount = takeBatch();
      }
    } finally {
      lock.unlock(flags);
    }
    if (next != null) {
      await(next, nextCount);
    }
  }
}
