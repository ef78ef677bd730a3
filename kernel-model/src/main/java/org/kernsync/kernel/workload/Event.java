package org.kernsync.kernel.workload;

import java.util.Optional;

/**
 * One thing that a task does. Times are in nanoseconds, though the workload's are in microseconds.
 *
 * <p>Mutexes, conditions, semaphores, barriers, timers and tasks each have names of their own kind,
 * shared by the whole workload, with two exceptions. A unique timer belongs to one thread. And
 * {@link Suspend} and {@link Resume} wait and wake on the <em>condition</em> of that name: a {@code
 * resume} also wakes who waits there with {@code wait} or {@code sync}, and the published video
 * workload relies on it.
 */
public sealed interface Event {

  /**
   * Returns where the workload names the event.
   *
   * @return the place of its key
   */
  Location location();

  /**
   * Acquires a mutex.
   *
   * @param mutex its name
   * @param location where it is written
   */
  record Lock(String mutex, Location location) implements Event {}

  /**
   * Releases a mutex that the task holds.
   *
   * @param mutex its name
   * @param location where it is written
   */
  record Unlock(String mutex, Location location) implements Event {}

  /**
   * Waits on a condition, without the mutex while it waits. There is no predicate: a signal that
   * nobody waits for is lost.
   *
   * @param condition the condition's name
   * @param mutex the mutex, which the task holds
   * @param location where it is written
   */
  record Wait(String condition, String mutex, Location location) implements Event {}

  /**
   * Wakes one waiter of a condition.
   *
   * @param condition the condition's name
   * @param location where it is written
   */
  record Signal(String condition, Location location) implements Event {}

  /**
   * Wakes every waiter of a condition.
   *
   * @param condition the condition's name
   * @param location where it is written
   */
  record Broadcast(String condition, Location location) implements Event {}

  /**
   * Wakes one waiter of a condition, then waits on that same condition.
   *
   * @param condition the condition's name
   * @param mutex the mutex, which the task holds
   * @param location where it is written
   */
  record Sync(String condition, String mutex, Location location) implements Event {}

  /**
   * Sleeps.
   *
   * @param nanos for how long
   * @param location where it is written
   */
  record Sleep(long nanos, Location location) implements Event {}

  /**
   * Does an amount of work: as many calibrated loops as take this long on an undisturbed CPU. A
   * task that is preempted meanwhile takes longer.
   *
   * @param nanos the amount
   * @param location where it is written
   */
  record Run(long nanos, Location location) implements Event {}

  /**
   * Works until this much wall-clock time has passed, preempted or not.
   *
   * @param nanos for how long
   * @param location where it is written
   */
  record RunTime(long nanos, Location location) implements Event {}

  /**
   * Sleeps until the timer's next expiry, which lies one period after the last. The first use of a
   * timer starts it. A thread that comes too late does not sleep; a relative timer then starts anew
   * from now, an absolute one keeps its raster.
   *
   * @param timer its name
   * @param periodNanos the period
   * @param relative whether it starts anew when missed; one {@code absolute} use makes every use of
   *     the same timer absolute, as in rt-app
   * @param unique whether each thread has a timer of its own under this name
   * @param location where it is written
   */
  record Timer(String timer, long periodNanos, boolean relative, boolean unique, Location location)
      implements Event {}

  /**
   * Waits on a condition until some {@link Resume} comes. A resume that came before is lost.
   *
   * @param queue the condition's name, after the {@link SuspendRule} has been applied
   * @param location where it is written
   */
  record Suspend(String queue, Location location) implements Event {}

  /**
   * Wakes everybody who waits on a condition.
   *
   * @param queue the condition's name
   * @param location where it is written
   */
  record Resume(String queue, Location location) implements Event {}

  /**
   * Fills memory.
   *
   * @param bytes how much, going round in the thread's buffer
   * @param location where it is written
   */
  record Mem(int bytes, Location location) implements Event {}

  /**
   * Walks through memory.
   *
   * @param type what each step does
   * @param sizeBytes the memory walked through
   * @param count how many walks
   * @param strideBytes the distance between steps
   * @param pattern the order of the steps
   * @param buffer the name of a buffer shared by all who name it, or empty for the thread's own
   * @param location where it is written
   */
  record MemRun(
      MemAccess type,
      int sizeBytes,
      int count,
      int strideBytes,
      MemPattern pattern,
      Optional<String> buffer,
      Location location)
      implements Event {}

  /**
   * Writes to the I/O device of the workload.
   *
   * @param bytes how much
   * @param location where it is written
   */
  record IoRun(int bytes, Location location) implements Event {}

  /**
   * Lets others run.
   *
   * @param location where it is written
   */
  record Yield(Location location) implements Event {}

  /**
   * Waits until all users of a barrier have come; {@link Workload#barrierUsers()} counts them.
   *
   * @param barrier its name
   * @param location where it is written
   */
  record Barrier(String barrier, Location location) implements Event {}

  /**
   * Starts one more thread of a task, as often as {@link Workload#MAX_FORKS} times for each forking
   * thread.
   *
   * @param task the task's name, known to exist
   * @param location where it is written
   */
  record Fork(String task, Location location) implements Event {}

  /**
   * Adds one to a semaphore, which remembers it.
   *
   * @param semaphore its name; it begins at 0
   * @param location where it is written
   */
  record SemPost(String semaphore, Location location) implements Event {}

  /**
   * Takes one from a semaphore, waiting until there is one.
   *
   * @param semaphore its name; it begins at 0
   * @param location where it is written
   */
  record SemWait(String semaphore, Location location) implements Event {}

  /** What a step of {@link MemRun} does. */
  enum MemAccess {
    /** Reads. */
    READ,
    /** Writes. */
    WRITE,
    /** Reads where to go next, so that no step begins before the one before has ended. */
    CHASE
  }

  /** The order of the steps of {@link MemRun}. */
  enum MemPattern {
    /** One after the other. */
    SEQUENTIAL,
    /** In no order. */
    RANDOM
  }
}
