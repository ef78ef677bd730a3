package org.kernsync.stress.torture;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.stress.harness.ThreadKind;
import org.kernsync.stress.torture.RcuUnderTest.Way;

/**
 * Readers that come and go: some close what they read with, some just end, and some die in the
 * middle of a section, where the domain survives that.
 */
final class ShortLivedReaders implements Runnable {
  private static final int AT_ONCE = 4;
  private static final int MOST_SECTIONS = 64;

  private final RcuTorture torture;
  private final Dice dice;
  private int nextDice;

  ShortLivedReaders(RcuTorture torture, int number) {
    this.torture = torture;
    dice = torture.dice(number);
    nextDice = torture.firstFreeDice();
  }

  @Override
  public void run() {
    while (!torture.crew().isStopping()) {
      List<Thread> born = new ArrayList<>();
      for (int left = 1 + dice.below(AT_ONCE); left > 0; left--) {
        born.add(start());
      }
      for (Thread each : born) {
        join(each);
      }
      dice.nap(20_000_000);
    }
  }

  private Thread start() {
    List<Way> ways = torture.domain().ways();
    List<ThreadKind> kinds = ThreadKind.available();
    Way way = ways.get(dice.below(ways.size()));
    ThreadKind kind = kinds.get(dice.below(kinds.size()));
    Dice own = torture.dice(nextDice++);
    torture.counted().comeAndGone.increment();
    return torture.start(kind, "short-lived-reader", () -> live(way, own));
  }

  private void live(Way way, Dice own) {
    TortureReader reader = new TortureReader(torture, way, own);
    for (int left = own.below(MOST_SECTIONS); left > 0; left--) {
      reader.section();
      reader.between();
    }
    boolean dies = own.oneIn(4) && way.survivesDeath();
    reader.end(own.oneIn(2) && !dies);
    if (dies) {
      reader.dieInside();
    }
  }

  private void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }
}
