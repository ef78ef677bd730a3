package org.kernsync.kernel.cpu;

/**
 * Finds the CPU a piece of code runs on. It costs a few nanoseconds, so code looks once per entry
 * and passes the CPU on.
 *
 * <p>A carrier must never be cached: a task's CPU is what its {@link Context} says, which the CPU
 * sets before it runs the task.
 */
public final class CurrentCpu {
  /** What runs on a CPU's behalf on a thread of its own: a task. */
  public interface Context {
    /**
     * The CPU that runs this context now. Stable only while it cannot be preempted.
     *
     * @return the CPU
     */
    Cpu cpu();
  }

  private static final ThreadLocal<Context> CONTEXT = new ThreadLocal<>();

  private CurrentCpu() {}

  /**
   * Binds the current virtual thread to its context, once, at the bottom of its stack.
   *
   * @param context the context that runs on this thread
   */
  public static void bind(Context context) {
    CONTEXT.set(context);
  }

  /**
   * The context of the current thread.
   *
   * @return the context, or null where the thread is a CPU itself or does not belong to any model
   */
  public static Context context() {
    return Thread.currentThread().isVirtual() ? CONTEXT.get() : null;
  }

  /**
   * The CPU that executes the caller.
   *
   * @return the CPU, or null where the thread does not belong to any model
   */
  public static Cpu get() {
    Thread thread = Thread.currentThread();
    if (thread instanceof CpuThread cpuThread) {
      return cpuThread.cpu();
    }
    if (!thread.isVirtual()) {
      return null;
    }
    Context context = CONTEXT.get();
    return context == null ? null : context.cpu();
  }
}
