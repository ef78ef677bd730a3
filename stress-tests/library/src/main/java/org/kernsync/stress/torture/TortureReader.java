package org.kernsync.stress.torture;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.torture.RcuTorture.Parcel;
import org.kernsync.stress.torture.RcuUnderTest.Reader;
import org.kernsync.stress.torture.RcuUnderTest.Way;

/** One thread that reads, with delays at random, and looks whether it has been let down. */
final class TortureReader {
  private static final int SAY_EVERY = 64;
  private static final int DEEPEST = 3;
  private static final int LONGEST_STAY_NANOS = 400_000;
  private static final long SHORTEST_REST_NANOS = 50_000;
  private static final String NOT_READY =
      "mailbox: a reader found an element before what was stored into it";

  private final RcuTorture torture;
  private final RcuUnderTest domain;
  private final RcuCounts counts;
  private final Way way;
  private final Reader reader;
  private final Dice dice;
  private final int napsOneIn;
  private final int burst;
  private final int insidePercent;
  private final long bornNanos = System.nanoTime();
  private final long[] found = new long[PipeElement.LENGTH + 1];
  private int unsaid;
  private long insideNanos;
  private long insideNanosSaid;
  private long agedSaid;

  /** By the thread that will read. */
  TortureReader(RcuTorture torture, Way way, Dice dice) {
    this.torture = torture;
    this.way = way;
    this.dice = dice;
    domain = torture.domain();
    counts = torture.counted();
    reader = way.newReader();
    burst = torture.burst();
    // Aims higher, since it may lose its processor outside, too.
    int wanted = torture.goals().insidePercent();
    insidePercent = wanted == 0 ? 0 : wanted + 2;
    napsOneIn = domain.readersBlock() ? 200 : 2_000;
  }

  void readUntilStopped() {
    while (!torture.crew().isStopping()) {
      if (insidePercent == 0) {
        section();
      } else {
        sectionOfItsShare();
      }
      between();
      shortSections();
    }
    end(true);
  }

  /** One section, and a rest if the reader has been inside for too much of its time. */
  private void sectionOfItsShare() {
    long begin = System.nanoTime();
    section();
    long end = System.nanoTime();
    insideNanos += end - begin;
    long aged = end - bornNanos;
    torture.counted().insideNanos.add(insideNanos - insideNanosSaid);
    torture.counted().readerNanos.add(aged - agedSaid);
    insideNanosSaid = insideNanos;
    agedSaid = aged;
    long rest = insideNanos * 100 / insidePercent - aged;
    if (rest > SHORTEST_REST_NANOS) {
      LockSupport.parkNanos(this, rest);
    }
  }

  /** Nothing but in, look, out: what readers do most of the time elsewhere. */
  private void shortSections() {
    for (int left = burst; left > 0; left--) {
      long token = reader.lock();
      PipeElement seen = reader.dereference(torture.current());
      long life = seen.life();
      if (!seen.isReady()) {
        torture.crew().fail(NOT_READY);
      }
      count(seen.pipe(life));
      reader.unlock(token);
    }
  }

  /** One outermost section, which may end on another thread. */
  void section() {
    long token = reader.lock();
    PipeElement seen = reader.dereference(torture.current());
    long life = seen.life();
    if (!seen.isReady()) {
      torture.crew().fail(NOT_READY);
    }
    boolean polls = dice.oneIn(256);
    long cookie = polls ? domain.startPoll() : 0;
    delay();
    if (insidePercent > 0) {
      dice.nap(LONGEST_STAY_NANOS); // asleep: others are inside meanwhile
    }
    if (dice.oneIn(4)) {
      nest(1 + dice.below(DEEPEST));
    }
    if (polls) {
      counts.cookies.increment();
      if (domain.poll(cookie)) {
        torture.crew().fail("cookie: a grace period has passed that began inside of a section");
      }
    }
    if (way.handsOver()
        && dice.oneIn(64)
        && torture.parcels().offer(new Parcel(way, token, seen, life))) {
      counts.handedOver.increment();
      return;
    }
    look(seen, life);
    reader.unlock(token);
  }

  private void nest(int depth) {
    if (depth == 0) {
      return;
    }
    counts.nested.increment();
    long token = reader.lock();
    delay();
    nest(depth - 1);
    reader.unlock(token);
    delay();
  }

  /** At the end of a section, still inside. */
  private void look(PipeElement seen, long life) {
    count(seen.pipe(life));
    if (++unsaid == SAY_EVERY) {
      unsaid = 0;
      counts.add(found);
    }
  }

  private void count(int pipe) {
    found[pipe]++;
    if (pipe >= PipeElement.TOO_SHORT) {
      torture.crew().fail("pipe: a reader found " + pipe + ", a grace period was too short");
    }
  }

  private void delay() {
    if (dice.oneIn(4)) {
      dice.spin(1_000);
    } else if (dice.oneIn(100)) {
      dice.spin(50_000);
    } else if (dice.oneIn(100)) {
      Thread.yield();
    } else if (dice.oneIn(napsOneIn)) {
      dice.nap(2_000_000);
    }
  }

  /** Outside: rests, ends a section of somebody else, waits for readers. */
  void between() {
    reader.quiescent();
    if (way.handsOver()) {
      if (dice.oneIn(16)) {
        endForeignSection();
      }
    } else if (dice.oneIn(5_000)) {
      domain.synchronize(); // not those who hand over: a section may be left for them to end
    }
    if (dice.oneIn(256)) {
      reader.offline();
      dice.nap(1_000_000);
      reader.online();
    } else if (dice.oneIn(32)) {
      Thread.yield();
    }
  }

  private boolean endForeignSection() {
    Parcel parcel = torture.parcels().poll();
    if (parcel == null) {
      return false;
    }
    look(parcel.element(), parcel.life());
    reader.unlock(parcel.token());
    return true;
  }

  /** The thread reads no more: leaves nothing behind that others wait for. */
  void end(boolean closes) {
    while (way.handsOver() && endForeignSection()) {
      dice.spin(1_000);
    }
    counts.add(found);
    if (closes) {
      reader.close();
    }
  }

  /** Begins a section that nobody ends. The thread must end now. */
  void dieInside() {
    counts.diedInside.increment();
    reader.lock();
    PipeElement seen = reader.dereference(torture.current());
    long life = seen.life();
    delay();
    look(seen, life);
    counts.add(found);
  }
}
