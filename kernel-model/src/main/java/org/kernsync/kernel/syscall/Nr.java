package org.kernsync.kernel.syscall;

/**
 * System call numbers: Linux's on x86-64 where it has the call. Where Linux passes a structure by
 * address, the model passes its fields in registers; each constant says which. The numbers from
 * 1000 on are the model's own: they offer the library's primitives to user programs, where Linux
 * offers futexes.
 */
public final class Nr {
  /** read(fd, address, bytes): the bytes read, 0 where no more can come. */
  public static final int READ = 0;

  /** write(fd, address, bytes): to a pipe, a file, or to {@link #NULL_DEVICE}. */
  public static final int WRITE = 1;

  /** open(address): of a path that ends with a zero; a file of the page cache, to be written. */
  public static final int OPEN = 2;

  /** close(fd). */
  public static final int CLOSE = 3;

  /** mmap(bytes): anonymous memory; returns its address. */
  public static final int MMAP = 9;

  /** pipe(address): stores the descriptors to read from and to write to there, as two longs. */
  public static final int PIPE = 22;

  /** sched_yield(). */
  public static final int SCHED_YIELD = 24;

  /** getpid(). */
  public static final int GETPID = 39;

  /** clone(flags): 0 in the child, its pid in the parent. */
  public static final int CLONE = 56;

  /** exit(code): does not return. */
  public static final int EXIT = 60;

  /** wait4(pid or -1, options): the pid collected; 0 with {@link #WNOHANG} where none has ended. */
  public static final int WAIT4 = 61;

  /** kill(pid, signal). */
  public static final int KILL = 62;

  /** prctl(PR_SET_NAME, address): a name of at most 15 bytes, ended by zero. */
  public static final int PRCTL = 157;

  /** sched_setaffinity(pid or 0, mask). */
  public static final int SCHED_SETAFFINITY = 203;

  /** clock_nanosleep(absolute nanoseconds on the monotonic clock). */
  public static final int CLOCK_NANOSLEEP = 230;

  /** sched_setattr(pid or 0, policy number, nice, real-time priority: 0 under a fair policy). */
  public static final int SCHED_SETATTR = 314;

  /** create(kind, value): a new object of {@link SyncObjects}; returns its handle. */
  public static final int SYNC_CREATE = 1000;

  /** lock(mutex). */
  public static final int MUTEX_LOCK = 1001;

  /** unlock(mutex). */
  public static final int MUTEX_UNLOCK = 1002;

  /** wait(condition, mutex): unlocks, waits for a signal, locks. */
  public static final int COND_WAIT = 1003;

  /** signal(condition). */
  public static final int COND_SIGNAL = 1004;

  /** broadcast(condition). */
  public static final int COND_BROADCAST = 1005;

  /** down(semaphore). */
  public static final int SEM_WAIT = 1006;

  /** up(semaphore). */
  public static final int SEM_POST = 1007;

  /** wait(barrier): returns when as many tasks as the barrier counts have come. */
  public static final int BARRIER_WAIT = 1008;

  /** The file descriptor that swallows what is written. */
  public static final int NULL_DEVICE = 1;

  /** Option of {@link #WAIT4}: do not wait. */
  public static final int WNOHANG = 1;

  /** Option of {@link #PRCTL}. */
  public static final int PR_SET_NAME = 15;

  private Nr() {}
}
