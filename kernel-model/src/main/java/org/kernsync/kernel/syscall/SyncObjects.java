package org.kernsync.kernel.syscall;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;

/**
 * The synchronization objects of a user process, by handle: the library's own mutexes and
 * semaphores, conditions and barriers built from its wait queues. Every wait can be ended by a
 * signal.
 */
public final class SyncObjects {
  /** Kind of {@link Nr#SYNC_CREATE}: a mutex. */
  public static final int MUTEX = 0;

  /** Kind of {@link Nr#SYNC_CREATE}: a condition variable. */
  public static final int CONDITION = 1;

  /** Kind of {@link Nr#SYNC_CREATE}: a counting semaphore with the given value. */
  public static final int SEMAPHORE = 2;

  /** Kind of {@link Nr#SYNC_CREATE}: a barrier for the given number of tasks. */
  public static final int BARRIER = 3;

  private static final int MAX_OBJECTS = 10_000;

  private final Scheduler scheduler;
  private final List<Object> objects = new CopyOnWriteArrayList<>();

  SyncObjects(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Under the monitor, held for an instant and never across a poll: a handle is a place. */
  synchronized long create(long kind, long value) {
    if (objects.size() >= MAX_OBJECTS) {
      return -Errno.ENOMEM;
    }
    if (value < 0 || value > Integer.MAX_VALUE) {
      return -Errno.EINVAL;
    }
    switch ((int) kind) {
      case MUTEX -> objects.add(new Mutex());
      case CONDITION -> objects.add(new UserCondition(scheduler));
      case SEMAPHORE -> objects.add(new CountingSemaphore((int) value));
      case BARRIER -> objects.add(new UserBarrier(scheduler, (int) value));
      default -> {
        return -Errno.EINVAL;
      }
    }
    return objects.size() - 1;
  }

  private <T> T get(long handle, Class<T> kind) {
    if (handle < 0 || handle >= objects.size()) {
      return null;
    }
    Object object = objects.get((int) handle);
    return kind.isInstance(object) ? kind.cast(object) : null;
  }

  long lock(UserThread thread, long handle) {
    Mutex mutex = get(handle, Mutex.class);
    if (mutex == null) {
      return -Errno.EINVAL;
    }
    if (mutex.isHeldByCurrentThread()) {
      return -Errno.EDEADLK;
    }
    return lock(thread, mutex);
  }

  private long lock(UserThread thread, Mutex mutex) {
    if (!mutex.tryLock()
        && !scheduler.sleepInterruptibly(thread.task(), mutex::lockInterruptibly)) {
      return -Errno.EINTR;
    }
    thread.held().add(mutex);
    return 0;
  }

  long unlock(UserThread thread, long handle) {
    Mutex mutex = get(handle, Mutex.class);
    if (mutex == null) {
      return -Errno.EINVAL;
    }
    if (!thread.held().remove(mutex)) {
      return -Errno.EPERM;
    }
    mutex.unlock();
    return 0;
  }

  /** A killed task lets go of what it holds. */
  static void releaseAll(UserThread thread) {
    thread.held().forEach(Mutex::unlock);
    thread.held().clear();
  }

  long await(UserThread thread, long conditionHandle, long mutexHandle) {
    UserCondition condition = get(conditionHandle, UserCondition.class);
    Mutex mutex = get(mutexHandle, Mutex.class);
    if (condition == null || mutex == null) {
      return -Errno.EINVAL;
    }
    if (!thread.held().remove(mutex)) {
      return -Errno.EPERM;
    }
    boolean signalled = condition.await(thread.task(), mutex::unlock);
    return signalled ? lock(thread, mutex) : -Errno.EINTR;
  }

  long signal(Task self, long handle, boolean all) {
    UserCondition condition = get(handle, UserCondition.class);
    if (condition == null) {
      return -Errno.EINVAL;
    }
    if (all) {
      condition.broadcast(self);
    } else {
      condition.signal(self);
    }
    return 0;
  }

  long down(Task self, long handle) {
    CountingSemaphore semaphore = get(handle, CountingSemaphore.class);
    if (semaphore == null) {
      return -Errno.EINVAL;
    }
    boolean taken =
        semaphore.tryDown() || scheduler.sleepInterruptibly(self, semaphore::downInterruptibly);
    return taken ? 0 : -Errno.EINTR;
  }

  long up(long handle) {
    CountingSemaphore semaphore = get(handle, CountingSemaphore.class);
    if (semaphore == null) {
      return -Errno.EINVAL;
    }
    semaphore.up();
    return 0;
  }

  long awaitBarrier(Task self, long handle) {
    UserBarrier barrier = get(handle, UserBarrier.class);
    if (barrier == null) {
      return -Errno.EINVAL;
    }
    return barrier.await(self) ? 0 : -Errno.EINTR;
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (int handle = 0; handle < objects.size(); handle++) {
      Object object = objects.get(handle);
      boolean atRest =
          switch (object) {
            case Mutex mutex -> !mutex.isLocked() && !mutex.hasQueuedThreads();
            case CountingSemaphore semaphore -> !semaphore.hasQueuedThreads();
            case UserCondition condition -> condition.isAtRest();
            case UserBarrier barrier -> barrier.isAtRest();
            default -> false;
          };
      if (!atRest) {
        report.accept("sync object " + handle + " is held or waited for: " + object);
      }
    }
  }
}
