package org.kernsync.internal;

/**
 * Reports contended waits to JDK Flight Recorder, and costs one check where nobody records. Usage,
 * in the slow path of a lock:
 *
 * <pre>{@code
 * Object wait = ContendedWaits.begin();
 * ... wait for the lock ...
 * ContendedWaits.end(wait, lock, holder);
 * }</pre>
 *
 * <p>Never throws, works on a runtime without {@code jdk.jfr} (then it does nothing), allocates one
 * event while somebody records and else nothing.
 */
public final class ContendedWaits {
  /** Asked whether the event is recorded; null where the runtime has no {@code jdk.jfr}. */
  private static final Object PROBE = newProbe();

  private ContendedWaits() {}

  /**
   * Call when the wait begins.
   *
   * @return what {@link #end} wants back; null if nobody records
   */
  public static Object begin() {
    return PROBE == null ? null : Recorder.begin();
  }

  /**
   * Call when the wait is over.
   *
   * @param wait what {@link #begin} returned
   * @param lock what was waited for
   * @param holder who held it when the wait began; null if unknown
   */
  public static void end(Object wait, Object lock, Thread holder) {
    if (wait != null) {
      Recorder.end(wait, lock, holder);
    }
  }

  private static Object newProbe() {
    try {
      return Recorder.newProbe();
    } catch (LinkageError noFlightRecorder) {
      return null;
    } catch (OutOfMemoryError | StackOverflowError notNow) {
      return null; // no events, then; a failed initialization would fail every wait from now on
    }
  }

  /** Everything that links to {@code jdk.jfr}: loaded only if the probe could be made. */
  private static final class Recorder {
    static Object newProbe() {
      return new ContendedWaitEvent();
    }

    static Object begin() {
      if (!((ContendedWaitEvent) PROBE).isEnabled()) {
        return null;
      }
      try {
        ContendedWaitEvent event = new ContendedWaitEvent();
        event.begin();
        return event;
      } catch (OutOfMemoryError lostEvent) {
        return null; // the lock matters, its record does not
      }
    }

    static void end(Object wait, Object lock, Thread holder) {
      try {
        ContendedWaitEvent event = (ContendedWaitEvent) wait;
        event.end();
        if (event.shouldCommit()) {
          event.lockClass = lock.getClass();
          event.lockIdentity = System.identityHashCode(lock);
          event.holder = holder;
          event.commit();
        }
      } catch (OutOfMemoryError lostEvent) {
        return; // as in begin
      }
    }
  }
}
