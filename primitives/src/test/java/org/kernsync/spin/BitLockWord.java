package org.kernsync.spin;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;

/** A word with bits that are locks, of any of the three kinds: tests drive them alike. */
interface BitLockWord {
  void lock(int bit);

  boolean tryLock(int bit);

  void unlock(int bit);

  boolean isLocked(int bit);

  /** Flips a bit, as a neighbour that has nothing to do with the lock. */
  void flip(int bit);

  enum Kind {
    BITMAP(100) {
      @Override
      BitLockWord create(BitSpinLock bits) {
        AtomicBitmap word = new AtomicBitmap(100);
        return new BitLockWord() {
          @Override
          public void lock(int bit) {
            bits.lock(word, bit);
          }

          @Override
          public boolean tryLock(int bit) {
            return bits.tryLock(word, bit);
          }

          @Override
          public void unlock(int bit) {
            bits.unlock(word, bit);
          }

          @Override
          public boolean isLocked(int bit) {
            return bits.isLocked(word, bit);
          }

          @Override
          public void flip(int bit) {
            word.changeBit(bit);
          }
        };
      }
    },
    INT32(32) {
      @Override
      BitLockWord create(BitSpinLock bits) {
        AtomicInt32 word = new AtomicInt32();
        return new BitLockWord() {
          @Override
          public void lock(int bit) {
            bits.lock(word, bit);
          }

          @Override
          public boolean tryLock(int bit) {
            return bits.tryLock(word, bit);
          }

          @Override
          public void unlock(int bit) {
            bits.unlock(word, bit);
          }

          @Override
          public boolean isLocked(int bit) {
            return bits.isLocked(word, bit);
          }

          @Override
          public void flip(int bit) {
            word.xor(1 << bit);
          }
        };
      }
    },
    INT64(64) {
      @Override
      BitLockWord create(BitSpinLock bits) {
        AtomicInt64 word = new AtomicInt64();
        return new BitLockWord() {
          @Override
          public void lock(int bit) {
            bits.lock(word, bit);
          }

          @Override
          public boolean tryLock(int bit) {
            return bits.tryLock(word, bit);
          }

          @Override
          public void unlock(int bit) {
            bits.unlock(word, bit);
          }

          @Override
          public boolean isLocked(int bit) {
            return bits.isLocked(word, bit);
          }

          @Override
          public void flip(int bit) {
            word.xor(1L << bit);
          }
        };
      }
    };

    final int bits;

    Kind(int bits) {
      this.bits = bits;
    }

    abstract BitLockWord create(BitSpinLock bits);
  }
}
