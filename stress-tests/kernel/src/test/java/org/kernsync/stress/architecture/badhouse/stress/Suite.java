package org.kernsync.stress.architecture.badhouse.stress;

/** A test that the kernel must not know. */
public final class Suite {
  private Suite() {}

  public static int size() {
    return 0;
  }
}
