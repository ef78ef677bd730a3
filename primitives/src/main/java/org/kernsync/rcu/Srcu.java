package org.kernsync.rcu;

import java.util.Objects;
import org.kernsync.cpu.CpuIds;

/**
 * RCU whose readers may block: {@code srcu_struct} of Linux. Each object is a domain of its own,
 * which waits for its own readers only.
 *
 * <p>Use it where a section waits for locks, for input and output, or for other threads, or where
 * it begins on one thread and ends on another. Where sections are short use {@link Rcu}, whose
 * readers cost a tenth.
 *
 * <pre>{@code
 * private final Srcu srcu = new Srcu();
 * private final RcuReference<Listener> listener = new RcuReference<>();
 *
 * void publish(Event event) {
 *   long section = srcu.readLock();
 *   try {
 *     listener.dereference().accept(event); // may block
 *   } finally {
 *     srcu.readUnlock(section);
 *   }
 * }
 *
 * void change(Listener next) {
 *   Listener old = listener.replace(next);
 *   srcu.synchronize();
 *   old.close();
 * }
 * }</pre>
 *
 * <p><b>Context:</b> {@link #readLock} and {@link #readUnlock} never block; any thread calls them.
 * The token may be handed to another thread, by any means that orders the two. Sections nest, each
 * with its own token. Nobody knows whose a section is, so who waits for readers inside of one waits
 * for ever: set {@link RcuOptions#stallTimeout} to be told.
 *
 * <p><b>Progress:</b> readers are wait-free: one atomic instruction to enter and one to leave. A
 * grace period waits as long as the readers block.
 *
 * <p><b>Memory effects:</b> as {@link RcuDomain}. Also: {@code readLock} is a full fence.
 *
 * <p><b>Differences from Linux:</b> one flavour for all contexts; {@code readUnlock} may come from
 * any thread, so {@code srcu_down_read} and {@code srcu_up_read} are the same two methods; a token
 * of another domain is refused; stalls can be reported; a close with open sections throws instead
 * of leaking.
 */
public final class Srcu extends RcuDomain {
  private final CounterPair counters;

  /** Makes a domain with the default {@link Builder}. */
  public Srcu() {
    this(new Builder());
  }

  /**
   * Makes a domain whose counters are kept per CPU.
   *
   * @param cpus says on which CPU a thread is, as {@link Builder#cpus}
   */
  public Srcu(CpuIds cpus) {
    this(new Builder().cpus(cpus));
  }

  private Srcu(Builder builder) {
    this(builder, new CounterPair(builder.cpus));
  }

  private Srcu(Builder builder, CounterPair counters) {
    super(new Waited(counters), builder);
    this.counters = counters;
  }

  private record Waited(CounterPair counters) implements GracePeriods.Readers {
    @Override
    public void awaitEarlierThan(long sequence, ReaderWait wait) {
      counters.awaitEarlier(wait, () -> {}); // sections belong to nobody
    }

    @Override
    public boolean includeCaller() {
      return false; // sections belong to nobody
    }
  }

  /**
   * Begins a section.
   *
   * @return the token for {@link #readUnlock}, above 0
   */
  public long readLock() {
    return counters.enter();
  }

  /**
   * Ends a section, on any thread. Each token ends one section once; a second time is not noticed
   * here, and grace periods may then be too short or never end.
   *
   * @param token from {@link #readLock} of this domain
   * @throws IllegalArgumentException if that cannot be a token of this domain; nothing has changed
   */
  public void readUnlock(long token) {
    counters.exit(token);
  }

  /**
   * As {@link RcuDomain#close}, if no section is open.
   *
   * @throws IllegalStateException if a section is open, or as {@link #barrier}; the domain stays
   *     open
   */
  @Override
  public void close() {
    long open = counters.inside();
    if (open != 0) {
      throw new IllegalStateException("close of a domain with " + open + " open sections");
    }
    super.close();
  }

  @Override
  boolean isCallerReading() {
    return false; // sections belong to nobody
  }

  @Override
  long readerCount() {
    return counters.inside();
  }

  /**
   * Begins a domain with options.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The options of a domain. */
  public static final class Builder extends RcuOptions<Builder> {
    private CpuIds cpus = CpuIds.threads();

    private Builder() {
      super(Long.MAX_VALUE);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Per what to count sections. The default is {@link CpuIds#threads}.
     *
     * @param cpus says on which CPU a thread is. It is asked once when a section begins; where it
     *     ends does not matter, nor whether the CPU is the caller's alone
     * @return this
     */
    public Builder cpus(CpuIds cpus) {
      this.cpus = Objects.requireNonNull(cpus, "cpus");
      return this;
    }

    /**
     * Makes the domain.
     *
     * @return a new one
     */
    public Srcu build() {
      return new Srcu(this);
    }
  }
}
