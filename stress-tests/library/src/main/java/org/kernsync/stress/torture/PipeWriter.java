package org.kernsync.stress.torture;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one writer: publishes an element, waits in one of five ways, moves what is in the pipe on.
 */
final class PipeWriter implements Runnable {
  private static final int ELEMENTS = 10 * PipeElement.LENGTH;

  private final RcuTorture torture;
  private final RcuUnderTest domain;
  private final RcuCounts counts;
  private final Dice dice;
  private final Queue<PipeElement> free = new ConcurrentLinkedQueue<>();
  private final List<PipeElement> waiting = new ArrayList<>(); // the writer's own
  private long lives;

  PipeWriter(RcuTorture torture, Dice dice) {
    this.torture = torture;
    this.dice = dice;
    domain = torture.domain();
    counts = torture.counted();
    for (int i = 1; i < ELEMENTS; i++) {
      free.add(new PipeElement());
    }
    PipeElement first = new PipeElement();
    first.prepare(lives++);
    torture.current().assign(first);
  }

  @Override
  public void run() {
    while (!torture.crew().isStopping()) {
      PipeElement fresh = free.poll();
      if (fresh == null) { // all are on their way through callbacks
        waitForGracePeriod();
        continue;
      }
      fresh.prepare(lives++);
      PipeElement old = torture.current().access();
      torture.current().assign(fresh);
      old.replaced();
      counts.updates.increment();
      if (dice.oneIn(4)) {
        advanceByCallback(old);
      } else {
        waiting.add(old);
        waitForGracePeriod();
      }
      if (dice.oneIn(8)) {
        dice.nap(1_000_000);
      }
    }
  }

  private void advanceByCallback(PipeElement old) {
    domain.call(
        () -> {
          counts.callbacks.increment();
          if (old.advance()) {
            free.add(old);
          } else if (!torture.crew().isStopping()) {
            advanceByCallback(old);
          }
        });
  }

  private void waitForGracePeriod() {
    if (!new GracePeriodWaiter(torture, dice).waitSomehow()) {
      return; // stopped meanwhile
    }
    Iterator<PipeElement> each = waiting.iterator();
    while (each.hasNext()) {
      PipeElement element = each.next();
      if (element.advance()) {
        each.remove();
        free.add(element);
      }
    }
  }
}
