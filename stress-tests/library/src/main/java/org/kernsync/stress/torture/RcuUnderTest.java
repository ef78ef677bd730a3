package org.kernsync.stress.torture;

import java.util.List;
import org.kernsync.rcu.QsbrRcu;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.rcu.Srcu;

/** What {@link RcuTorture} asks of a domain. Adapt yours with a few lines. */
public interface RcuUnderTest extends AutoCloseable {
  /** A thread's way to read. Used by the thread that made it. */
  interface Reader extends AutoCloseable {
    /**
     * Begins a section; they nest.
     *
     * @return what {@link #unlock} takes
     */
    long lock();

    /**
     * Follows a pointer, inside of a section.
     *
     * @param pointer the pointer
     * @param <T> what it points to
     * @return what it points to
     */
    default <T> T dereference(RcuReference<T> pointer) {
      return pointer.dereference();
    }

    /**
     * Ends the innermost section, or where {@link Way#handsOver} one that another reader began.
     *
     * @param token from {@link #lock}
     */
    void unlock(long token);

    /** Called between sections: nothing is held. */
    default void quiescent() {}

    /** Called between sections: nothing is held until {@link #online}. */
    default void offline() {}

    /** Ends what {@link #offline} began. */
    default void online() {}

    /** The thread reads no more. Some threads end without it. */
    @Override
    default void close() {}
  }

  /** One way to read: a domain may have several. */
  interface Way {
    /**
     * Makes a reader for the calling thread.
     *
     * @return the reader
     */
    Reader newReader();

    /**
     * Whether any reader of this way may end a section that another one began.
     *
     * @return true if so
     */
    default boolean handsOver() {
      return false;
    }

    /**
     * Whether a thread of any kind may end in the middle of a section, and grace periods go on.
     *
     * @return true if so
     */
    default boolean survivesDeath() {
      return false;
    }
  }

  /**
   * The ways to read, which are mixed.
   *
   * @return one or more
   */
  List<Way> ways();

  /** Waits for a grace period. */
  void synchronize();

  /** Waits for a grace period, in a hurry. */
  default void synchronizeExpedited() {
    synchronize();
  }

  /**
   * Starts a grace period; allowed in a section.
   *
   * @return the cookie
   */
  long startPoll();

  /**
   * Whether a grace period is over.
   *
   * @param cookie from {@link #startPoll}
   * @return true if so
   */
  boolean poll(long cookie);

  /**
   * Waits unless a grace period is over.
   *
   * @param cookie from {@link #startPoll}
   */
  default void condSynchronize(long cookie) {
    if (!poll(cookie)) {
      synchronize();
    }
  }

  /**
   * Runs something after a grace period; allowed in callbacks.
   *
   * @param callback what to run
   */
  void call(Runnable callback);

  /** Waits for the callbacks queued so far. */
  void barrier();

  /**
   * How many grace periods there were.
   *
   * @return a count, for the summary
   */
  long gracePeriods();

  /**
   * Whether readers may block for long.
   *
   * @return true if sections are to sleep often
   */
  default boolean readersBlock() {
    return false;
  }

  /**
   * How many callbacks may wait in a flood by one thread: the bound on memory.
   *
   * @return a number, or {@link Long#MAX_VALUE} where nothing is promised
   */
  default long mostCallbacks() {
    return Long.MAX_VALUE;
  }

  /** Ends the domain, after all readers are gone. */
  @Override
  void close();

  /**
   * A domain of Kernsync.
   *
   * @param rcu the domain
   * @return the same, with three ways to read
   */
  static RcuUnderTest of(Rcu rcu) {
    return new KernsyncRcu(rcu, RcuWays.of(rcu), false);
  }

  /**
   * A domain of Kernsync.
   *
   * @param rcu the domain
   * @return the same
   */
  static RcuUnderTest of(QsbrRcu rcu) {
    return new KernsyncRcu(rcu, List.of(RcuWays.of(rcu)), false);
  }

  /**
   * A domain of Kernsync.
   *
   * @param srcu the domain
   * @return the same
   */
  static RcuUnderTest of(Srcu srcu) {
    return new KernsyncRcu(srcu, List.of(RcuWays.of(srcu)), true);
  }
}
