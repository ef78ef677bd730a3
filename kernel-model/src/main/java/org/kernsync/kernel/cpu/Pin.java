package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Pins the mounted virtual thread to its carrier: while pinned it parks the carrier, never itself.
 * Nests. 1 ns a pair.
 *
 * <p>Needs {@code java.base/jdk.internal.vm} exported to the class path, which the runnable jar's
 * manifest does.
 */
final class Pin {
  private static final MethodHandle PIN = findOrNull("pin");
  private static final MethodHandle UNPIN = findOrNull("unpin");

  private Pin() {}

  /**
   * Checks that the JDK at hand lets tasks be pinned.
   *
   * @throws UnsupportedOperationException with one sentence if not
   */
  static void probe() {
    if (PIN == null || UNPIN == null) {
      throw new UnsupportedOperationException(
          "this JDK ("
              + Runtime.version()
              + ") does not let the model pin tasks to CPUs: run it on JDK 25 through ./kernsync,"
              + " or with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
    }
  }

  static void pin() {
    try {
      PIN.invokeExact();
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot pin the current task to its CPU", failure);
    }
  }

  static void unpin() {
    try {
      UNPIN.invokeExact();
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot unpin the current task from its CPU", failure);
    }
  }

  private static MethodHandle findOrNull(String name) {
    try {
      Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
      return MethodHandles.lookup()
          .findStatic(continuation, name, MethodType.methodType(void.class));
    } catch (ReflectiveOperationException missing) {
      return null; // probe says so
    }
  }
}
