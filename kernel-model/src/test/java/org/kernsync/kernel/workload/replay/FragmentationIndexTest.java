package org.kernsync.kernel.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both indices by the kernel's formulas. */
class FragmentationIndexTest {
  /** Free blocks by order, a wanted order, and what the formulas give, worked out by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0 0     | 0 |     0 | 1000", // nothing is free: too little, and all of it unusable
        "1 0 0     | 0 | -1000 |    0", // it would succeed
        "10 0 0    | 1 |   400 | 1000", // 1000 - (1000 + 10*1000/2) / 10
        "1000 0 0  | 1 |   499 | 1000", // 1000 - (1000 + 500000) / 1000
        "1000 0 0  | 2 |   749 | 1000", // 1000 - (1000 + 250000) / 1000
        "4 2 0     | 2 |   500 | 1000", // 8 pages, 6 blocks: 1000 - (1000 + 2000) / 6
        "4 2 1     | 2 | -1000 |  666", // 8 of 12 pages cannot be used
        "0 1 0     | 2 |  -500 | 1000", // half a block is missing: not for want of order
      })
  void indices_ofFreeBlocks_areTheKernels(String free, int order, int index, int unusable) {
    String[] counts = free.strip().split(" ");
    long[] blocks = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      blocks[i] = Long.parseLong(counts[i]);
    }
    FragmentationIndex fragmentation = new FragmentationIndex(blocks);
    assertThat(fragmentation.orders()).isEqualTo(3);
    assertThat(fragmentation.index(order)).isEqualTo(index);
    assertThat(fragmentation.unusable(order)).isEqualTo(unusable);
  }
}
