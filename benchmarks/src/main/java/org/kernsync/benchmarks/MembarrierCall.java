package org.kernsync.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One bare {@code membarrier(2)}, private and expedited: what a grace period takes at least. The
 * library has registered the process for it where its fence mode says so.
 */
final class MembarrierCall implements Runnable {
  private static final long PRIVATE_EXPEDITED = 1 << 3;

  private final MethodHandle syscall;
  private final long number;

  @SuppressWarnings("restricted") // the forks are started with native access
  MembarrierCall() {
    number =
        switch (System.getProperty("os.arch", "")) {
          case "amd64" -> 324;
          case "aarch64" -> 283;
          default ->
              throw new UnsupportedOperationException(
                  "membarrier is measured on amd64 and aarch64 only: leave this row out");
        };
    Linker linker = Linker.nativeLinker();
    syscall =
        linker.downcallHandle(
            linker.defaultLookup().find("syscall").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
  }

  @Override
  public void run() {
    try {
      long result = (long) syscall.invokeExact(number, PRIVATE_EXPEDITED, 0L, 0L);
      if (result != 0) {
        throw new IllegalStateException(
            "membarrier was refused: this row needs native access and a kernel that has it");
      }
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable unexpected) {
      throw new AssertionError("a native call threw", unexpected);
    }
  }
}
