package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel's formulas give the kernel's numbers. Those of a real machine were captured there: 8
 * GiB, with DMA, DMA32 and NORMAL of about 3,956, 736,512 and 1,266,944 managed pages.
 */
class FormulasTest {
  private static final long DMA = 3_956;
  private static final long DMA32 = 736_512;
  private static final long NORMAL = 1_266_944;
  private static final long ALL = DMA + DMA32 + NORMAL;

  /**
   * Per-CPU lists: 63 and 378 in large zones, 1 and 0 in DMA, as captured; between them by steps.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "3956, 1, 0",
    "8191, 1, 0",
    "8192, 1, 6",
    "16384, 3, 18",
    "65536, 15, 90",
    "98304, 31, 186",
    "131072, 31, 186",
    "262144, 63, 378",
    "736512, 63, 378",
    "1266944, 63, 378",
    "16515072, 63, 378"
  })
  void pcpSizes_ofManagedPages_areTheKernels(long managed, int batch, int high) {
    assertThat(PcpSizes.of(managed)).isEqualTo(new PcpSizes(batch, high));
  }

  /** 4 times the square root of the memory in KiB, from 128 to 65,536. */
  @ParameterizedTest
  @CsvSource({
    "1, 128",
    "256, 128",
    "4096, 512",
    "262144, 4096",
    "2007412, 11334",
    "16777216, 32768",
    "67108864, 65536",
    "134217728, 65536"
  })
  void minFreeKbytes_ofManagedPages_areTheKernels(long managed, long kbytes) {
    assertThat(Watermarks.minFreeKbytes(managed)).isEqualTo(kbytes);
  }

  /** The watermarks of DMA are those captured; the distance is a thousandth of a large zone. */
  @Test
  void watermarks_ofTheCapturedMachine_areTheCaptured() {
    assertThat(Watermarks.of(67_584, DMA, ALL)).isEqualTo(new Watermarks(33, 41, 49));
    Watermarks normal = Watermarks.of(67_584, NORMAL, ALL);
    assertThat(normal.min()).isEqualTo(10_663);
    assertThat(normal.low() - normal.min()).isEqualTo(10_663 / 4);
    assertThat(normal.high() - normal.low()).isEqualTo(10_663 / 4);
    Watermarks sparing = Watermarks.of(128, NORMAL, ALL);
    assertThat(sparing.low() - sparing.min()).isEqualTo(NORMAL / 1_000);
    assertThat(Watermarks.of(128, 0, 0)).as("no memory").isEqualTo(new Watermarks(0, 0, 0));
  }

  /**
   * A boost is at most one and a half times the high mark, at least a block, none in small zones.
   */
  @Test
  void maxBoost_ofZones_isTheKernels() {
    assertThat(Watermarks.of(67_584, NORMAL, ALL).maxBoost(NORMAL)).isEqualTo(15_993 * 3 / 2);
    assertThat(new Watermarks(33, 41, 49).maxBoost(DMA)).isEqualTo(512);
    assertThat(new Watermarks(33, 41, 49).maxBoost(2_047)).isZero();
    assertThat(new Watermarks(33, 41, 49).maxBoost(2_048)).isEqualTo(512);
  }

  /** 2877, 7826 and 4949 pages are kept from higher zones, as captured; none from one's own. */
  @Test
  void lowmemReserve_ofTheCapturedMachine_isTheCaptured() {
    assertThat(LowmemReserve.of(DMA, DMA32, NORMAL))
        .isDeepEqualTo(new long[][] {{0, 2_877, 7_826}, {0, 0, 4_949}, {0, 0, 0}});
  }

  /** Zones end where Linux's do above 4 GiB, and at an eighth and half of what is smaller. */
  @ParameterizedTest
  @CsvSource({
    "16, 4, 8",
    "20, 4, 12",
    "64, 8, 32",
    "128, 16, 64",
    "1024, 16, 512",
    "4096, 16, 2048",
    "4100, 16, 4096",
    "65536, 16, 4096"
  })
  void zoneLimits_ofMegabytes_scale(long all, long dma, long dma32) {
    assertThat(ZoneLimits.of(all << 20)).isEqualTo(new ZoneLimits(dma << 20, dma32 << 20));
  }

  /** A zone does not end inside of the largest block, nor before the one below. */
  @Test
  void zoneLimits_thatCannotBe_throw() {
    assertThatThrownBy(() -> new ZoneLimits(1 << 20, 4 << 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ZoneLimits(8 << 20, 4 << 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ZoneLimits(-4 << 20, 4 << 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ZoneLimits(0, 0)).as("NORMAL alone").isNotNull();
  }

  /** Bits and names are Linux's. */
  @Test
  void gfp_bitsAndNames_areLinuxs() {
    assertThat(Gfp.KERNEL).isEqualTo(0xcc0);
    assertThat(Gfp.ATOMIC).isEqualTo(0xa20);
    assertThat(Gfp.NOWAIT).isEqualTo(0x800);
    assertThat(Gfp.toString(Gfp.KERNEL | Gfp.ZERO)).isEqualTo("GFP_KERNEL|__GFP_ZERO");
    assertThat(Gfp.toString(Gfp.ATOMIC)).isEqualTo("GFP_ATOMIC");
    assertThat(Gfp.toString(Gfp.NOWAIT | Gfp.NOWARN)).isEqualTo("GFP_NOWAIT|__GFP_NOWARN");
    assertThat(Gfp.toString(0)).isEqualTo("none");
    assertThat(Gfp.migrateType(Gfp.KERNEL)).isEqualTo(MigrateType.UNMOVABLE);
    assertThat(Gfp.migrateType(Gfp.USER_MOVABLE)).isEqualTo(MigrateType.MOVABLE);
    assertThat(Gfp.migrateType(Gfp.KERNEL | Gfp.RECLAIMABLE)).isEqualTo(MigrateType.RECLAIMABLE);
    assertThat(Gfp.highestZone(Gfp.KERNEL)).isEqualTo(2);
    assertThat(Gfp.highestZone(Gfp.KERNEL | Gfp.DMA32)).isEqualTo(1);
    assertThat(Gfp.highestZone(Gfp.KERNEL | Gfp.DMA)).isZero();
  }

  /** How deep an allocation may reach: half, three quarters and a half of it, all. */
  @Test
  void allocFlags_lowerTheMark() {
    assertThat(AllocFlags.lowered(1_000, 0)).isEqualTo(1_000);
    assertThat(AllocFlags.lowered(1_000, AllocFlags.HIGH)).isEqualTo(500);
    assertThat(AllocFlags.lowered(1_000, AllocFlags.HIGH | AllocFlags.HARDER)).isEqualTo(375);
    assertThat(AllocFlags.lowered(1_000, AllocFlags.VICTIM)).isEqualTo(500);
    assertThat(AllocFlags.lowered(1_000, AllocFlags.VICTIM | AllocFlags.HARDER)).isEqualTo(500);
  }
}
