package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.seq.SeqLock;

/** Two fields that are always equal, read without taking a lock and changed under one. */
abstract class SequencePair {
  private long one; // guarded by the lock; readers look without it and check afterwards
  private long other; // as above

  /**
   * Reads both, with work in between.
   *
   * @param work what takes time between the two
   * @return their difference: 0
   */
  abstract long read(CalibratedWork work);

  /**
   * Changes both, with work in between.
   *
   * @param work what takes time between the two
   */
  abstract void write(CalibratedWork work);

  final void change(CalibratedWork work) {
    one++;
    work.run();
    other++;
  }

  final long difference(CalibratedWork work) {
    long first = one;
    work.run();
    return first - other;
  }

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    SEQ_LOCK("SeqLock", UnderSeqLock::new),
    STAMPED_LOCK("StampedLock", UnderStampedLock::new);

    private final String label;
    private final Supplier<SequencePair> maker;

    Kind(String label, Supplier<SequencePair> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no pair " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    SequencePair open() {
      return maker.get();
    }
  }

  private static final class UnderSeqLock extends SequencePair {
    private final SeqLock lock = new SeqLock();

    @Override
    long read(CalibratedWork work) {
      while (true) {
        int begin = lock.readBegin();
        long difference = difference(work);
        if (!lock.readRetry(begin)) {
          return difference;
        }
      }
    }

    @Override
    void write(CalibratedWork work) {
      lock.writeLock();
      change(work);
      lock.writeUnlock();
    }
  }

  /** Reads as the Javadoc of {@link StampedLock} shows: optimistically, then with the lock. */
  private static final class UnderStampedLock extends SequencePair {
    private final StampedLock lock = new StampedLock();

    @Override
    long read(CalibratedWork work) {
      long stamp = lock.tryOptimisticRead();
      if (stamp != 0) {
        long difference = difference(work);
        if (lock.validate(stamp)) {
          return difference;
        }
      }
      return readLocked(work);
    }

    private long readLocked(CalibratedWork work) {
      long stamp = lock.readLock();
      long difference = difference(work);
      lock.unlockRead(stamp);
      return difference;
    }

    @Override
    void write(CalibratedWork work) {
      long stamp = lock.writeLock();
      change(work);
      lock.unlockWrite(stamp);
    }
  }
}
