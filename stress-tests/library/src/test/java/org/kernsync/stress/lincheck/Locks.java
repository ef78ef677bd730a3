package org.kernsync.stress.lincheck;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.stress.broken.NaiveBitLock;
import org.kernsync.stress.contract.LockUnderTest;

/** Locks as the checks want them. */
final class Locks {
  private static final int BIT = 1;

  private Locks() {}

  /** The broken copy by the way that ours takes, so that the one shows what the other would. */
  static LockUnderTest adapted(LockUnderTest broken) {
    return LockUnderTest.of(broken::lock, broken::unlock, broken::tryLock);
  }

  /** One bit of a word. */
  static LockUnderTest bitOf(BitSpinLock bits, AtomicInt32 word) {
    return LockUnderTest.of(
        () -> bits.lock(word, BIT), () -> bits.unlock(word, BIT), () -> bits.tryLock(word, BIT));
  }

  /** The same of a copy. */
  static LockUnderTest bitOf(NaiveBitLock bits) {
    return LockUnderTest.of(() -> bits.lock(BIT), () -> bits.unlock(BIT), () -> bits.tryLock(BIT));
  }
}
