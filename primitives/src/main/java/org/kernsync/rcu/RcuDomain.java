package org.kernsync.rcu;

import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;
import org.kernsync.atomic.FenceMode;
import org.kernsync.atomic.MemoryBarriers;

/**
 * The updater's side of RCU, which is the same for all domains: waiting for readers, callbacks,
 * polled grace periods. How readers read is up to {@link Rcu}, {@link Srcu} and {@link QsbrRcu}.
 *
 * <p><b>Context:</b> whatever waits may block, must not be called by who reads, and keeps an
 * interrupt for later. {@link #call(RcuNode)} and {@link #startPoll} may be called by readers.
 *
 * <p><b>Progress:</b> a grace period takes as long as the longest section that began before it.
 * Concurrent callers share grace periods: who comes while one is under way waits for the end of
 * that one and of the next. One thread drives it for all, at its own pace: an expedited caller may
 * find one at the wheel that naps for up to 1 ms.
 *
 * <p><b>Memory effects:</b> everything done in sections that began before the call happens-before
 * the return of {@link #synchronize}, {@link #condSynchronize}, a {@link #poll} that says true, and
 * the callback. Everything done before the call happens-before all sections that begin after the
 * grace period. A section that overlaps a grace period either ends before it does, or sees all that
 * was done before it began.
 *
 * <p><b>Differences from Linux:</b> there are no global domains; the callbacks of one domain run in
 * the order in which they were queued, one at a time.
 */
public abstract sealed class RcuDomain implements AutoCloseable permits Rcu, QsbrRcu, Srcu {
  /** A cookie of {@link #startPoll} whose grace period is over: {@link #poll} says true of it. */
  public static final long COMPLETED = GracePeriods.COMPLETED;

  private final GracePeriods gracePeriods;
  private final Callbacks callbacks;
  private final ThreadPoolExecutor ownWorker;
  private volatile boolean closed;

  RcuDomain(GracePeriods.Readers readers, RcuOptions<?> options) {
    gracePeriods = new GracePeriods(readers, options.stalls());
    ownWorker = options.executor() == null ? Workers.newWorker() : null;
    callbacks = new Callbacks(gracePeriods, ownWorker == null ? options.executor() : ownWorker);
  }

  final GracePeriods gracePeriods() {
    return gracePeriods;
  }

  /** Whether the caller may hold pointers, as far as that can be known. */
  abstract boolean isCallerReading();

  /**
   * Called before the caller waits for readers.
   *
   * @throws IllegalStateException if it would wait for itself
   */
  void beginWait() {
    if (isCallerReading()) {
      throw GracePeriods.insideOwnSection();
    }
  }

  /** Called after a {@link #beginWait} that returned. */
  void endWait() {}

  /** Handles, or whatever readers there are to be counted. */
  abstract long readerCount();

  // ---- waiting for readers

  private void await(long cookie, boolean expedited) {
    beginWait();
    try {
      gracePeriods.await(cookie, expedited);
    } finally {
      endWait();
    }
  }

  /**
   * Waits until every section has ended that began before this call.
   *
   * @throws IllegalStateException if the caller is known to be in a section
   */
  public final void synchronize() {
    await(gracePeriods.snapshot(), false);
  }

  /**
   * As {@link #synchronize}, sooner: looks at readers more often, for more processor time.
   *
   * @throws IllegalStateException if the caller is known to be in a section
   */
  public final void synchronizeExpedited() {
    await(gracePeriods.snapshot(), true);
  }

  /**
   * Starts a grace period, if none that would do is on its way, and does not wait for it.
   *
   * @return a cookie for {@link #poll} and {@link #condSynchronize}
   * @throws IllegalStateException if the domain is closed
   */
  public final long startPoll() {
    long cookie = gracePeriods.snapshot();
    call(new Nothing());
    return cookie;
  }

  private static final class Nothing extends RcuNode {
    @Override
    protected void reclaim() {}
  }

  /**
   * Whether a grace period has passed since a cookie was taken.
   *
   * @param cookie from {@link #startPoll} of this domain, or {@link #COMPLETED}
   * @return true if so, with the memory effects of {@link #synchronize}
   */
  public final boolean poll(long cookie) {
    return gracePeriods.isOver(cookie);
  }

