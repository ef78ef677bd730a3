package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * What is written around and into the objects of a checked cache, and looked at later: red zones
 * and poison. The values are Linux's ({@code linux/poison.h}), since people know them by sight.
 */
final class ObjectChecks {
  static final byte POISON_FREE = 0x6b;
  static final byte POISON_END = (byte) 0xa5;
  static final byte RED_INACTIVE = (byte) 0xbb;
  static final byte RED_ACTIVE = (byte) 0xcc;

  private final PhysicalMemory memory;
  private final SlabLayout layout;
  private final boolean poisons;

  ObjectChecks(PhysicalMemory memory, SlabLayout layout, boolean poisons) {
    this.memory = memory;
    this.layout = layout;
    this.poisons = poisons;
  }

  /** Makes an object look free. */
  void markFree(long object) {
    markRedZones(object, RED_INACTIVE);
    if (poisons) {
      long last = object + layout.objectSize() - 1;
      memory.fill(object, layout.objectSize() - 1L, POISON_FREE);
      memory.putByte(last, POISON_END);
    }
  }

  /** Makes an object look allocated. */
  void markAllocated(long object) {
    markRedZones(object, RED_ACTIVE);
  }

  private void markRedZones(long object, byte value) {
    if (layout.redZone()) {
      memory.fill(object - layout.left(), layout.left(), value);
      memory.fill(object + layout.objectSize(), layout.rightBytes(), value);
    }
  }

  /**
   * What is wrong with an object that should look free.
   *
   * @return a sentence, or null
   */
  String wrongWithFree(long object) {
    String wrong = wrongWithRedZones(object, RED_INACTIVE);
    if (wrong != null || !poisons) {
      return wrong;
    }
    long last = object + layout.objectSize() - 1;
    wrong = different("Poison", object, object, layout.objectSize() - 1L, POISON_FREE);
    return wrong != null ? wrong : different("Poison", object, last, 1, POISON_END);
  }

  /**
   * What is wrong with an object that should look allocated.
   *
   * @return a sentence, or null
   */
  String wrongWithAllocated(long object) {
    return wrongWithRedZones(object, RED_ACTIVE);
  }

  private String wrongWithRedZones(long object, byte value) {
    if (!layout.redZone()) {
      return null;
    }
    String wrong = different("Left red zone", object, object - layout.left(), layout.left(), value);
    long right = object + layout.objectSize();
    return wrong != null
        ? wrong
        : different("Right red zone", object, right, layout.rightBytes(), value);
  }

  private String different(String what, long object, long from, long bytes, byte value) {
    for (long at = from; at < from + bytes; at++) {
      byte found = memory.getByte(at);
      if (found != value) {
        return String.format(
            "%s overwritten at offset %d: 0x%02x instead of 0x%02x",
            what, at - object, found & 0xff, value & 0xff);
      }
    }
    return null;
  }
}
