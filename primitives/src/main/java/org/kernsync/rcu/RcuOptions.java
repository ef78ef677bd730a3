package org.kernsync.rcu;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The options that domains of every kind have.
 *
 * @param <B> the builder itself
 */
public abstract sealed class RcuOptions<B extends RcuOptions<B>>
    permits Rcu.Builder, QsbrRcu.Builder, Srcu.Builder {
  private static final System.Logger LOG = System.getLogger(RcuOptions.class.getPackageName());

  private Executor executor;
  private long stallNanos;
  private Consumer<RcuStall> onStall =
      stall -> LOG.log(System.Logger.Level.WARNING, stall::describe);

  RcuOptions(long stallNanos) {
    this.stallNanos = stallNanos;
  }

  abstract B self();

  /**
   * Who runs callbacks: one task at a time. The default is a daemon thread of the domain's own that
   * comes and goes with the work.
   *
   * @param executor must not run tasks in the calling thread
   * @return this
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /**
   * After how long a grace period counts as stalled; reported again each time as long.
   *
   * @param timeout more than 0; unless set, 21 seconds as in Linux, and for {@link Srcu}, whose
   *     readers may take their time, never
   * @param unit the unit of {@code timeout}
   * @return this
   * @throws IllegalArgumentException if the timeout is 0 or less
   */
  public B stallTimeout(long timeout, TimeUnit unit) {
    if (timeout <= 0) {
      throw new IllegalArgumentException("stall timeout " + timeout + " is not above 0");
    }
    stallNanos = unit.toNanos(timeout);
    return self();
  }

  /**
   * Who is told of a stall, in the thread that waits for the grace period. The default logs a
   * warning with the reader's stack to the system logger {@code org.kernsync.rcu}.
   *
   * @param handler must return soon
   * @return this
   */
  public B onStall(Consumer<RcuStall> handler) {
    onStall = Objects.requireNonNull(handler, "handler");
    return self();
  }

  /** The executor given; null if none. */
  final Executor executor() {
    return executor;
  }

  final Stalls stalls() {
    return new Stalls(stallNanos, onStall);
  }
}
