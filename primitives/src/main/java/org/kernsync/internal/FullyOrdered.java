package org.kernsync.internal;

import java.lang.invoke.VarHandle;

/**
 * Makes an atomic operation in volatile mode fully ordered, as Linux means it: nothing moves across
 * it in either direction. In Java the mode alone does not: a store before the operation may become
 * visible after a load behind it, unless both are volatile.
 *
 * <p>On x86 both methods are empty. Every atomic read-modify-write there is one locked instruction,
 * which is a full fence for the processor, and a compiler that emits it for a volatile access lets
 * no memory access move across. On Arm with LSE atomics it is an acquire-release instruction and no
 * more, and other architectures differ again, so there both methods are full fences.
 */
public final class FullyOrdered {
  private static final boolean ATOMICS_ARE_FENCES =
      atomicsAreFences(System.getProperty("os.arch", ""));

  private FullyOrdered() {}

  /** Stands right before the atomic operation. */
  public static void before() {
    if (!ATOMICS_ARE_FENCES) {
      // full: FO, pairs with the caller's; the store before the operation and the load behind it
      VarHandle.fullFence();
    }
  }

  /** Stands right behind the atomic operation. */
  public static void after() {
    if (!ATOMICS_ARE_FENCES) {
      // full: FO, pairs with the caller's; the store of the operation and the load behind it
      VarHandle.fullFence();
    }
  }

  /** Whether an atomic read-modify-write of this architecture is a full fence by itself. */
  static boolean atomicsAreFences(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64", "x86", "i386", "i586", "i686" -> true;
      default -> false;
    };
  }
}
