package org.kernsync.kernel.workload.replay;

import java.util.Arrays;

/**
 * A trace of {@code malloc}, known to be sound: each block is allocated before it is resized or
 * freed, and freed at most once. The numbers of blocks are made dense.
 */
public final class AllocationTrace {
  static final byte ALLOCATE = 'a';
  static final byte RESIZE = 'r';
  static final byte FREE = 'f';

  private static final int FIRST_ROOM = 1_024;

  private final String source;
  private final long heapBytes;
  private byte[] kinds = new byte[FIRST_ROOM];
  private int[] blocks = new int[FIRST_ROOM];
  private int[] sizes = new int[FIRST_ROOM];
  private int[] lines = new int[FIRST_ROOM];
  private int length;
  private int blockCount;

  AllocationTrace(String source, long heapBytes) {
    this.source = source;
    this.heapBytes = heapBytes;
  }

  void add(byte kind, int block, int size, int line) {
    if (length == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * length);
      blocks = Arrays.copyOf(blocks, 2 * length);
      sizes = Arrays.copyOf(sizes, 2 * length);
      lines = Arrays.copyOf(lines, 2 * length);
    }
    kinds[length] = kind;
    blocks[length] = block;
    sizes[length] = size;
    lines[length] = line;
    length++;
    blockCount = Math.max(blockCount, block + 1);
  }

  /**
   * Where it came from.
   *
   * @return the file's name as the user gave it
   */
  public String source() {
    return source;
  }

  /**
   * How large a heap the trace suggests.
   *
   * @return bytes, 0 where it suggests none
   */
  public long heapBytes() {
    return heapBytes;
  }

  /**
   * How many operations there are.
   *
   * @return at least 1
   */
  public int length() {
    return length;
  }

  /**
   * How many different blocks there are.
   *
   * @return at least 1
   */
  public int blockCount() {
    return blockCount;
  }

  byte kind(int at) {
    return kinds[at];
  }

  int block(int at) {
    return blocks[at];
  }

  int size(int at) {
    return sizes[at];
  }

  int line(int at) {
    return lines[at];
  }
}
