package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class LoadAverageTest {
  private static final int HZ = 250;

  private static LoadAverage average() {
    return new LoadAverage(new RunQueue[0], HZ);
  }

  /** The first sample of one task: what every Linux shows five seconds after it got busy. */
  @Test
  void sample_firstOfOneTask_isTheKernelsNumbers() {
    LoadAverage load = average();
    load.sample(1, 1);
    assertThat(load.averages()).containsExactly(164, 34, 11);
  }

  /** After a minute of one task the first average is 1 - 1/e, after five and fifteen the others. */
  @Test
  void sample_forItsTime_risesToTheKnownShare() {
    LoadAverage load = average();
    int[] samples = {12, 60, 180};
    int taken = 0;
    for (int i = 0; i < samples.length; i++) {
      for (; taken < samples[i]; taken++) {
        load.sample(1, 1);
      }
      assertThat(load.averages()[i]).isCloseTo((long) (2048 * (1 - 1 / Math.E)), offset(40L));
    }
  }

  /** It arrives at the load, from below and from above, and stays there. */
  @Test
  void sample_forLong_arrives() {
    LoadAverage load = average();
    for (int i = 0; i < 5_000; i++) {
      load.sample(7, 1);
    }
    assertThat(load.averages()).containsOnly(7 * 2048);
    for (int i = 0; i < 5_000; i++) {
      load.sample(0, 1);
    }
    assertThat(load.averages()).containsOnly(0);
  }

  /** Many samples at once, after a long idle time, are as many one by one, up to rounding. */
  @Test
  void sample_manyAtOnce_isAsManyOneByOne() {
    for (int samples : new int[] {2, 3, 12, 60, 1_000}) {
      LoadAverage atOnce = average();
      LoadAverage oneByOne = average();
      for (LoadAverage each : new LoadAverage[] {atOnce, oneByOne}) {
        for (int i = 0; i < 50; i++) {
          each.sample(4, 1);
        }
      }
      atOnce.sample(0, samples);
      for (int i = 0; i < samples; i++) {
        oneByOne.sample(0, 1);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(atOnce.averages()[i])
            .as("average %d after %d samples", i, samples)
            .isCloseTo(oneByOne.averages()[i], offset(60L));
      }
    }
  }
}
