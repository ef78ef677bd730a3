package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairTunablesTest {
  /** Latency and granularities grow with 1 + log2 of the CPUs, and stop growing at eight. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,2", "4,3", "7,3", "8,4", "64,4"})
  void linux54_byCpus_scalesLogarithmically(int cpus, int factor) {
    FairTunables tunables = FairTunables.linux54(cpus);
    assertThat(tunables.latencyNanos()).isEqualTo(factor * 6_000_000L);
    assertThat(tunables.minGranularityNanos()).isEqualTo(factor * 750_000L);
    assertThat(tunables.wakeupGranularityNanos()).isEqualTo(factor * 1_000_000L);
    assertThat(tunables.latencyTasks()).isEqualTo(8);
    assertThat(tunables.migrationCostNanos()).isEqualTo(500_000);
    assertThat(tunables.migrateMax()).isEqualTo(32);
  }
}
