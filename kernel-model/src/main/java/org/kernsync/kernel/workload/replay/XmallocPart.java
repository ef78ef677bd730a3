package org.kernsync.kernel.workload.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.queue.LockFreeList;

/**
 * After xmalloc: each thread allocates batches of blocks and sends them to the next thread, which
 * frees them. A thread whose neighbour has too many waiting already frees its batch itself: nobody
 * waits for anybody.
 */
final class XmallocPart implements Script.Part {
  private static final int BATCH = 100;
  private static final int MOST_WAITING = 64; // batches
  private static final int LARGEST = 512;

  private final Stage stage;
  private final long operations;
  private final List<Mailbox> mailboxes = new ArrayList<>(); // one for each thread

  /** Batches on their way to a thread. */
  private static final class Mailbox {
    private final LockFreeList<Blocks> batches = new LockFreeList<>();
    private final AtomicInteger waiting = new AtomicInteger();
  }

  XmallocPart(Stage stage, long operations) {
    this.stage = stage;
    this.operations = operations;
    for (int i = 0; i < stage.threads(); i++) {
      mailboxes.add(new Mailbox());
    }
  }

  @Override
  public void play(Lane lane) throws ReplayException {
    Mailbox mine = mailboxes.get(lane.number());
    Mailbox next = mailboxes.get((lane.number() + 1) % mailboxes.size());
    Deque<Blocks> spare = new ArrayDeque<>();
    while (lane.operations() < operations) {
      Blocks batch = spare.isEmpty() ? stage.places(BATCH) : spare.pop();
      for (int place = 0; place < BATCH; place++) {
        Generators.allocate(lane, batch, place, Sizes.spread(lane.random(), LARGEST));
      }
      if (next.waiting.get() < MOST_WAITING) {
        next.waiting.incrementAndGet();
        next.batches.add(batch);
      } else {
        empty(lane, batch);
        spare.push(batch);
      }
      take(lane, mine, spare);
    }
  }

  private static void take(Lane lane, Mailbox mine, Deque<Blocks> spare) {
    Blocks batch = mine.batches.delAll();
    while (batch != null) {
      Blocks rest = LockFreeList.detach(batch);
      mine.waiting.decrementAndGet();
      empty(lane, batch);
      spare.push(batch);
      batch = rest;
    }
  }

  private static void empty(Lane lane, Blocks batch) {
    for (int place = 0; place < batch.places(); place++) {
      lane.free(batch, place);
    }
  }
}
