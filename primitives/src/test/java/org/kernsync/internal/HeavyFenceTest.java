package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kernsync.atomic.FenceMode;
import org.kernsync.atomic.MemoryBarriers;

class HeavyFenceTest {
  /** Two threads that store and then look never both miss the other's store. */
  @Test
  void lightAndHeavy_storeBuffering_neverBothMiss() {
    assertThat(StoreLoadLitmus.bothMissed(true, 60)).isZero();
  }

  /** The public mode is the one that the fence uses. */
  @Test
  void fenceMode_always_tellsWhatTheFenceDoes() {
    assertThat(MemoryBarriers.fenceMode() == FenceMode.MEMBARRIER)
        .isEqualTo(HeavyFence.available());
  }
}
