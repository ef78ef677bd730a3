package org.kernsync.kernel.mm.phys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** {@code mmap(2)} and {@code munmap(2)}: address space that takes room where it is touched. */
final class Mmap {
  private static final long FAILED = -1;
  private static final int READ_AND_WRITE = 1 | 2;

  /** Private, anonymous, without a reservation of swap space: the numbers differ by system. */
  private static final int LINUX_FLAGS = 0x02 | 0x20 | 0x4000;

  private static final int MAC_FLAGS = 0x02 | 0x1000 | 0x40;

  /** {@code madvise}: no huge pages, of which one touch makes 2 MiB real. Linux only. */
  private static final int NO_HUGE_PAGES = 15;

  private Mmap() {}

  /**
   * Maps memory that reads as zero.
   *
   * @param bytes how much
   * @param arena unmaps it when it is closed
   * @return the memory
   */
  @SuppressWarnings("restricted") // native access was asked for by Calls
  static MemorySegment map(long bytes, Arena arena) {
    Calls calls = Calls.get();
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment state = scratch.allocate(ERRNO_STATE);
      MemorySegment at =
          (MemorySegment)
              calls.mmap.invokeExact(
                  state, MemorySegment.NULL, bytes, READ_AND_WRITE, calls.mapFlags, -1, 0L);
      if (at.address() == FAILED) {
        int errno = (int) ERRNO.get(state, 0L); // plain: this thread's
        throw new UnsupportedOperationException(
            "the system refuses to map "
                + (bytes >>> 20)
                + " MiB of physical memory (errno "
                + errno
                + "): ask for less, or raise its limit of address space (ulimit -v)");
      }
      if (calls.linux) {
        // A refusal leaves huge pages on: more memory becomes real than is touched, no harm else.
        int unused = (int) calls.madvise.invokeExact(at, bytes, NO_HUGE_PAGES);
      }
      return at.reinterpret(bytes, arena, whole -> unmap(whole, bytes));
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable unexpected) {
      throw new AssertionError("a native call threw", unexpected);
    }
  }

  private static void unmap(MemorySegment start, long bytes) {
    try {
      int failed = (int) Calls.get().munmap.invokeExact(start, bytes);
      if (failed != 0) {
        throw new IllegalStateException("the system refuses to unmap physical memory");
      }
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable unexpected) {
      throw new AssertionError("a native call threw", unexpected);
    }
  }

  private static void checkNativeAccess() {
    if (!Mmap.class.getModule().isNativeAccessEnabled()) {
      throw new UnsupportedOperationException(
          "physical memory is off the heap, which this JVM does not permit: start it with"
              + " --enable-native-access=ALL-UNNAMED, or take memory on the heap");
    }
  }

  /** The functions, looked up at the first use. */
  private record Calls(
      MethodHandle mmap, MethodHandle munmap, MethodHandle madvise, boolean linux, int mapFlags) {
    private static Calls calls; // plain: made twice at worst, a record is safe to share

    static Calls get() {
      Calls known = calls;
      if (known == null) {
        checkNativeAccess();
        known = lookUp();
        calls = known;
      }
      return known;
    }

    @SuppressWarnings("restricted") // native access was asked for above
    private static Calls lookUp() {
      String system = System.getProperty("os.name", "");
      boolean linux = "Linux".equals(system);
      if (!linux && !system.startsWith("Mac")) {
        throw new UnsupportedOperationException(
            "physical memory needs mmap, which " + system + " has not: take memory on the heap");
      }
      Linker linker = Linker.nativeLinker();
      return new Calls(
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("mmap"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno")),
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("munmap"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG)),
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("madvise"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT)),
          linux,
          linux ? LINUX_FLAGS : MAC_FLAGS);
    }
  }

  private static final StructLayout ERRNO_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
}
