package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;
import org.kernsync.spin.TicketSpinLock;

/** What one thread alone sees of a fifo. */
class KFifoTest {
  private final KFifo<Integer> fifo = new KFifo<>(8);

  /** Elements come out in the order in which they went in, each once. */
  @Test
  void get_afterPuts_firstInFirstOut() {
    assertThat(fifo.get()).isNull();
    assertThat(fifo.put(1)).isTrue();
    assertThat(fifo.put(2)).isTrue();
    assertThat(fifo.get()).isEqualTo(1);
    assertThat(fifo.put(3)).isTrue();
    assertThat(fifo.get()).isEqualTo(2);
    assertThat(fifo.get()).isEqualTo(3);
    assertThat(fifo.get()).isNull();
  }

  /** The capacity is rounded up to a power of two, and exactly so many elements fit. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,4", "5,8", "1000,1024", "1025,2048"})
  void put_untilFull_capacityElementsFit(int asked, int rounded) {
    KFifo<Integer> ring = new KFifo<>(asked);
    assertThat(ring.capacity()).isEqualTo(rounded);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < rounded; i++) {
        assertThat(ring.put(round * rounded + i)).isTrue();
      }
      assertThat(ring.isFull()).isTrue();
      assertThat(ring.put(-1)).as("one too many").isFalse();
      for (int i = 0; i < rounded; i++) {
        assertThat(ring.get()).isEqualTo(round * rounded + i);
      }
      assertThat(ring.isEmpty()).isTrue();
    }
  }

  /** However full it is, one element out makes room for exactly one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 64})
  void put_oneWasTakenFromAFullFifo_oneFits(int capacity) {
    KFifo<Integer> ring = new KFifo<>(capacity);
    for (int i = 0; i < capacity; i++) {
      ring.put(i);
    }
    for (int i = 0; i < 3 * capacity; i++) {
      assertThat(ring.get()).isEqualTo(i);
      assertThat(ring.put(capacity + i)).isTrue();
      assertThat(ring.put(-1)).isFalse();
    }
  }

  /** A capacity that cannot be is refused. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, (1 << 30) + 1, Integer.MAX_VALUE})
  void new_impossibleCapacity_throws(int capacity) {
    assertThatThrownBy(() -> new KFifo<>(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacity));
  }

  /** Null stands for empty, so it is refused, and nothing changes. */
  @Test
  void put_null_throwsAndChangesNothing() {
    assertThatThrownBy(() -> fifo.put(null)).isInstanceOf(NullPointerException.class);
    assertThat(fifo.length()).isZero();
    assertThat(fifo.isEmpty()).isTrue();
  }

  /** The queries agree with each other at every fill. */
  @Test
  void length_atEveryFill_agreesWithTheOtherQueries() {
    for (int length = 0; length <= 8; length++) {
      assertThat(fifo.length()).isEqualTo(length);
      assertThat(fifo.available()).isEqualTo(8 - length);
      assertThat(fifo.isEmpty()).isEqualTo(length == 0);
      assertThat(fifo.isFull()).isEqualTo(length == 8);
      assertThat(fifo.toString()).endsWith("[" + length + " of 8]");
      fifo.put(length);
    }
  }

  /** A look leaves the element where it is. */
  @Test
  void peek_elementThere_leavesIt() {
    assertThat(fifo.peek()).isNull();
    fifo.put(1);
    fifo.put(2);
    assertThat(fifo.peek()).isEqualTo(1);
    assertThat(fifo.peek()).isEqualTo(1);
    Integer[] copy = new Integer[4];
    assertThat(fifo.peek(copy, 1, 3)).isEqualTo(2);
    assertThat(copy).containsExactly(null, 1, 2, null);
    assertThat(fifo.length()).isEqualTo(2);
  }

