package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlabGeometryTest {
  private record Captured(int size, int objects, int pages, int caches) {}

  private static List<Captured> captured() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                SlabGeometryTest.class.getResourceAsStream("slabinfo-geometries.txt"),
                StandardCharsets.US_ASCII))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray())
          .map(row -> new Captured(row[0], row[1], row[2], row[3]))
          .toList();
    }
  }

  private static int matchingCaches(int cpus) throws IOException {
    int matching = 0;
    for (Captured cache : captured()) {
      SlabGeometry ours = SlabGeometry.of(cache.size(), cpus);
      if (ours.objects() == cache.objects() && 1 << ours.order() == cache.pages()) {
        matching += cache.caches();
      }
    }
    return matching;
  }

  /**
   * With 8 to 15 CPUs the formula gives the geometry of all 300 caches of a real machine with 8.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 12, 15})
  void of_capturedMachine_allCachesMatch(int cpus) throws IOException {
    assertThat(matchingCaches(cpus)).isEqualTo(300);
  }

  /** With other numbers of CPUs fewer match, as many as the kernel's formula says. */
  @ParameterizedTest
  @CsvSource({"1,47", "4,209", "16,221", "64,167"})
  void of_otherNumberOfCpus_asManyMatchAsInLinux(int cpus, int matching) throws IOException {
    assertThat(matchingCaches(cpus)).isEqualTo(matching);
  }

  /** Objects larger than the largest usual slab get the least order that holds one. */
  @ParameterizedTest
  @CsvSource({"16384,3,2", "20480,3,1", "32768,3,1", "32776,4,1", "40000,4,1", "4194304,10,1"})
  void of_largeObjects_leastOrderThatHolds(int size, int order, int objects) {
    assertThat(SlabGeometry.of(size, 1)).isEqualTo(new SlabGeometry(size, order, objects));
  }

  /** Where memory is short, one object is enough. */
  @Test
  void smallest_anyGeometry_leastOrder() {
    assertThat(SlabGeometry.of(528, 8).smallest()).isEqualTo(new SlabGeometry(528, 0, 7));
    assertThat(SlabGeometry.of(6144, 8).smallest()).isEqualTo(new SlabGeometry(6144, 1, 1));
  }

  /** What CPU and node keep, at each border of the kernel's table. */
  @ParameterizedTest
  @CsvSource({"8,30,5", "248,30,5", "256,13,5", "1016,13,5", "1024,6,5", "4088,6,5", "4096,2,6"})
  void cpuPartialAndMinPartial_bySize_asInLinux(int size, int cpuPartial, int minPartial) {
    SlabGeometry geometry = SlabGeometry.of(size, 2);
    assertThat(geometry.cpuPartial()).isEqualTo(cpuPartial);
    assertThat(geometry.minPartial()).isEqualTo(minPartial);
  }

  /** What cannot be a size is refused. */
  @ParameterizedTest
  @ValueSource(ints = {0, -8, 12, 4_194_312})
  void of_impossibleSize_throws(int size) {
    assertThatThrownBy(() -> SlabGeometry.of(size, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size " + size);
    assertThatThrownBy(() -> SlabGeometry.of(8, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
