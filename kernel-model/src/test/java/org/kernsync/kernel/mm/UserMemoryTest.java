package org.kernsync.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserMemoryTest {
  private static final int PAGE = 1 << 16;
  private static final long FIRST_MAPPING = 1 << 20;

  private final UserMemory memory = new UserMemory(2 * PAGE + 1);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** The size is rounded up to whole pages, and memory is zero before the first store. */
  @Test
  void size_isRoundedUp_andZeroed() {
    assertThat(memory.size()).isEqualTo(3L * PAGE);
    assertThat(memory.load(3L * PAGE - 8)).isZero();
  }

  /** What is stored is loaded, at the edges of pages too. */
  @Test
  void load_afterStore_returnsIt() {
    for (long address : new long[] {0, 8, PAGE - 8, PAGE, 3L * PAGE - 8}) {
      memory.store(address, ~address);
      assertThat(memory.load(address)).isEqualTo(~address);
      memory.storeRelease(address, address + 1);
      assertThat(memory.loadAcquire(address)).isEqualTo(address + 1);
      assertThat(memory.compareAndSet(address, 0, 5)).isFalse();
      assertThat(memory.compareAndSet(address, address + 1, 5)).isTrue();
      assertThat(memory.load(address)).isEqualTo(5);
    }
  }

  /** The program cannot reach beyond its address space. */
  @Test
  void access_outside_throws() {
    for (long address : new long[] {3L * PAGE, -8, Long.MIN_VALUE, Long.MAX_VALUE - 7}) {
      assertThatThrownBy(() -> memory.load(address)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.store(address, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> memory.fill(3L * PAGE - 1, 2, (byte) 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** A copy within the address space leaves nothing, across pages too, and comes back the same. */
  @Test
  void copy_acrossPages_isWhole() {
    byte[] source = random(PAGE + 100);
    assertThat(memory.copyToUser(PAGE - 50, source)).isZero();
    byte[] target = new byte[source.length];
    assertThat(memory.copyFromUser(target, PAGE - 50)).isZero();
    assertThat(target).isEqualTo(source);
  }

  /** A copy that runs off the end copies what it can and returns how much was left. */
  @Test
  void copy_offTheEnd_returnsWhatWasLeft() {
    byte[] source = random(100);
    assertThat(memory.copyToUser(3L * PAGE - 60, source)).isEqualTo(40);
    byte[] target = new byte[100];
    assertThat(memory.copyFromUser(target, 3L * PAGE - 60)).isEqualTo(40);
    assertThat(target).startsWith(Arrays.copyOf(source, 60)).endsWith(new byte[40]);
    assertThat(memory.copyToUser(3L * PAGE, source)).isEqualTo(100);
    assertThat(memory.copyFromUser(target, -1)).isEqualTo(100);
    assertThat(memory.copyToUser(Long.MAX_VALUE, source)).isEqualTo(100);
  }

  /** Mappings are whole pages, begin behind the program's data, and end when the addresses do. */
  @Test
  void map_untilFull_givesDistinctPages() {
    UserMemory large = new UserMemory(FIRST_MAPPING + 2L * PAGE);
    assertThat(large.map(1)).isEqualTo(FIRST_MAPPING);
    assertThat(large.map(PAGE + 1)).isEqualTo(-1);
    assertThat(large.map(PAGE)).isEqualTo(FIRST_MAPPING + PAGE);
    assertThat(large.map(1)).isEqualTo(-1);
    assertThat(memory.map(1)).as("no room behind the data").isEqualTo(-1);
  }

  /** A length that is zero, negative, or overflows when rounded up maps nothing. */
  @Test
  void map_senselessLength_isRefused() {
    UserMemory large = new UserMemory(FIRST_MAPPING + PAGE);
    for (long bytes : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(large.map(bytes)).as("map(%d)", bytes).isEqualTo(-1);
    }
    assertThat(large.map(1)).isEqualTo(FIRST_MAPPING);
  }

  /** Filling reaches exactly the bytes named. */
  @Test
  void fill_acrossPages_isExact() {
    memory.fill(PAGE - 8, 16, (byte) -1);
    assertThat(memory.load(PAGE - 16)).isZero();
    assertThat(memory.load(PAGE - 8)).isEqualTo(-1);
    assertThat(memory.load(PAGE)).isEqualTo(-1);
    assertThat(memory.load(PAGE + 8)).isZero();
  }
}
