package org.kernsync.kernel.mm.slab;

/**
 * What a cache can be made to look for: {@code slub_debug}. Any of them also finds a free of what
 * is no object, or not allocated.
 */
public enum SlabCheck {
  /** Whether an object is one, and allocated, when it is freed; and nothing else. */
  CONSISTENCY,

  /** Writes before the beginning and behind the end of an object, when it is freed. */
  RED_ZONE,

  /**
   * Writes to a freed object, when it is allocated again; who reads one gets {@code 0x6b}. Not of
   * objects that have a constructor or are type-safe by RCU: these are looked at when free.
   */
  POISON,

  /** Keeps where each object was allocated and freed, for the reports. */
  STORE_USER;

  int bit() {
    return 1 << ordinal();
  }
}
