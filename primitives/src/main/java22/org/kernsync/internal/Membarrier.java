package org.kernsync.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The system call {@code membarrier(2)}: makes every running thread of this process pass a full
 * fence. Used only where native access was granted (else the JDK would print a warning) and where
 * the kernel accepts the registration.
 */
final class Membarrier {
  // Commands of membarrier(2).
  private static final long QUERY = 0;
  private static final long PRIVATE_EXPEDITED = 1 << 3;
  private static final long REGISTER_PRIVATE_EXPEDITED = 1 << 4;

  /** {@code syscall(number, command, flags, cpu)}; null where it must not or cannot be called. */
  private static final MethodHandle SYSCALL = syscallHandle();

  private static final long NUMBER = number();

  private Membarrier() {}

  /**
   * Registers this process for private expedited barriers.
   *
   * @return whether {@link #expedited} may be called
   */
  static boolean register() {
    if (SYSCALL == null || NUMBER < 0) {
      return false;
    }
    long supported = call(QUERY);
    // A refusal (no such call, a seccomp filter) is -1, which has every bit set.
    return supported > 0
        && (supported & PRIVATE_EXPEDITED) != 0
        && call(REGISTER_PRIVATE_EXPEDITED) == 0
        && call(PRIVATE_EXPEDITED) == 0;
  }

  /** Runs a full fence on every running thread of this process, the caller's included. */
  static void expedited() {
    // After registration the only failure is ENOMEM: the kernel allocates a CPU mask of some bytes.
    // The other side left its fence out, so there is nothing to fall back to but another try.
    while (call(PRIVATE_EXPEDITED) != 0) {
      Thread.yield();
    }
  }

  private static long call(long command) {
    try {
      return (long) SYSCALL.invokeExact(NUMBER, command, 0L, 0L);
    } catch (Throwable unexpected) {
      throw new AssertionError("a native call threw", unexpected);
    }
  }

  @SuppressWarnings("restricted") // native access was asked for above
  private static MethodHandle syscallHandle() {
    if (!Membarrier.class.getModule().isNativeAccessEnabled()) {
      return null; // a call would print a warning, in later JDKs throw
    }
    try {
      Linker linker = Linker.nativeLinker();
      Optional<MemorySegment> syscall = linker.defaultLookup().find("syscall");
      FunctionDescriptor signature =
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG);
      return syscall
          .map(
              address ->
                  linker.downcallHandle(address, signature, Linker.Option.firstVariadicArg(1)))
          .orElse(null);
    } catch (RuntimeException | LinkageError noLinkerHere) {
      return null; // a platform without a native linker
    }
  }

  /** The number of the call on this kernel and architecture; negative where unknown. */
  private static long number() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return -1;
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64" -> 324;
      case "aarch64", "riscv64", "loongarch64" -> 283;
      case "s390x" -> 356;
      case "ppc64", "ppc64le" -> 365;
      default -> -1;
    };
  }
}
