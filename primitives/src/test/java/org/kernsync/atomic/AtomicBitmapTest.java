package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations of one thread, against {@link BitSet} as the model. */
class AtomicBitmapTest {
  private static final Map<String, ObjIntConsumer<AtomicBitmap>> WITH_A_BIT =
      Map.ofEntries(
          Map.entry("setBit", AtomicBitmap::setBit),
          Map.entry("clearBit", AtomicBitmap::clearBit),
          Map.entry("changeBit", AtomicBitmap::changeBit),
          Map.entry("testBit", AtomicBitmap::testBit),
          Map.entry("testBitAcquire", AtomicBitmap::testBitAcquire),
          Map.entry("testAndSetBit", AtomicBitmap::testAndSetBit),
          Map.entry("testAndClearBit", AtomicBitmap::testAndClearBit),
          Map.entry("testAndChangeBit", AtomicBitmap::testAndChangeBit),
          Map.entry("testAndSetBitLock", AtomicBitmap::testAndSetBitLock),
          Map.entry("clearBitUnlock", AtomicBitmap::clearBitUnlock));

  /** After any operations in any order, all queries answer as a BitSet does. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 64, 65, 127, 128, 129, 1000})
  void operations_random_asABitSet(int size) {
    Random random = new Random(size);
    AtomicBitmap bitmap = new AtomicBitmap(size);
    BitSet model = new BitSet(size);
    assertThat(bitmap.size()).isEqualTo(size);
    for (int k = 0; k < 1_000; k++) {
      if (size > 0) {
        change(random.nextInt(8), random.nextInt(size), bitmap, model);
      }
      if (k % 10 == 0) {
        compare(bitmap, model, random.nextInt(size + 1));
      }
    }
    for (int bit = 0; bit < size; bit++) { // all set: the zeros behind the last are no bits
      bitmap.setBit(bit);
      model.set(bit);
    }
    compare(bitmap, model, 0);
    assertThat(bitmap.findFirstZeroBit()).isEqualTo(size);
  }

  private static void change(int operation, int bit, AtomicBitmap bitmap, BitSet model) {
    boolean before = model.get(bit);
    assertThat(bitmap.testBit(bit)).isEqualTo(before);
    assertThat(bitmap.testBitAcquire(bit)).isEqualTo(before);
    switch (operation) {
      case 0 -> bitmap.setBit(bit);
      case 1 -> bitmap.clearBit(bit);
      case 2 -> bitmap.changeBit(bit);
      case 3 -> assertThat(bitmap.testAndSetBit(bit)).isEqualTo(before);
      case 4 -> assertThat(bitmap.testAndClearBit(bit)).isEqualTo(before);
      case 5 -> assertThat(bitmap.testAndChangeBit(bit)).isEqualTo(before);
      case 6 -> assertThat(bitmap.testAndSetBitLock(bit)).isEqualTo(before);
      default -> assertThat(bitmap.clearBitUnlock(bit)).isEqualTo(before);
    }
    switch (operation) {
      case 0, 3, 6 -> model.set(bit);
      case 1, 4, 7 -> model.clear(bit);
      default -> model.flip(bit);
    }
  }

  private static void compare(AtomicBitmap bitmap, BitSet model, int from) {
    int size = bitmap.size();
    assertThat(bitmap.findFirstBit()).isEqualTo(orSize(model.nextSetBit(0), size));
    assertThat(bitmap.findNextBit(from)).isEqualTo(orSize(model.nextSetBit(from), size));
    assertThat(bitmap.findFirstZeroBit()).isEqualTo(Math.min(model.nextClearBit(0), size));
    assertThat(bitmap.findNextZeroBit(from)).isEqualTo(Math.min(model.nextClearBit(from), size));
    assertThat(bitmap.cardinality()).isEqualTo(model.cardinality());
    List<Integer> visited = new ArrayList<>();
    bitmap.forEachSetBit(visited::add);
    assertThat(visited).isEqualTo(model.stream().boxed().toList());
  }

  private static int orSize(int found, int size) {
    return found < 0 ? size : found;
  }

  /** A bit that is not there is refused in one sentence, and nothing changes. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 65, 127, 128, Integer.MAX_VALUE})
  void operation_bitOutOfBounds_throwsAndChangesNothing(int bit) {
    AtomicBitmap bitmap = new AtomicBitmap(65);
    bitmap.setBit(64);
    WITH_A_BIT.forEach(
        (name, operation) ->
            assertThatThrownBy(() -> operation.accept(bitmap, bit))
                .as(name)
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("there is no bit " + bit + " in a bitmap of 65"));
    assertThat(bitmap.cardinality()).isEqualTo(1);
  }

  /** A bitmap of no bits has nothing to change and nothing to find. */
  @Test
  void operations_noBits_nothingThere() {
    AtomicBitmap bitmap = new AtomicBitmap(0);
    WITH_A_BIT.forEach(
        (name, operation) ->
            assertThatThrownBy(() -> operation.accept(bitmap, 0))
                .as(name)
                .hasMessage("there is no bit 0 in a bitmap of 0"));
    assertThat(bitmap.findNextBit(0)).isZero();
    assertThat(bitmap.findNextZeroBit(0)).isZero();
  }

