package org.kernsync.kernel.mm.phys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every form of memory does the same. */
class MemoryFormsTest {
  private static final long BYTES = PhysicalMemory.SMALLEST_BYTES;
  private static final long BASE = PhysicalMemory.DIRECT_MAP;

  private PhysicalMemory memory;

  enum Form {
    DIRECT,
    MAPPED,
    HEAP;

    PhysicalMemory make() {
      return switch (this) {
        case DIRECT -> DirectMemory.of(BYTES);
        case MAPPED -> MappedMemory.of(BYTES);
        case HEAP -> PhysicalMemory.onHeap(BYTES);
      };
    }
  }

  @AfterEach
  void close() {
    if (memory != null) {
      memory.close();
    }
  }

  /**
   * The JVM of the tests permits direct access, as the launcher does, so that is what map takes.
   */
  @Test
  void map_permitted_isDirect() {
    memory = PhysicalMemory.map(BYTES);
    assertThat(memory).isInstanceOf(DirectMemory.class);
    assertThat(memory.size()).isEqualTo(BYTES);
  }

  /** Longs, ints and bytes written in any mode are read back, little end first, in any mode. */
  @ParameterizedTest
  @EnumSource
  void put_anyMode_isRead(Form form) {
    memory = form.make();
    long at = BASE + 4096;
    memory.putLong(at, 0x0102_0304_0506_0708L);
    assertThat(memory.getInt(at)).isEqualTo(0x0506_0708);
    assertThat(memory.getInt(at + 4)).isEqualTo(0x0102_0304);
    assertThat(memory.getByte(at + 1)).isEqualTo((byte) 7);
    memory.putLongOpaque(at, 1);
    assertThat(memory.getLongOpaque(at)).isEqualTo(1);
    memory.putLongRelease(at, 2);
    assertThat(memory.getLongAcquire(at)).isEqualTo(2);
    memory.putLongVolatile(at, 3);
    assertThat(memory.getLongVolatile(at)).isEqualTo(3);
    assertThat(memory.getAndAddLong(at, 4)).isEqualTo(3);
    assertThat(memory.compareAndSetLong(at, 3, 9)).isFalse();
    assertThat(memory.compareAndSetLong(at, 7, -1)).isTrue();
    memory.putInt(at, 1);
    assertThat(memory.getLong(at)).isEqualTo(0xffff_ffff_0000_0001L);
    memory.putIntOpaque(at + 4, 2);
    assertThat(memory.getIntOpaque(at + 4)).isEqualTo(2);
    memory.putIntRelease(at + 4, 3);
    assertThat(memory.getIntAcquire(at + 4)).isEqualTo(3);
    memory.putIntVolatile(at + 4, 4);
    assertThat(memory.getIntVolatile(at + 4)).isEqualTo(4);
    assertThat(memory.getAndAddInt(at + 4, 5)).isEqualTo(4);
    assertThat(memory.compareAndSetInt(at + 4, 4, 0)).isFalse();
    assertThat(memory.compareAndSetInt(at + 4, 9, 0)).isTrue();
    memory.putByte(at + 7, (byte) 0x80);
    assertThat(memory.getLong(at)).isEqualTo(0x8000_0000_0000_0001L);
  }

  /** Filled and copied ranges, the overlapping ones too, are those of an array. */
  @ParameterizedTest
  @EnumSource
  void copy_anyRanges_isThatOfAnArray(Form form) {
    memory = form.make();
    int size = 512;
    byte[] expected = new byte[size];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(size);
      int to = random.nextInt(size);
      int length = random.nextInt(size - Math.max(from, to));
      byte value = (byte) random.nextInt();
      memory.fill(BASE + from, length, value);
      java.util.Arrays.fill(expected, from, from + length, value);
      memory.putByte(BASE + to, value);
      expected[to] = value;
      memory.copy(BASE + from, BASE + to, length);
      System.arraycopy(expected, from, expected, to, length);
    }
    for (int i = 0; i < size; i++) {
      assertThat(memory.getByte(BASE + i)).as("byte " + i).isEqualTo(expected[i]);
    }
  }

  /** The last long is inside; what is beyond, before, or no address at all, is refused. */
  @ParameterizedTest
  @EnumSource
  void get_outside_isRefused(Form form) {
    memory = form.make();
    memory.putLong(BASE + BYTES - 8, 5);
    assertThat(memory.getLong(BASE + BYTES - 8)).isEqualTo(5);
    assertThat(memory.getInt(BASE + BYTES - 4)).isZero();
    assertThat(memory.getByte(BASE + BYTES - 1)).isZero();
    for (long address : new long[] {BASE + BYTES, BASE - 8, 0, Long.MIN_VALUE, -8}) {
      refuses(IndexOutOfBoundsException.class, address, memory::getLong);
      refuses(IndexOutOfBoundsException.class, address, memory::getInt);
      refuses(IndexOutOfBoundsException.class, address, memory::getByte);
      refuses(IndexOutOfBoundsException.class, address, at -> memory.putLong(at, 1));
      refuses(IndexOutOfBoundsException.class, address, at -> memory.fill(at, 8, (byte) 1));
    }
    assertThatThrownBy(() -> memory.copy(BASE, BASE + BYTES - 8, 16))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** A long begins at a multiple of eight, an int at one of four. */
  @ParameterizedTest
  @EnumSource
  void get_misaligned_isRefused(Form form) {
    memory = form.make();
    for (int i = 1; i < 8; i++) {
      refuses(IllegalArgumentException.class, BASE + 64 + i, memory::getLong);
      refuses(IllegalArgumentException.class, BASE + 64 + i, at -> memory.putLongRelease(at, 1));
    }
    for (int i = 1; i < 4; i++) {
      refuses(IllegalArgumentException.class, BASE + 64 + i, memory::getInt);
    }
  }

  /** After the end nothing is read any more; a second close is nothing. */
  @ParameterizedTest
  @EnumSource
  void close_twice_endsAccess(Form form) {
    memory = form.make();
    memory.close();
    memory.close();
    assertThatThrownBy(() -> memory.getLong(BASE)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> memory.fill(BASE, 8, (byte) 0)).isInstanceOf(RuntimeException.class);
  }

  private static void refuses(
      Class<? extends Exception> expected, long address, LongConsumer access) {
    assertThatThrownBy(() -> access.accept(address)).isInstanceOf(expected);
  }
}
