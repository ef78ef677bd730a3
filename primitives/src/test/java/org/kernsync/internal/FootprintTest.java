package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;

/** Bytes per object on a JVM with default options (compressed references). */
class FootprintTest {
  private static final int COUNT = 20_000;

  /** An atomic variable is a header and its value. */
  @Test
  void atomicInt32_fresh_16Bytes() {
    assertThat(bytesPerInstance(AtomicInt32::new)).isLessThanOrEqualTo(16);
  }

  /** A lock that nobody waits for has nothing beside its fields. */
  @Test
  void ticketSpinLock_fresh_32Bytes() {
    assertThat(bytesPerInstance(TicketSpinLock::new)).isLessThanOrEqualTo(32);
  }

  /** As above. */
  @Test
  void queuedSpinLock_fresh_32Bytes() {
    assertThat(bytesPerInstance(QueuedSpinLock::new)).isLessThanOrEqualTo(32);
  }

  /** The owner that JVM tools look for takes a field of its own, and it still fits. */
  @Test
  void mutex_fresh_32Bytes() {
    assertThat(bytesPerInstance(Mutex::new)).isLessThanOrEqualTo(32);
  }

  /** A count, a guard and a list, none of which has an object of its own. */
  @Test
  void countingSemaphore_fresh_48Bytes() {
    assertThat(bytesPerInstance(() -> new CountingSemaphore(1))).isLessThanOrEqualTo(48);
  }

  private static long bytesPerInstance(Supplier<Object> constructor) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Object[] instances = new Object[COUNT];
    instances[0] = constructor.get();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < COUNT; i++) {
      instances[i] = constructor.get();
    }
    long bytes = threads.getThreadAllocatedBytes(id) - before;
    assertThat(instances).doesNotContainNull();
    return bytes / COUNT;
  }
}