  /** A search may begin behind the last bit, where a loop ends, but not beyond. */
  @Test
  void find_fromOutOfBounds_throws() {
    AtomicBitmap bitmap = new AtomicBitmap(65);
    assertThat(bitmap.findNextBit(65)).isEqualTo(65);
    assertThat(bitmap.findNextZeroBit(65)).isEqualTo(65);
    for (int from : new int[] {-1, 66, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> bitmap.findNextBit(from))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("a search cannot begin at " + from + " in a bitmap of 65 bits");
      assertThatThrownBy(() -> bitmap.findNextZeroBit(from))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** A negative size is refused. */
  @Test
  void constructor_negative_throws() {
    assertThatThrownBy(() -> new AtomicBitmap(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bitmap cannot have -1 bits");
    assertThatThrownBy(() -> new AtomicBitmap(Integer.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The largest size there is: no index overflows on the way to its last bit, or behind it. */
  @Test
  void operations_mostBits_reachTheLast() {
    assumeTrue(Runtime.getRuntime().maxMemory() > 600L << 20, "a bitmap of 256 MB");
    int last = Integer.MAX_VALUE - 1;
    AtomicBitmap bitmap = new AtomicBitmap(Integer.MAX_VALUE);
    assertThat(bitmap.findFirstBit()).isEqualTo(Integer.MAX_VALUE);
    assertThat(bitmap.testAndSetBit(last)).isFalse();
    assertThat(bitmap.findFirstBit()).isEqualTo(last);
    assertThat(bitmap.findNextBit(last)).isEqualTo(last);
    assertThat(bitmap.findNextZeroBit(last)).isEqualTo(Integer.MAX_VALUE);
    assertThat(bitmap.findNextZeroBit(last - 1)).isEqualTo(last - 1);
    assertThat(bitmap.cardinality()).isEqualTo(1);
    assertThatThrownBy(() -> bitmap.setBit(Integer.MAX_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** An action that throws ends the walk; one that changes the bitmap does not disturb it. */
  @Test
  void forEachSetBit_actionThrowsOrChanges_walkIsWhole() {
    AtomicBitmap bitmap = new AtomicBitmap(200);
    for (int bit = 0; bit < 200; bit += 7) {
      bitmap.setBit(bit);
    }
    List<Integer> visited = new ArrayList<>();
    assertThatThrownBy(
            () ->
                bitmap.forEachSetBit(
                    bit -> {
                      visited.add(bit);
                      if (bit == 70) {
                        throw new IllegalStateException("enough");
                      }
                    }))
        .hasMessage("enough");
    assertThat(visited).endsWith(63, 70);
    bitmap.forEachSetBit(bitmap::clearBit);
    assertThat(bitmap.cardinality()).isZero();
    assertThatNullPointerException().isThrownBy(() -> bitmap.forEachSetBit(null));
  }

  /** The text tells how many, not which. */
  @Test
  void toString_someSet_counted() {
    AtomicBitmap bitmap = new AtomicBitmap(70);
    bitmap.setBit(69);
    assertThat(bitmap.toString()).startsWith("AtomicBitmap@").endsWith("[1 of 70 bits set]");
  }
}
