package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

class LoadWeightTest {
  private static final SlotCache SLOTS = FixedSlots.onHeap(TaskLayout.BYTES, 4096);

  /** The anchors of the published table. */
  @ParameterizedTest
  @CsvSource({
    "-20,88761",
    "-10,9548",
    "-5,3121",
    "-4,2501",
    "-1,1277",
    "0,1024",
    "1,820",
    "4,423",
    "5,335",
    "10,110",
    "19,15"
  })
  void of_publishedNiceLevel_hasItsWeight(int nice, int weight) {
    assertThat(LoadWeight.of(Policy.NORMAL, nice)).isEqualTo(weight);
    assertThat(LoadWeight.of(Policy.BATCH, nice)).isEqualTo(weight);
  }

  /** SCHED_IDLE weighs 3, whatever its nice value. */
  @Test
  void of_idlePolicy_isTheLeastWeight() {
    assertThat(LoadWeight.of(Policy.IDLE, -20)).isEqualTo(3);
    assertThat(LoadWeight.of(Policy.IDLE, 19)).isEqualTo(3);
  }

  /** One level of nice is a factor of 1.25, up to the rounding of small weights. */
  @Test
  void of_neighbours_differByAQuarter() {
    for (int nice = -20; nice < 19; nice++) {
      double ratio =
          (double) LoadWeight.of(Policy.NORMAL, nice) / LoadWeight.of(Policy.NORMAL, nice + 1);
      assertThat(ratio).as("nice %d to %d", nice, nice + 1).isBetween(1.19, 1.29);
    }
  }

  /** The inverse is 2^32 / weight, at most one less, for every weight of the table. */
  @Test
  void inverse_ofEachWeight_isTwoToThe32ByWeight() {
    for (int nice = -20; nice <= 19; nice++) {
      int weight = LoadWeight.of(Policy.NORMAL, nice);
      assertThat(LoadWeight.inverse(weight))
          .isBetween((1L << 32) / weight - 1, (1L << 32) / weight);
    }
  }

  /** delta * weight / total without division or overflow, as exact as the inverse allows. */
  @Test
  void scale_randomOperands_isTheExactQuotientButForTheInverse() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long delta = random.nextLong(1L << 46);
      long weight = LoadWeight.of(Policy.NORMAL, random.nextInt(40) - 20);
      long total = weight + random.nextInt(8 * 88_761);
      BigInteger product = BigInteger.valueOf(delta).multiply(BigInteger.valueOf(weight));
      long exact = product.divide(BigInteger.valueOf(total)).longValueExact();
      long inverse = LoadWeight.inverse(total);
      assertThat(LoadWeight.scale(delta, weight, inverse))
          .isBetween((long) (exact * (1 - 2.0 / inverse)) - 1, exact);
    }
  }

  /** Virtual time of nice 0 is real time; of nice 5 it runs 1024/335 as fast. */
  @Test
  void toVirtual_byWeight_runsInverselyToIt() {
    Task task = Task.allocate(SLOTS, 1, 1, "t", true, null);
    assertThat(task.entity.toVirtual(1_000_000)).isEqualTo(1_000_000);
    task.entity.setWeight(LoadWeight.of(Policy.NORMAL, 5));
    assertThat(task.entity.toVirtual(1_000_000)).isBetween(3_056_715L, 3_056_717L);
  }
}
