package org.kernsync.kernel.process;

/** What a new task shares with its parent, with the kernel's numbers. */
public final class CloneFlags {
  /** The address space. */
  public static final int VM = 0x100;

  /** The file-system context. */
  public static final int FS = 0x200;

  /** The open files. */
  public static final int FILES = 0x400;

  /** The signal handlers. */
  public static final int SIGHAND = 0x800;

  /**
   * Everything a thread of the same process shares but its thread group: each of our threads is
   * waited for by itself.
   */
  public static final int SHARE_ALL = VM | FS | FILES | SIGHAND;

  private CloneFlags() {}
}
