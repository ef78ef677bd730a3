package org.kernsync.kernel.boot;

import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * How to boot a model.
 *
 * @param cpus how many CPUs, 1 to 64; more than the host has cores is legal
 * @param hz ticks per second, 10 to 10,000
 * @param profile whose constants to follow
 * @param pinned whether CPU <i>i</i> is pinned to the <i>i</i>-th allowed core, modulo their number
 * @param preemption whether kernel mode is preempted
 * @param trace where to record events, or null
 * @param stallNanos a CPU or runnable task without progress for so long is a stall
 * @param fault a fault to inject, {@link Fault#NONE} outside tests
 * @param spinlockDebug whether the spinlocks of a machine with one CPU watch for misuse; on several
 *     they always do
 * @param lockDebugging whether spinlocks are watched for deadlocks that may come; slow
 * @param hungTaskNanos after so long an uninterruptible sleep is an oops; 0 for never
 * @param memoryBytes physical memory, 16 MiB to 64 GiB; made real where it is touched
 */
public record KernelConfig(
    int cpus,
    int hz,
    Profile profile,
    boolean pinned,
    Preemption preemption,
    TraceRecorder trace,
    long stallNanos,
    Fault fault,
    boolean spinlockDebug,
    boolean lockDebugging,
    long hungTaskNanos,
    long memoryBytes) {
  /** The most CPUs. */
  public static final int MAX_CPUS = 64;

  /** The usual tick rate. */
  public static final int DEFAULT_HZ = 250;

  /** The usual size of memory. */
  public static final long DEFAULT_MEMORY_BYTES = 128L << 20;

  private static final int MIN_HZ = 10;
  private static final int MAX_HZ = 10_000;
  private static final long DEFAULT_STALL_NANOS = 20_000_000_000L;
  private static final boolean DEBUG = KernelConfig.class.desiredAssertionStatus();

  /** Checks the ranges. */
  public KernelConfig {
    if (cpus < 1 || cpus > MAX_CPUS) {
      throw new IllegalArgumentException(
          cpus + " CPUs are not possible: choose 1 to " + MAX_CPUS + " with --cpus");
    }
    if (hz < MIN_HZ || hz > MAX_HZ) {
      throw new IllegalArgumentException(
          hz
              + " ticks per second are not possible: choose "
              + MIN_HZ
              + " to "
              + MAX_HZ
              + " with --hz");
    }
    if (memoryBytes < PhysicalMemory.SMALLEST_BYTES || memoryBytes > PhysicalMemory.LARGEST_BYTES) {
      throw new IllegalArgumentException(
          memoryBytes + " bytes of memory are not possible: choose 16M to 64G with --memory");
    }
  }

  /**
   * The usual configuration.
   *
   * @param cpus how many CPUs
   * @return 250 Hz, pinned, kernel mode not preempted, not traced, linux-5.4; spinlocks debugged
   *     where assertions are enabled
   */
  public static KernelConfig ofCpus(int cpus) {
    return new KernelConfig(
        cpus,
        DEFAULT_HZ,
        Profile.LINUX_5_4,
        true,
        Preemption.NONE,
        null,
        DEFAULT_STALL_NANOS,
        Fault.NONE,
        DEBUG,
        false,
        0,
        DEFAULT_MEMORY_BYTES);
  }

  /**
   * The same with another tick rate.
   *
   * @param newHz ticks per second
   * @return a copy
   */
  public KernelConfig withHz(int newHz) {
    return new KernelConfig(
        cpus,
        newHz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with the constants of another kernel.
   *
   * @param newProfile the profile
   * @return a copy
   */
  public KernelConfig withProfile(Profile newProfile) {
    return new KernelConfig(
        cpus,
        hz,
        newProfile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with another rule of preemption.
   *
   * @param rule whether kernel mode is preempted
   * @return a copy
   */
  public KernelConfig withPreemption(Preemption rule) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        rule,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with a trace.
   *
   * @param recorder where to record, made for as many CPUs
   * @return a copy
   */
  public KernelConfig withTrace(TraceRecorder recorder) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        recorder,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with another limit for stalls.
   *
   * @param nanos the limit
   * @return a copy
   */
  public KernelConfig withStallNanos(long nanos) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        nanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with a fault.
   *
   * @param injected the fault
   * @return a copy
   */
  public KernelConfig withFault(Fault injected) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        injected,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with or without debugging of the spinlocks of a machine with one CPU.
   *
   * @param debug whether they watch for misuse
   * @return a copy
   */
  public KernelConfig withSpinlockDebug(boolean debug) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        debug,
        lockDebugging,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with lock debugging on or off.
   *
   * @param on whether spinlocks are watched
   * @return a copy
   */
  public KernelConfig withLockDebugging(boolean on) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        on,
        hungTaskNanos,
        memoryBytes);
  }

  /**
   * The same with another limit for uninterruptible sleeps.
   *
   * @param nanos the limit, 0 for none
   * @return a copy
   */
  public KernelConfig withHungTaskNanos(long nanos) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        nanos,
        memoryBytes);
  }

  /**
   * The same with another size of memory.
   *
   * @param bytes from {@link PhysicalMemory#SMALLEST_BYTES} to {@link PhysicalMemory#LARGEST_BYTES}
   * @return a copy
   */
  public KernelConfig withMemoryBytes(long bytes) {
    return new KernelConfig(
        cpus,
        hz,
        profile,
        pinned,
        preemption,
        trace,
        stallNanos,
        fault,
        spinlockDebug,
        lockDebugging,
        hungTaskNanos,
        bytes);
  }
}