  /** Skipping drops the oldest elements, as many as there are. */
  @Test
  void skip_elementsThere_dropsTheOldest() {
    assertThat(fifo.skip()).isFalse();
    for (int i = 0; i < 6; i++) {
      fifo.put(i);
    }
    assertThat(fifo.skip()).isTrue();
    assertThat(fifo.skip(0)).isZero();
    assertThat(fifo.skip(2)).isEqualTo(2);
    assertThat(fifo.get()).isEqualTo(3);
    assertThat(fifo.skip(9)).isEqualTo(2);
    assertThat(fifo.isEmpty()).isTrue();
    assertThatThrownBy(() -> fifo.skip(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Arrays go in and out across the end of the ring, as many elements as fit. */
  @Test
  void in_acrossTheEndOfTheRing_keepsTheOrder() {
    Integer[] source = new Integer[20];
    Integer[] target = new Integer[20];
    int given = 0;
    int taken = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < source.length; i++) {
        source[i] = given + i;
      }
      int room = fifo.available();
      int wanted = round % 11;
      int count = fifo.in(source, 0, wanted);
      assertThat(count).isEqualTo(Math.min(room, wanted));
      given += count;
      count = fifo.out(target, 3, round % 7);
      for (int i = 0; i < count; i++) {
        assertThat(target[3 + i]).isEqualTo(taken + i);
      }
      taken += count;
      assertThat(fifo.length()).isEqualTo(given - taken);
    }
    assertThat(taken).isGreaterThan(100);
  }

  /** A bulk put is followed by single ones, and the other way round, without a gap. */
  @Test
  void in_mixedWithPut_keepsTheOrder() {
    Integer[] three = new Integer[3];
    int given = 0;
    int taken = 0;
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 3; i++) {
        three[i] = given + i;
      }
      given += fifo.in(three, 0, 3);
      given += fifo.put(given) ? 1 : 0;
      while (round % 3 == 0 && !fifo.isEmpty()) {
        assertThat(fifo.get()).isEqualTo(taken++);
      }
    }
    assertThat(taken + fifo.length()).isEqualTo(given);
  }

  /**
   * A null among the elements is refused, and nothing is put in; one behind the room is not met.
   */
  @Test
  void in_nullAmongThem_throwsAndChangesNothing() {
    Integer[] holed = {1, 2, null, 4};
    assertThatThrownBy(() -> fifo.in(holed, 0, 4))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("element 2");
    assertThat(fifo.isEmpty()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(fifo.put(i)).isTrue();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(fifo.get()).isEqualTo(i);
    }
    assertThat(fifo.get()).as("what stood behind the null").isNull();
    assertThat(fifo.in(holed, 0, 2)).isEqualTo(2);
  }

  /** A range that the array has not is refused, and nothing changes. */
  @Test
  void in_rangeOutsideTheArray_throwsAndChangesNothing() {
    Integer[] two = {1, 2};
    fifo.put(7);
    assertThatThrownBy(() -> fifo.in(two, 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> fifo.out(two, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> fifo.peek(two, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(fifo.length()).isEqualTo(1);
    assertThat(fifo.get()).isEqualTo(7);
  }

  /** Elements that the target cannot hold stay where they are. */
  @Test
  void out_wrongArray_throwsAndChangesNothing() {
    KFifo<Object> mixed = new KFifo<>(4);
    mixed.put(1);
    mixed.put("text");
    Object[] integers = new Integer[2];
    assertThatThrownBy(() -> mixed.out(integers, 0, 2)).isInstanceOf(ArrayStoreException.class);
    assertThat(mixed.length()).isEqualTo(2);
    assertThat(mixed.get()).isEqualTo(1);
    assertThat(mixed.get()).isEqualTo("text");
  }

  /** After a reset it is empty and goes on as before. */
  @Test
  void resetOut_elementsThere_dropsThem() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 5; i++) {
        assertThat(fifo.put(i)).isTrue();
      }
      fifo.resetOut();
      assertThat(fifo.isEmpty()).isTrue();
      assertThat(fifo.available()).isEqualTo(8);
    }
    fifo.put(9);
    assertThat(fifo.get()).isEqualTo(9);
  }

  /** What was taken out, skipped or reset is not kept from the garbage collector. */
  @Test
  void get_elementTaken_isNotKeptAlive() {
    KFifo<Object> ring = new KFifo<>(8);
    WeakReference<?>[] gone = new WeakReference<?>[8];
    for (int i = 0; i < 8; i++) {
      Object element = new Object();
      gone[i] = new WeakReference<>(element);
      ring.put(element);
    }
    ring.get();
    ring.skip();
    ring.out(new Object[2], 0, 2);
    ring.resetOut();
    for (WeakReference<?> reference : gone) {
      Crew.until(
          "collected",
          () -> {
            System.gc();
            return reference.get() == null;
          });
    }
  }

  /** The forms that lock do the same and leave the lock free, also when they throw. */
  @Test
  void putSpinLocked_allForms_leaveTheLockFree() {
    TicketSpinLock lock = new TicketSpinLock();
    Integer[] some = {2, 3};
    assertThat(fifo.putSpinLocked(1, lock)).isTrue();
    assertThat(fifo.inSpinLocked(some, 0, 2, lock)).isEqualTo(2);
    assertThat(fifo.getSpinLocked(lock)).isEqualTo(1);
    assertThat(fifo.outSpinLocked(some, 0, 1, lock)).isEqualTo(1);
    assertThatThrownBy(() -> fifo.putSpinLocked(null, lock))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> fifo.inSpinLocked(some, 0, 3, lock))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> fifo.outSpinLocked(some, 0, 3, lock))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(lock.isLocked()).isFalse();
    assertThat(fifo.length()).isEqualTo(1);
  }
}
