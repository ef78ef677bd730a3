package org.kernsync.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PidAllocatorTest {
  private final PidAllocator pids = new PidAllocator();

  private void allocateAll() {
    for (int pid = 0; pid < PidAllocator.MAX; pid++) {
      assertThat(pids.allocate()).isEqualTo(pid);
    }
  }

  /** A number that was freed is not used again while higher ones are left. */
  @Test
  void allocate_afterFree_goesOnUpwards() {
    assertThat(pids.allocate()).isZero();
    assertThat(pids.allocate()).isEqualTo(1);
    pids.free(1);
    assertThat(pids.allocate()).isEqualTo(2);
    assertThat(pids.inUse()).isEqualTo(2);
  }

  /** All numbers can be handed out; then there is none, and each one freed can be had again. */
  @Test
  void allocate_exhausted_saysSoUntilOneIsFreed() {
    allocateAll();
    assertThat(pids.allocate()).isEqualTo(-1);
    assertThat(pids.inUse()).isEqualTo(PidAllocator.MAX);
    pids.free(12_345);
    assertThat(pids.allocate()).isEqualTo(12_345);
    assertThat(pids.allocate()).isEqualTo(-1);
  }

  /** At the top the search starts over behind the reserved numbers, whatever is free below them. */
  @Test
  void allocate_wrapped_startsBehindTheReserved() {
    allocateAll();
    pids.free(5);
    pids.free(PidAllocator.RESERVED - 1);
    assertThat(pids.allocate()).isEqualTo(-1);
    pids.free(400);
    pids.free(PidAllocator.RESERVED);
    assertThat(pids.allocate()).isEqualTo(PidAllocator.RESERVED);
    assertThat(pids.allocate()).isEqualTo(400);
    assertThat(pids.allocate()).isEqualTo(-1);
  }

  /** Freeing twice is a bug and is reported; the count stays right. */
  @Test
  void free_twice_isReported() {
    pids.allocate();
    int pid = pids.allocate();
    pids.free(pid);
    assertThatThrownBy(() -> pids.free(pid))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pid 1");
    assertThat(pids.inUse()).isEqualTo(1);
  }
}
