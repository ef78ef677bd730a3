package org.kernsync.kernel.syscall;

/** Error numbers; system calls return them negated. */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such process. */
  public static final int ESRCH = 3;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** Bad file number. */
  public static final int EBADF = 9;

  /** No child processes. */
  public static final int ECHILD = 10;

  /** Try again. */
  public static final int EAGAIN = 11;

  /** Out of memory. */
  public static final int ENOMEM = 12;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Too many open files. */
  public static final int EMFILE = 24;

  /** Broken pipe. */
  public static final int EPIPE = 32;

  /** Resource deadlock would occur. */
  public static final int EDEADLK = 35;

  /** File name too long. */
  public static final int ENAMETOOLONG = 36;

  /** There is no such system call. */
  public static final int ENOSYS = 38;

  private Errno() {}
}
