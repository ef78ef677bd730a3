package org.kernsync.kernel.mm.phys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.ZoneLimits;

/** Both forms of memory behave alike, as memory does. */
class PhysicalMemoryTest {
  private static final long BYTES = 16 << 20;
  private static final long START = PhysicalMemory.DIRECT_MAP;

  enum Form {
    MAPPED {
      @Override
      PhysicalMemory make() {
        return PhysicalMemory.map(BYTES);
      }
    },
    HEAP {
      @Override
      PhysicalMemory make() {
        return PhysicalMemory.onHeap(BYTES);
      }
    };

    abstract PhysicalMemory make();
  }

  /** Fresh memory is zero, and has the size asked for, in whole pages. */
  @ParameterizedTest
  @EnumSource
  void memory_fresh_isZero(Form form) {
    try (PhysicalMemory memory = form.make()) {
      assertThat(memory.size()).isEqualTo(BYTES);
      assertThat(memory.pages()).isEqualTo(BYTES / PhysicalMemory.PAGE_SIZE);
      for (long at = START; at < START + BYTES; at += 4088) {
        assertThat(memory.getLong(at)).isZero();
      }
    }
    try (PhysicalMemory odd = PhysicalMemory.onHeap(1)) {
      assertThat(odd.pages()).isEqualTo(1);
    }
  }

  /** What is stored in any mode is loaded in any mode, and changes nothing beside it. */
  @ParameterizedTest
  @EnumSource
  void longs_inAllModes_areStoredAndLoaded(Form form) {
    try (PhysicalMemory memory = form.make()) {
      for (long at : new long[] {START + 8, START + BYTES - 16}) {
        memory.putLong(at, 1);
        assertThat(memory.getLongOpaque(at)).isEqualTo(1);
        memory.putLongOpaque(at, 2);
        assertThat(memory.getLongAcquire(at)).isEqualTo(2);
        memory.putLongRelease(at, 3);
        assertThat(memory.getLongVolatile(at)).isEqualTo(3);
        memory.putLongVolatile(at, -4);
        assertThat(memory.getLong(at)).isEqualTo(-4);
        assertThat(memory.compareAndSetLong(at, 4, 5)).isFalse();
        assertThat(memory.compareAndSetLong(at, -4, 5)).isTrue();
        assertThat(memory.getAndAddLong(at, 6)).isEqualTo(5);
        assertThat(memory.getLong(at)).isEqualTo(11);
        assertThat(memory.getLong(at - 8)).isZero();
        assertThat(memory.getLong(at + 8)).isZero();
      }
    }
  }

  /** The same of ints, of which two are a long. */
  @ParameterizedTest
  @EnumSource
  void ints_inAllModes_areStoredAndLoaded(Form form) {
    try (PhysicalMemory memory = form.make()) {
      for (long at : new long[] {START + 4, START + 8, START + BYTES - 8}) {
        memory.putInt(at, 1);
        assertThat(memory.getIntOpaque(at)).isEqualTo(1);
        memory.putIntOpaque(at, 2);
        assertThat(memory.getIntAcquire(at)).isEqualTo(2);
        memory.putIntRelease(at, 3);
        assertThat(memory.getIntVolatile(at)).isEqualTo(3);
        memory.putIntVolatile(at, -4);
        assertThat(memory.getInt(at)).isEqualTo(-4);
        assertThat(memory.compareAndSetInt(at, 4, 5)).isFalse();
        assertThat(memory.compareAndSetInt(at, -4, 5)).isTrue();
        assertThat(memory.getAndAddInt(at, -6)).isEqualTo(5);
        assertThat(memory.getInt(at)).isEqualTo(-1);
        assertThat(memory.getInt(at - 4)).isZero();
        assertThat(memory.getInt(at + 4)).isZero();
        memory.putInt(at, 0);
      }
    }
  }

  /** Bytes, filled and copied at any place and with any length, also onto themselves. */
  @ParameterizedTest
  @EnumSource
  void bytes_filledAndCopied_landWhereTheyShould(Form form) {
    try (PhysicalMemory memory = form.make()) {
      byte[] expected = new byte[256];
      for (int from = 0; from < 32; from += 3) {
        for (int length = 0; length < 40; length += 7) {
          int to = (from * 7 + length) % 64;
          byte value = (byte) (from * length | 1);
          memory.fill(START + from, length, value);
          Arrays.fill(expected, from, from + length, value);
          memory.putByte(START + to, (byte) ~value);
          expected[to] = (byte) ~value;
          memory.copy(START + from, START + to, length + 8);
          System.arraycopy(expected, from, expected, to, length + 8);
          memory.copy(START + 64, START + 64 + (from & -8), 64);
          System.arraycopy(expected, 64, expected, 64 + (from & -8), 64);
        }
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat(memory.getByte(START + i)).as("byte %d", i).isEqualTo(expected[i]);
      }
    }
  }

