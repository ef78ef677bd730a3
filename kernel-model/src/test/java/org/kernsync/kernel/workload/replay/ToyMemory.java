package org.kernsync.kernel.workload.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An allocator that is right for sure, slow, and can be told to go wrong. */
final class ToyMemory implements ReplayMemory {
  static final int PAGE = 4_096;

  /** What it does wrong. */
  enum Fault {
    NONE,
    /** Two blocks overlap. */
    OVERLAP,
    /** A resized block loses its last word. */
    LOST_PREFIX,
    /** It keeps a block for itself. */
    LEAK
  }

  private static final int WORD = 8;

  private final Fault fault;
  private final long[] words;
  private final Map<Long, Long> live = new HashMap<>(); // sizes by addresses
  private final Map<Long, Deque<Long>> freed = new HashMap<>(); // addresses by rounded sizes
  private long next = WORD;
  private long used;
  private int calls;

  ToyMemory(long bytes, Fault fault) {
    this.fault = fault;
    words = new long[(int) (bytes / WORD)];
  }

  private static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  @Override
  public synchronized long allocate(long bytes) {
    Deque<Long> again = freed.computeIfAbsent(rounded(bytes), size -> new ArrayDeque<>());
    if (again.isEmpty() && next + rounded(bytes) > (long) words.length * WORD) {
      return 0;
    }
    long block;
    if (fault == Fault.OVERLAP && ++calls == 5) {
      block = live.keySet().iterator().next();
    } else if (again.isEmpty()) {
      block = next;
      next += rounded(bytes);
    } else {
      block = again.pop();
    }
    live.put(block, bytes);
    used += pages(bytes);
    return block;
  }

  @Override
  public synchronized long resize(long block, long bytes) {
    long old = live.get(block);
    long moved = allocate(bytes);
    if (moved == 0) {
      return 0;
    }
    long kept = Math.min(old, bytes) / WORD - (fault == Fault.LOST_PREFIX ? 1 : 0);
    System.arraycopy(words, at(block), words, at(moved), (int) Math.max(0, kept));
    free(block);
    return moved;
  }

  @Override
  public synchronized void free(long block) {
    Long bytes = live.remove(block);
    if (bytes != null) {
      used -= pages(bytes);
      freed.get(rounded(bytes)).push(block);
    } else if (fault != Fault.OVERLAP) {
      throw new IllegalStateException("no block at " + block);
    }
  }

  private static long rounded(long bytes) {
    return (bytes + WORD - 1) / WORD * WORD;
  }

  private static int at(long address) {
    return Math.toIntExact(address / WORD);
  }

  @Override
  public long read(long address) {
    return words[at(address)];
  }

  @Override
  public void write(long address, long value) {
    words[at(address)] = value;
  }

  @Override
  public long managedBytes() {
    return (long) words.length * WORD;
  }

  @Override
  public synchronized long usedBytes() {
    return used;
  }

  @Override
  public long[] freeBlocks() {
    return new long[] {3, 2, 1};
  }

  @Override
  public synchronized List<String> verify() {
    List<String> wrong = new ArrayList<>();
    if (!live.isEmpty()) {
      wrong.add(live.size() + " blocks are still allocated");
    }
    if (fault == Fault.LEAK) {
      wrong.add("1 block is kept for nobody");
    }
    return wrong;
  }

  @Override
  public void close() {}
}