  /**
   * Waits for a grace period only if none has passed since a cookie was taken.
   *
   * @param cookie from {@link #startPoll} of this domain, or {@link #COMPLETED}
   * @throws IllegalStateException if it has to wait, and the caller is known to be in a section
   */
  public final void condSynchronize(long cookie) {
    if (!poll(cookie)) {
      await(cookie, false);
    }
  }

  // ---- callbacks

  /**
   * Lets something be done after a grace period, and does not wait for it. For use where {@link
   * #call(RcuNode)} does not fit; allocates a node.
   *
   * @param callback what to do; runs once, on the domain's worker
   * @throws IllegalStateException if the domain is closed
   * @throws java.util.concurrent.RejectedExecutionException if the given executor refuses to work;
   *     the callback is queued and runs when it works again
   */
  public final void call(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    call(
        new RcuNode() {
          @Override
          protected void reclaim() {
            callback.run();
          }
        });
  }

  /**
   * Lets a node be reclaimed after a grace period, and does not wait for it. Allowed in a read
   * section. Where callbacks pile up faster than grace periods pass, the caller is slowed down by
   * at most 10 ms, unless it is known to be in a section.
   *
   * @param node on no queue
   * @throws IllegalStateException if the node is queued already, which stays as it is; or if the
   *     domain is closed
   * @throws java.util.concurrent.RejectedExecutionException if the given executor refuses to work;
   *     the node is queued and runs when it works again
   * @throws OutOfMemoryError if the worker's thread cannot be started; the node is queued
   */
  public final void call(RcuNode node) {
    Objects.requireNonNull(node, "node");
    if (closed) { // volatile: a hint to a careless caller, see #close
      throw new IllegalStateException("call on a closed domain");
    }
    if (!node.tryQueue()) {
      throw new IllegalStateException("call of a node that is queued already: " + node);
    }
    int waiting = callbacks.call(node);
    if (waiting >= Callbacks.CROWD && !isCallerReading()) {
      callbacks.throttle();
    }
  }

  /**
   * Waits until every callback has run that was queued before this call. What these did
   * happens-before the return, and so do the sections that they waited for. Of other sections
   * nothing is promised: a barrier is no {@link #synchronize}.
   *
   * @throws IllegalStateException if called from a callback, or in a section of the caller's own
   * @throws java.util.concurrent.RejectedExecutionException if the given executor refuses to work
   */
  public final void barrier() {
    beginWait();
    try {
      callbacks.barrier();
    } finally {
      endWait();
    }
  }

  // ---- the domain

  /**
   * Waits for all callbacks and lets the worker go. Sections and waiting for them go on to work.
   *
   * @throws IllegalStateException as {@link #barrier}; the domain stays open
   */
  @Override
  public void close() {
    barrier();
    closed = true; // volatile: seen by calls from now on
    barrier(); // who called meanwhile is served
    if (ownWorker != null) {
      Workers.letGo(ownWorker);
    }
  }

  /**
   * Who pays for the fence between publishing an epoch and following pointers.
   *
   * @return the mode, the same for all domains of the process
   */
  public final FenceMode fenceMode() {
    return MemoryBarriers.fenceMode();
  }

  /**
   * What the domain has done so far, for monitoring: each number by itself is right at some moment
   * during the call.
   *
   * @return the numbers
   */
  public final Statistics statistics() {
    return new Statistics(
        gracePeriods.completed(),
        callbacks.executed(),
        callbacks.waiting(),
        callbacks.throttled(),
        readerCount());
  }

  /**
   * What a domain has done.
   *
   * @param gracePeriods grace periods that are over
   * @param callbacksRun callbacks that have been run, those of barriers and polls included
   * @param callbacksWaiting callbacks that no grace period has been begun for
   * @param callsThrottled calls that were slowed down because too many waited
   * @param readers handles, those of platform threads that read without one included; of {@link
   *     Srcu} open sections
   */
  public record Statistics(
      long gracePeriods,
      long callbacksRun,
      long callbacksWaiting,
      long callsThrottled,
      long readers) {}

  @Override
  public String toString() {
    String end = closed ? ", closed]" : "]"; // volatile: diagnostics
    return getClass().getSimpleName() + "[" + fenceMode() + ", " + statistics() + end;
  }
}
