package org.kernsync.kernel.fs;

import org.kernsync.kernel.sched.Task;
import org.kernsync.ref.RefCount;

/**
 * {@code struct file}: something open, with one reference for each descriptor that stands for it
 * and one for each call that is under way. The last to let go closes it.
 *
 * <p><b>Context.</b> {@link #read} and {@link #write} may sleep; the rest does not.
 */
public abstract class OpenFile {
  /** What {@link #read} and {@link #write} return where a signal came before any byte. */
  public static final int INTERRUPTED = -4;

  /** What they return where the file is not open for that. */
  public static final int BAD = -9;

  /** What {@link #write} returns where nobody can read any more. */
  public static final int BROKEN_PIPE = -32;

  private final RefCount references = new RefCount(1);

  /** For the kinds of files. */
  protected OpenFile() {}

  /**
   * {@code get_file_rcu}: takes a reference, unless the last one is gone.
   *
   * @return false where the file is closed
   */
  final boolean tryGet() {
    return references.incNotZeroAcquire();
  }

  /** {@code fput}: lets go of a reference; the last one closes the file. */
  public final void put() {
    if (references.decAndTest()) {
      close();
    }
  }

  /**
   * Reads what there is; sleeps interruptibly while there is nothing.
   *
   * @param self the current task
   * @param target where to, from its start
   * @return the bytes read, 0 where there will be no more, or a negative constant of this class
   */
  public abstract int read(Task self, byte[] target);

  /**
   * Writes all of it; sleeps interruptibly while there is no room.
   *
   * @param self the current task
   * @param source what
   * @return the bytes written, fewer where a signal came, or a negative constant of this class
   */
  public abstract int write(Task self, byte[] source);

  /** Nobody refers to the file any more. */
  protected abstract void close();
}
