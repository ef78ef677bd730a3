package org.kernsync.rcu.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuNode;
import org.kernsync.rcu.RcuReference;

/**
 * The first example of "RCU under a garbage collector": memory that the collector cannot manage.
 */
class OffHeapBufferTest {
  private static final int LONGS = 512;

  /** Some direct memory, used again and again. */
  private static final class Page extends RcuNode {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(LONGS * Long.BYTES);
    private final ConcurrentLinkedQueue<Page> pool;

    private Page(ConcurrentLinkedQueue<Page> pool) {
      this.pool = pool;
    }

    private void fill(long value) {
      for (int i = 0; i < LONGS; i++) {
        memory.putLong(i * Long.BYTES, value);
      }
    }

    private boolean isOneValue() {
      long first = memory.getLong(0);
      for (int i = 1; i < LONGS; i++) {
        if (memory.getLong(i * Long.BYTES) != first) {
          return false;
        }
      }
      return true;
    }

    @Override
    protected void reclaim() {
      pool.add(this);
    }
  }

  private interface Recycling {
    void recycle(Rcu rcu, Page old);
  }

  /** Returns how many pages were read while they were written to. */
  @SuppressWarnings("try") // the section is used by being open
  private static int run(Recycling recycling) {
    Rcu rcu = new Rcu();
    ConcurrentLinkedQueue<Page> pool = new ConcurrentLinkedQueue<>();
    AtomicInteger made = new AtomicInteger(1);
    AtomicInteger torn = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    RcuReference<Page> current = new RcuReference<>(new Page(pool));
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 2; i++) {
        crew.start(
            () -> {
              while (!stop.get()) {
                try (Rcu.Section reading = rcu.readSection()) {
                  if (!current.dereference().isOneValue()) {
                    torn.incrementAndGet();
                  }
                }
              }
            });
      }
      long begin = System.nanoTime();
      for (long value = 1; System.nanoTime() - begin < 400_000_000L; value++) {
        Page page = pool.poll();
        if (page == null) {
          if (made.get() == 64) {
            rcu.barrier();
            continue;
          }
          made.incrementAndGet();
          page = new Page(pool);
        }
        page.fill(value); // nobody reads it: it is new, or a grace period has passed
        recycling.recycle(rcu, current.replace(page));
      }
      stop.set(true);
    }
    rcu.close();
    return torn.get();
  }

  /** A page that is used again after a grace period is never written to under a reader. */
  @Test
  void page_recycledAfterAGracePeriod_isNeverTorn() {
    assertThat(run((rcu, old) -> rcu.call(old))).isZero();
  }

  /** The garbage collector does not help: it is the same page, used again too early. */
  @Test
  void page_recycledAtOnce_isTorn() {
    int torn = 0;
    for (int i = 0; i < 20 && torn == 0; i++) {
      torn = run((rcu, old) -> old.pool.add(old));
    }
    assertThat(torn).isPositive();
  }
}
