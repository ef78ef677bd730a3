package org.kernsync.docs;

import java.util.Map;

/**
 * What the rules of ordering comments leave out, each with its reason.
 *
 * @param classes classes whose accesses need no comments
 * @param partners classes that may say {@code pairs with the caller's}, for their users have the
 *     other side
 */
record OrderingExemptions(Map<String, String> classes, Map<String, String> partners) {
  static final OrderingExemptions NONE = new OrderingExemptions(Map.of(), Map.of());

  /** Those of the library. */
  static final OrderingExemptions LIBRARY =
      new OrderingExemptions(
          Map.of(
              "AtomicInt32", "the name and the Javadoc of each method state the order it promises",
              "AtomicInt64", "as AtomicInt32"),
          Map.of(
              "AtomicBitmap", "fully ordered by contract; what with, the user knows",
              "FullyOrdered", "makes two of the library's own operations what Linux promises",
              "HeavyFence", "the fences themselves; each use has its comment",
              "MemoryBarriers", "the fences themselves, for users"));
}
