package org.kernsync.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Tells virtual threads from platform threads on every JDK from 17 on. */
public final class ThreadKinds {
  /** {@code Thread.isVirtual}, or the constant {@code false} before JDK 21. */
  private static final MethodHandle IS_VIRTUAL = isVirtualHandle();

  private ThreadKinds() {}

  /**
   * Whether a thread is virtual.
   *
   * @param thread the thread to ask about
   * @return true for a virtual thread; always false on a JDK that has none
   */
  public static boolean isVirtual(Thread thread) {
    try {
      return (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (RuntimeException | Error thrown) {
      throw thrown; // such as an OutOfMemoryError while the call is linked
    } catch (Throwable unexpected) {
      throw new AssertionError("Thread.isVirtual threw", unexpected);
    }
  }

  private static MethodHandle isVirtualHandle() {
    MethodType type = MethodType.methodType(boolean.class);
    try {
      return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", type);
    } catch (NoSuchMethodException | IllegalAccessException noVirtualThreadsHere) {
      MethodHandle no = MethodHandles.constant(boolean.class, false);
      return MethodHandles.dropArguments(no, 0, Thread.class);
    }
  }
}
