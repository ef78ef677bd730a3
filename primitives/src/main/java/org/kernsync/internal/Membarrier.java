package org.kernsync.internal;

/**
 * The system call {@code membarrier(2)}: makes every running thread of this process pass a full
 * fence. This class is the one that JDKs before 22 load, where no native call can be made without
 * JNI; {@code META-INF/versions/22} holds the one that calls.
 */
final class Membarrier {
  private Membarrier() {}

  /**
   * Registers this process for private expedited barriers.
   *
   * @return whether {@link #expedited} may be called
   */
  static boolean register() {
    return false;
  }

  /** Runs a full fence on every running thread of this process, the caller's included. */
  static void expedited() {
    throw new IllegalStateException("membarrier is not available on this JDK");
  }
}
