package org.kernsync.kernel.workload;

/**
 * What a {@code suspend} event waits on.
 *
 * <p>rt-app changed this in May 2025: before, {@code "suspend" : "Browser"} waited with everybody
 * else who suspends on {@code Browser}; since, the string is ignored and the task waits on its own
 * name. The published browser, video and camera workloads were written for the first meaning and
 * never wake up under the second.
 */
public enum SuspendRule {
  /** As {@link #GROUP} where some {@code resume} names the string, else as {@link #SELF}. */
  AUTO,
  /** On the string, or on the task's own name where there is none. */
  GROUP,
  /** On the task's own name, whatever the string says. */
  SELF
}
