package org.kernsync.atomic;

/** How this JVM pays for the store-load order of mechanisms with one hot and one cold side. */
public enum FenceMode {
  /**
   * The cold side runs {@code membarrier(2)}; the hot side has no fence. Needs Linux, JDK 22 or
   * later and native access ({@code --enable-native-access=org.kernsync.primitives}).
   */
  MEMBARRIER,

  /** Both sides run a full fence. Works everywhere. */
  FULL_FENCES
}
