package org.kernsync.benchmarks.compare;

import org.kernsync.benchmarks.BlockPassing;
import org.kernsync.benchmarks.BlockTurnover;
import org.kernsync.benchmarks.CallbackFlood;
import org.kernsync.benchmarks.Counting;
import org.kernsync.benchmarks.GracePeriodWait;
import org.kernsync.benchmarks.LockThroughput;
import org.kernsync.benchmarks.PageMix;
import org.kernsync.benchmarks.PageTurnover;
import org.kernsync.benchmarks.PointerRead;
import org.kernsync.benchmarks.PointerReadLoop;
import org.kernsync.benchmarks.ReadLockThroughput;
import org.kernsync.benchmarks.ReferenceCounting;
import org.kernsync.benchmarks.RoundTrip;
import org.kernsync.benchmarks.SequenceRead;
import org.kernsync.benchmarks.Transfer;
import org.kernsync.benchmarks.UncontendedLock;
import org.kernsync.benchmarks.UserCounting;
import org.kernsync.benchmarks.WakeOne;

/** A JMH class, and what a comparison has to know of it. */
enum Question {
  UNCONTENDED(UncontendedLock.class, false, false),
  SECTIONS(LockThroughput.class, true, false),
  READ_SECTIONS(ReadLockThroughput.class, true, false),
  SEQUENCE_READS(SequenceRead.class, true, false),
  ROUND_TRIP(RoundTrip.class, false, true),
  WAKE_ONE(WakeOne.class, false, true),
  TRANSFER(Transfer.class, false, true),
  REFERENCES(ReferenceCounting.class, false, false),
  POINTER_READS(PointerRead.class, false, false),
  POINTER_READS_IN_A_LOOP(PointerReadLoop.class, false, false),
  GRACE_PERIODS(GracePeriodWait.class, false, true),
  CALLBACKS(CallbackFlood.class, false, true),
  COUNTS(Counting.class, false, false),
  USERS(UserCounting.class, false, false),
  BLOCKS(BlockTurnover.class, false, false),
  BLOCKS_PASSED(BlockPassing.class, false, true),
  PAGES(PageTurnover.class, false, false),
  PAGE_MIX(PageMix.class, false, false);

  private final Class<?> benchmark;
  private final boolean worksInSections;
  private final boolean bringsItsThreads;

  Question(Class<?> benchmark, boolean worksInSections, boolean bringsItsThreads) {
    this.benchmark = benchmark;
    this.worksInSections = worksInSections;
    this.bringsItsThreads = bringsItsThreads;
  }

  String className() {
    return benchmark.getName();
  }

  /** Whether it has calibrated work, and so takes the time of a token. */
  boolean worksInSections() {
    return worksInSections;
  }

  /** Whether a peer is of JCTools or of Netty, which use what JDK 25 warns of. */
  boolean needsUnsafe() {
    return switch (this) {
      case TRANSFER, CALLBACKS, BLOCKS, BLOCKS_PASSED -> true;
      default -> false;
    };
  }

  /** Whether the JDK's own loads and stores are used, of which it makes no secret on demand. */
  boolean needsInternals() {
    return switch (this) {
      case TRANSFER, BLOCKS, BLOCKS_PASSED, PAGES, PAGE_MIX -> true;
      default -> false;
    };
  }

  /** The threads that JMH starts; the others are the benchmark's own. */
  int jmhThreads(int threads) {
    return bringsItsThreads ? 1 : threads;
  }
}
