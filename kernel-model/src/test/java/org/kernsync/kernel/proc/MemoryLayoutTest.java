package org.kernsync.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files about memory are printed as Linux prints them: what is read comes out unchanged. */
class MemoryLayoutTest {
  private static void assertRoundTrip(String name, String text) {
    assertThat(ProcParsers.parse(name, text).text()).isEqualTo(text);
  }

  @Test
  void buddyinfo_roundTrips() {
    String text =
        "Node 0, zone      DMA      1      0      1      0      2      1      1      0      1"
            + "      1      3 \n"
            + "Node 0, zone   Normal 1234567    572    791    475    194     45     12      0"
            + "      0      0      0 \n";
    assertRoundTrip("buddyinfo", text);
    BuddyinfoFile file = MemoryParsers.buddyinfo(text);
    assertThat(file.zones().get(1).name()).isEqualTo("Normal");
    assertThat(file.zones().get(1).free()).hasSize(11).startsWith(1_234_567L, 572L);
  }

  @Test
  void slabinfo_roundTrips() {
    String text =
        "slabinfo - version: 2.1\n"
            + "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
            + " : tunables <limit> <batchcount> <sharedfactor>"
            + " : slabdata <active_slabs> <num_slabs> <sharedavail>\n"
            + "kmalloc-8k            12     16   8192    4    8 : tunables    0    0    0"
            + " : slabdata      4      4      0\n"
            + "a_cache_with_a_long_name 1234567 1234568     64   64    1 : tunables    0    0    0"
            + " : slabdata  19290  19291      0\n";
    assertRoundTrip("slabinfo", text);
    assertThat(MemoryParsers.slabinfo(text).caches().getFirst())
        .isEqualTo(new SlabinfoFile.Cache("kmalloc-8k", 12, 16, 8_192, 4, 8, 4, 4));
  }

  @Test
  void meminfo_roundTrips() {
    String text =
        "MemTotal:       15666184 kB\n"
            + "Active(anon):     267256 kB\n"
            + "VmallocTotal:   34359738367 kB\n"
            + "SReclaimable:          0 kB\n";
    assertRoundTrip("meminfo", text);
    assertThat(MemoryParsers.meminfo(text).rows().get(1))
        .isEqualTo(new MeminfoFile.Row("Active(anon)", 267_256));
  }

  @Test
  void vmstat_roundTrips() {
    assertRoundTrip("vmstat", "nr_free_pages 977769\npgalloc_dma32 0\noom_kill 1\n");
  }

  /** As Linux 5.4 prints a machine of two CPUs, with an empty zone at the end. */
  @Test
  void zoneinfo_roundTrips() {
    String text =
        """
        Node 0, zone      DMA
          per-node stats
              nr_inactive_anon 230981
              nr_slab_reclaimable 134093
              nr_dirty     3042
          pages free     3952
                min      33
                low      41
                high     49
                spanned  4095
                present  3975
                managed  3956
                protection: (0, 2877, 7826, 7826, 7826)
              nr_free_pages 3952
              nr_mlock     0
          pagesets
            cpu: 0
                      count: 1
                      high:  378
                      batch: 63
          vm stats threshold: 8
            cpu: 1
                      count: 0
                      high:  0
                      batch: 1
          vm stats threshold: 8
          node_unreclaimable:  0
          start_pfn:           1
        Node 0, zone  Movable
          pages free     0
                min      0
                low      0
                high     0
                spanned  0
                present  0
                managed  0
                protection: (0, 0, 0, 0, 0)
        """;
    assertRoundTrip("zoneinfo", text);
    ZoneinfoFile.Zone zone = MemoryParsers.zoneinfo(text).zones().getFirst();
    assertThat(zone.marks()).isEqualTo(new ZoneinfoFile.Marks(33, 41, 49, 4_095, 3_975, 3_956));
    assertThat(zone.lists())
        .containsExactly(
            new ZoneinfoFile.CpuLists(0, 1, 378, 63, 8), new ZoneinfoFile.CpuLists(1, 0, 0, 1, 8));
    assertThat(zone.protection()).containsExactly(0L, 2_877L, 7_826L, 7_826L, 7_826L);
    assertThat(zone.nodeCounters()).hasSize(3);
    assertThat(zone.counters()).hasSize(2);
  }

  /**
   * Files of machines that nobody here has seen. Whoever captured them has cut the blanks at the
   * ends of lines; numbers of huge pages, which have no unit, and the one row with a narrower
   * column are none of ours.
   */
  @ParameterizedTest
  @ValueSource(strings = {"buddyinfo", "meminfo", "vmstat"})
  void capturedFiles_roundTrip(String name) throws IOException {
    Path file = ProcLayoutTest.captured(name);
    assumeTrue(file != null, "../shared/data/proc is not there");
    assertRoundTrip(name, fit(name, Files.readAllLines(file)));
  }

  /** This very machine, where it runs on Linux and lets itself be read. */
  @ParameterizedTest
  @ValueSource(strings = {"buddyinfo", "meminfo", "vmstat", "slabinfo"})
  void filesOfThisMachine_roundTrip(String name) throws IOException {
    Path file = Path.of("/proc").resolve(name);
    assumeTrue(Files.isReadable(file), "this is no Linux, or not for everybody");
    assertRoundTrip(name, fit(name, Files.readAllLines(file)));
  }

  private static String fit(String name, List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("HugePages_") && !line.startsWith("HardwareCorrupted"))
        .map(line -> name.equals("buddyinfo") ? line.stripTrailing() + " " : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
