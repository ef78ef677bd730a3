package org.kernsync.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kernsync.kernel.printk.KernelLog;

/** Collects broken invariants, from any thread; the first hundred in words, the rest counted. */
final class Violations implements Consumer<String> {
  private static final int KEPT = 100;

  private final KernelLog log;
  private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  Violations(KernelLog log) {
    this.log = log;
  }

  @Override
  public void accept(String message) {
    if (count.incrementAndGet() <= KEPT) {
      messages.add(message);
      log.printk("BUG: %s", message);
    }
  }

  boolean any() {
    return count.get() > 0;
  }

  List<String> list() {
    List<String> all = new ArrayList<>(messages);
    if (count.get() > KEPT) {
      all.add((count.get() - KEPT) + " more violations");
    }
    return all;
  }
}
