package org.kernsync.rcu;

/** A reader that grace periods look at: it publishes an epoch while it may hold pointers. */
abstract class EpochReader extends ReaderFields {
  /** The epoch of a reader that holds nothing. */
  static final long QUIESCENT = 0;

  private final Thread owner;

  EpochReader(Thread owner) {
    this.owner = owner;
  }

  final Thread owner() {
    return owner;
  }

  /** Whether a grace period of that number must wait for it. */
  final boolean isEarlierThan(long number) {
    long seen = epochAcquire();
    return seen != QUIESCENT && seen < number;
  }

  /** Whether it may hold pointers. */
  final boolean isReading() {
    return epochAcquire() != QUIESCENT;
  }

  /** The owner has ended and can say no more; called while {@link #isReading}. */
  abstract void abandon();
}
