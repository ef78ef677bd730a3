package org.kernsync.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code malloc} and {@code free} of the C library, called from Java. Addresses are numbers here,
 * so that no memory segment is made for each. The handles are constants: others would not be
 * compiled into their callers.
 */
abstract class NativeBlocks extends AddressBlocks {
  private static final long SIZE = BYTES;

  @Override
  public void close() {
    // the process has one such heap, and keeps it
  }

  @SuppressWarnings("restricted") // the forks are started with native access
  private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
  }

  private static MethodHandle malloc(Linker.Option... options) {
    return call(
        "malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG), options);
  }

  private static MethodHandle free(Linker.Option... options) {
    return call("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG), options);
  }

  private static long some(long address) {
    if (address == 0) {
      throw new IllegalStateException("malloc has no memory left");
    }
    return address;
  }

  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException known
        ? known
        : new IllegalStateException("a native call threw", thrown);
  }

  /** As everybody calls a C function. */
  static final class ByCall extends NativeBlocks {
    private static final MethodHandle MALLOC = malloc();
    private static final MethodHandle FREE = free();

    @Override
    long take() {
      try {
        return some((long) MALLOC.invokeExact(SIZE));
      } catch (Throwable thrown) {
        throw unexpected(thrown);
      }
    }

    @Override
    void give(long address) {
      try {
        FREE.invokeExact(address);
      } catch (Throwable thrown) {
        throw unexpected(thrown);
      }
    }
  }

  /**
   * As one calls functions that always end at once: the thread stays in Java, and holds up every
   * safepoint for as long as the call takes. These two do not promise that, they may wait for a
   * lock or for the system.
   */
  static final class ByCriticalCall extends NativeBlocks {
    private static final MethodHandle MALLOC = malloc(Linker.Option.critical(false));
    private static final MethodHandle FREE = free(Linker.Option.critical(false));

    @Override
    long take() {
      try {
        return some((long) MALLOC.invokeExact(SIZE));
      } catch (Throwable thrown) {
        throw unexpected(thrown);
      }
    }

    @Override
    void give(long address) {
      try {
        FREE.invokeExact(address);
      } catch (Throwable thrown) {
        throw unexpected(thrown);
      }
    }
  }
}
