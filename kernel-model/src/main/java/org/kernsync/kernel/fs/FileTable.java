package org.kernsync.kernel.fs;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kernsync.kernel.sched.TaskResource;
import org.kernsync.ref.RefCount;

/**
 * {@code files_struct}: the open files of a process by their descriptors, shared by its threads.
 *
 * <p>A look-up takes no lock: it reads the slot, then takes a reference unless the last one is
 * gone, as the kernel does under RCU. The garbage collector stands in for the grace period: a file
 * that was closed meanwhile is still there to say so.
 *
 * <p><b>Context.</b> Any; nothing sleeps.
 *
 * <p><b>Differences from Linux.</b> At most {@value #LIMIT} descriptors, and none is closed on
 * exec.
 */
public final class FileTable implements TaskResource {
  /** Descriptors are less than this. */
  public static final int LIMIT = 4096;

  private static final int FIRST = 3; // below: standard input, output and error

  // a slot is filled by compareAndSet, emptied by getAndSet (volatile), read with acquire:
  // publishes the file (label FD1)
  private final AtomicReferenceArray<OpenFile> files = new AtomicReferenceArray<>(LIMIT);
  private final RefCount users = new RefCount(1);

  /** Makes an empty table, of one task. */
  public FileTable() {}

  /**
   * {@code fd_install}: gives a file the lowest free descriptor.
   *
   * @param file the file; the table takes the caller's reference
   * @return the descriptor, or -1 where there are {@value #LIMIT}: the caller keeps its reference
   */
  public int install(OpenFile file) {
    for (int fd = FIRST; fd < LIMIT; fd++) {
      if (files.getPlain(fd) == null // plain: a hint, the compareAndSet decides
          && files.compareAndSet(fd, null, file)) { // volatile: FD1, pairs with #get
        return fd;
      }
    }
    return -1;
  }

  /**
   * {@code fget}: the file of a descriptor, with a reference for the caller.
   *
   * @param fd any number
   * @return the file, to be {@linkplain OpenFile#put put} after use, or null
   */
  public OpenFile get(long fd) {
    if (fd < FIRST || fd >= LIMIT) {
      return null;
    }
    OpenFile file = files.getAcquire((int) fd); // acquire: FD1, pairs with #install; the file whole
    return file != null && file.tryGet() ? file : null;
  }

  /**
   * {@code close_fd}: frees a descriptor. Calls that are under way on its file go on.
   *
   * @param fd any number
   * @return false where nothing was open there
   */
  public boolean close(long fd) {
    if (fd < FIRST || fd >= LIMIT) {
      return false;
    }
    OpenFile file = files.getAndSet((int) fd, null); // volatile: FD1; one closer gets the file
    if (file == null) {
      return false;
    }
    file.put();
    return true;
  }

  @Override
  public TaskResource fork(boolean share) {
    if (share) {
      users.inc();
      return this;
    }
    FileTable copy = new FileTable();
    for (int fd = FIRST; fd < LIMIT; fd++) {
      OpenFile file = get(fd);
      if (file != null) {
        copy.files.setPlain(fd, file); // plain: nobody else knows the copy yet
      }
    }
    return copy;
  }

  @Override
  public void release() {
    if (users.decAndTest()) {
      for (int fd = FIRST; fd < LIMIT; fd++) {
        close(fd);
      }
    }
  }
}
