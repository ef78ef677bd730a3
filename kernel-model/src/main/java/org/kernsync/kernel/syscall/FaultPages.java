package org.kernsync.kernel.syscall;

import org.kernsync.kernel.mm.UserPages;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Pages for processes, each taken in a page fault: in kernel mode, whatever the task was in. */
record FaultPages(UserPages pages) implements UserPages {
  @Override
  public PhysicalMemory memory() {
    return pages.memory();
  }

  @Override
  public long take() {
    return UserThread.fault(pages);
  }

  @Override
  public void give(long page) {
    pages.give(page);
  }
}