  /** Outside is outside, before and behind; misaligned is told; after the end there is nothing. */
  @ParameterizedTest
  @EnumSource
  void access_outsideMisalignedOrClosed_throws(Form form) {
    PhysicalMemory memory = form.make();
    for (long at :
        new long[] {START - 8, START + BYTES, 0, -8, Long.MIN_VALUE, Long.MAX_VALUE - 7}) {
      assertOutside(() -> memory.getLong(at));
      assertOutside(() -> memory.putLongRelease(at, 1));
      assertOutside(() -> memory.compareAndSetInt(at, 0, 1));
      assertOutside(() -> memory.getByte(at));
      assertOutside(() -> memory.fill(at, 8, (byte) 1));
      assertOutside(() -> memory.copy(START, at, 8));
      assertOutside(() -> memory.copy(at, START, 8));
    }
    assertOutside(() -> memory.fill(START + BYTES - 1, 2, (byte) 1));
    assertThatThrownBy(() -> memory.getLong(START + 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.putIntVolatile(START + 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    memory.close();
    memory.close();
    assertThatThrownBy(() -> memory.getLong(START)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> memory.fill(START, 1, (byte) 1)).isInstanceOf(RuntimeException.class);
  }

  private static void assertOutside(ThrowingCallable access) {
    assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** A size that cannot be is told. */
  @Test
  void map_sizeOutOfRange_throws() {
    for (long bytes : new long[] {0, -1, (16 << 20) - 1, (64L << 30) + 1}) {
      assertThatThrownBy(() -> PhysicalMemory.map(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16 MiB to 64 GiB");
    }
    assertThatThrownBy(() -> PhysicalMemory.onHeap(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** 64 GiB with all its zones and one page in use take less of the machine than a thousandth. */
  @Test
  @EnabledOnOs(OS.LINUX) // which tells
  void map_64GiB_isRealOnlyWhereTouched() throws IOException {
    try (PhysicalMemory memory = PhysicalMemory.map(64L << 30)) {
      Memblock memblock = new Memblock(memory);
      PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
      PageAllocator allocator =
          new PageAllocator(new PlainHost(), memblock, pages, ZoneLimits.of(memory.size()));
      long pfn = allocator.allocPages(0, 0);
      memory.putLong(PhysicalMemory.addressOf(pfn), 1);
      allocator.freePages(pfn, 0);
      assertThat(residentKbytes(64L << 20)).isBetween(1_000L, 66_000L + 600);
      assertThat(allocator.managedPages()).isGreaterThan(16_500_000);
    }
    assertThat(residentKbytes(64L << 20)).as("unmapped").isNegative();
  }

  /** What is resident of the mapping of a size, as the system counts it; -1 if there is none. */
  private static long residentKbytes(long sizeKbytes) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("Size:") && number(lines.get(i)) >= sizeKbytes) {
        return lines.subList(i, i + 8).stream()
            .filter(line -> line.startsWith("Rss:"))
            .mapToLong(PhysicalMemoryTest::number)
            .findFirst()
            .orElseThrow();
      }
    }
    return -1;
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  /** Where native access is refused, one sentence says so, and what to do. */
  @Test
  void map_nativeAccessRefused_saysHowToGetIt() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--illegal-native-access=deny",
                "-cp",
                whereIs(PhysicalMemory.class) + File.pathSeparator + whereIs(Refused.class),
                Refused.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output.strip())
        .isEqualTo(
            "physical memory is off the heap, which this JVM does not permit: start it with"
                + " --enable-native-access=ALL-UNNAMED, or take memory on the heap");
  }

  private static Path whereIs(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Maps memory, and prints what that leads to. */
  static final class Refused {
    private Refused() {}

    /**
     * Runs in a JVM of its own.
     *
     * @param args none
     */
    public static void main(String[] args) {
      try (PhysicalMemory memory = PhysicalMemory.map(BYTES)) {
        System.out.println(memory);
      } catch (UnsupportedOperationException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  /** Addresses convert to each other, and refuse what is none. */
  @Test
  void addresses_convertAndRefuse() {
    PhysicalAddress physical = new PhysicalAddress(0x1234_5678);
    assertThat(physical.pfn()).isEqualTo(0x1_2345);
    assertThat(physical.toKernel()).isEqualTo(new KernelAddress(0xffff_8880_1234_5678L));
    assertThat(physical.toKernel().toPhysical()).isEqualTo(physical);
    assertThat(physical.toKernel()).hasToString("kernel 0xffff888012345678");
    assertThat(new UserAddress(0x7fff_ffff_f000L)).hasToString("user 0x7ffffffff000");
    assertThat(PhysicalMemory.pfnOf(PhysicalMemory.addressOf(77) + 4095)).isEqualTo(77);
    assertThatThrownBy(() -> new PhysicalAddress(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KernelAddress(0x1000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KernelAddress(START - 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UserAddress(START)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UserAddress(1L << 47))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
