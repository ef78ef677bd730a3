package org.kernsync.stress.conformance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.kernsync.atomic.AtomicBitmap;

/** Our atomics in each order, the JDK's, and the sound bases of the faulty ones. */
class AtomicConformanceTest {
  /** Both widths in one order. */
  abstract static class Wide implements AtomicConformance {
    private final String order;

    Wide(String order) {
      this.order = order;
    }

    @Override
    public AtomicUnderTest newAtomic(long initial) {
      return new OrderedAtomic(initial, bits() == Long.SIZE, order);
    }

    @Override
    public int bits() {
      return Long.SIZE;
    }
  }

  /** The same with 32 bits. */
  abstract static class Narrow extends Wide {
    Narrow(String order) {
      super(order);
    }

    @Override
    public int bits() {
      return Integer.SIZE;
    }
  }

  @Nested
  class OfAtomicInt64 extends Wide {
    OfAtomicInt64() {
      super("");
    }
  }

  @Nested
  class OfAtomicInt64Relaxed extends Wide {
    OfAtomicInt64Relaxed() {
      super("Relaxed");
    }
  }

  @Nested
  class OfAtomicInt64Acquire extends Wide {
    OfAtomicInt64Acquire() {
      super("Acquire");
    }
  }

  @Nested
  class OfAtomicInt64Release extends Wide {
    OfAtomicInt64Release() {
      super("Release");
    }
  }

  @Nested
  class OfAtomicInt32 extends Narrow {
    OfAtomicInt32() {
      super("");
    }
  }

  @Nested
  class OfAtomicInt32Relaxed extends Narrow {
    OfAtomicInt32Relaxed() {
      super("Relaxed");
    }
  }

  @Nested
  class OfAtomicInt32Acquire extends Narrow {
    OfAtomicInt32Acquire() {
      super("Acquire");
    }
  }

  @Nested
  class OfAtomicInt32Release extends Narrow {
    OfAtomicInt32Release() {
      super("Release");
    }
  }

  @Nested
  class OfAtomicInteger implements AtomicConformance {
    @Override
    public AtomicUnderTest newAtomic(long initial) {
      AtomicInteger atomic = new AtomicInteger((int) initial);
      return (operation, a, b) -> operation.apply(atomic, (int) a, (int) b);
    }

    @Override
    public int bits() {
      return Integer.SIZE;
    }
  }

  @Nested
  class OfAtomicLong implements AtomicConformance {
    @Override
    public AtomicUnderTest newAtomic(long initial) {
      AtomicLong atomic = new AtomicLong(initial);
      return (operation, a, b) -> operation.apply(atomic, a, b);
    }

    @Override
    public int bits() {
      return Long.SIZE;
    }
  }

  @Nested
  class OfSoundBases implements AtomicConformance, BitmapConformance {
    @Override
    public AtomicUnderTest newAtomic(long initial) {
      return new FaultyAtomic(initial, FaultyAtomic.Fault.NONE);
    }

    @Override
    public int bits() {
      return Long.SIZE;
    }

    @Override
    public BitmapUnderTest newBitmap(int size) {
      return new FaultyBitmap(size, FaultyBitmap.Fault.NONE);
    }
  }

  @Nested
  class OfAtomicBitmap implements BitmapConformance {
    @Override
    public BitmapUnderTest newBitmap(int size) {
      AtomicBitmap bitmap = new AtomicBitmap(size);
      return new BitmapUnderTest() {
        @Override
        public boolean getAndSet(int bit) {
          return bitmap.testAndSetBit(bit);
        }

        @Override
        public boolean getAndClear(int bit) {
          return bitmap.testAndClearBit(bit);
        }

        @Override
        public boolean getAndFlip(int bit) {
          return bitmap.testAndChangeBit(bit);
        }

        @Override
        public boolean get(int bit) {
          return bitmap.testBit(bit);
        }

        @Override
        public int nextSetBit(int from) {
          int found = bitmap.findNextBit(from);
          return found == size ? -1 : found;
        }

        @Override
        public int nextClearBit(int from) {
          return bitmap.findNextZeroBit(from);
        }

        @Override
        public int cardinality() {
          return bitmap.cardinality();
        }
      };
    }
  }
}
