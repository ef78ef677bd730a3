package org.kernsync.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks a thread that has a place in line, and tells if its stack has no room for that. A platform
 * thread needs a few frames for it, which {@link StackReserve} has made sure of. The stack of a
 * virtual thread is moved to the heap and back, frame by frame where they are interpreted; on a
 * deep stack that takes more than any reserve, and {@code park} throws. A thread that let this
 * error pass would keep its place, and be given a lock that it does not know of.
 */
public final class Parking {
  private Parking() {}

  /**
   * Parks. May return early for any reason, as {@link LockSupport#park(Object)}.
   *
   * @param blocker what tools show as what the thread waits for
   * @return null; or the error, if the stack has no room: leave the line, and throw it
   */
  public static StackOverflowError park(Object blocker) {
    try {
      LockSupport.park(blocker);
    } catch (StackOverflowError noRoom) {
      return noRoom;
    }
    return null;
  }

  /**
   * Parks, no longer than a time. May return early for any reason.
   *
   * @param blocker what tools show as what the thread waits for
   * @param nanos how long at most; zero or less: not at all
   * @return null; or the error, if the stack has no room: leave the line, and throw it
   */
  public static StackOverflowError parkNanos(Object blocker, long nanos) {
    try {
      LockSupport.parkNanos(blocker, nanos);
    } catch (StackOverflowError noRoom) {
      return noRoom;
    }
    return null;
  }
}
