package org.kernsync.kernel.sched;

import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * The pages of a kernel stack. Their lowest word holds a magic number, which a stack that grows too
 * long writes over first: {@link CpuLoop} looks at it whenever the task leaves its CPU. From the
 * top down there is room for the structures that functions keep on their stack.
 *
 * <p><b>Context.</b> The task itself, but for the magic.
 *
 * <p><b>Differences from Linux.</b> The frames themselves are the JDK's, in a stack of its own: no
 * call reaches the end, whoever writes over it does so by a stray address.
 */
final class StackPages implements SlotCache {
  /** {@code THREAD_SIZE_ORDER}: 16 KiB. */
  static final int ORDER = 2;

  /** {@code STACK_END_MAGIC}. */
  static final long MAGIC = 0x57AC_6E9DL;

  private static final int VARIABLE = 64; // of a structure on the stack; all are smaller
  private static final int VARIABLES = 8;

  private final SlotCache pages;
  private final PhysicalMemory memory;
  private final long end;
  private int variables; // in use

  private StackPages(SlotCache pages, long end) {
    this.pages = pages;
    this.end = end;
    memory = pages.memory();
    memory.putLong(end, MAGIC);
  }

  /** Takes pages for a stack; null where there is no memory. */
  static StackPages allocate(SlotCache pages) {
    long end = pages.allocate();
    return end == 0 ? null : new StackPages(pages, end);
  }

  /** Null where nobody wrote over the end; else the message for the panic. */
  String problem() {
    long found = memory.getLong(end); // plain: it changes only by a bug
    return found == MAGIC
        ? null
        : "corrupted stack end detected inside scheduler: 0x%x at 0x%x".formatted(found, end);
  }

  /** Where the magic is. */
  long end() {
    return end;
  }

  /** Gives the pages back: nobody runs on them any more. */
  void freePages() {
    memory.putLong(end, 0); // a stack that is used after it was freed is found out, too
    pages.free(end);
  }

  // ---- structures on the stack, the last taken given back first

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public long allocate() {
    if (variables == VARIABLES) {
      return 0;
    }
    variables++;
    return top();
  }

  @Override
  public void free(long slot) {
    if (variables == 0 || slot != top()) {
      throw new IllegalStateException("0x%x is not on top of this stack".formatted(slot));
    }
    variables--;
  }

  private long top() {
    return end + (PhysicalMemory.PAGE_SIZE << ORDER) - (long) variables * VARIABLE;
  }
}
