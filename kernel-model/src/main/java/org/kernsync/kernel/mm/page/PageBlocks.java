package org.kernsync.kernel.mm.page;

import java.util.Arrays;

/**
 * The migrate type of each block of 2 MiB: {@code pageblock_flags}. Written under the lock of the
 * zone that a block lies in; read without it too, by those who free pages: a type that has just
 * changed puts a page on the list of the other type, which is a place like any other.
 */
final class PageBlocks {
  private final byte[] types; // plain: see above

  PageBlocks(long pages) {
    types = new byte[(int) (pages + FreeAreas.BLOCK_PAGES - 1 >>> FreeAreas.BLOCK_ORDER)];
    Arrays.fill(types, (byte) MigrateType.MOVABLE);
  }

  int type(long pfn) {
    return types[(int) (pfn >>> FreeAreas.BLOCK_ORDER)];
  }

  void setType(long pfn, int type) {
    types[(int) (pfn >>> FreeAreas.BLOCK_ORDER)] = (byte) type;
  }
}
