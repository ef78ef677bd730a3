package org.kernsync.rcu;

/**
 * RCU by quiescent states: readers say from time to time that they hold nothing, and reading itself
 * costs nothing at all. The flavour {@code qsbr} of liburcu, and the way of the kernel, where a
 * context switch is such a state.
 *
 * <p>Use it for threads that run a loop with a place where nothing is held: event loops, workers
 * between two jobs, the CPUs of a kernel model. Not where code that may read is called from
 * anywhere: a registered thread that forgets to report holds up all grace periods. {@link Rcu} asks
 * less of its readers.
 *
 * <pre>{@code
 * try (QsbrReader reader = rcu.register()) {
 *   while (running) {
 *     Job job = jobs.poll();
 *     if (job == null) {
 *       reader.offline();
 *       job = jobs.take(); // blocks, and holds up nobody
 *       reader.online();
 *     }
 *     job.run(routes.dereference());
 *     reader.quiescent();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> only registered threads may read, and only while online. Who waits for readers
 * ({@link #synchronize}, {@link #barrier} and the like) says by that, that it holds nothing: its
 * own handles are offline for as long as it waits, as in liburcu. {@link #call} says nothing of the
 * kind, and does not slow down a caller that is online.
 *
 * <p><b>Progress:</b> readers are wait-free. A reader that is online and does not report holds up
 * grace periods; the stall detector names it.
 *
 * <p><b>Memory effects:</b> as {@link RcuDomain}; a section lasts from one quiescent state of a
 * reader to its next.
 *
 * <p><b>Differences from Linux:</b> handles instead of CPUs; {@code offline} is the kernel's
 * extended quiescent state (idle, user mode).
 */
public final class QsbrRcu extends RcuDomain {
  private final RcuReaders readers;

  /** Makes a domain with the default {@link Builder}. */
  public QsbrRcu() {
    this(new Builder(), new RcuReaders());
  }

  private QsbrRcu(Builder builder, RcuReaders readers) {
    super(new Waited(readers), builder);
    this.readers = readers;
  }

  private record Waited(RcuReaders readers) implements GracePeriods.Readers {
    @Override
    public void awaitEarlierThan(long sequence, ReaderWait wait) {
      readers.awaitEarlierThan(sequence, wait);
    }

    @Override
    public boolean includeCaller() {
      return readers.includeCaller();
    }
  }

  /**
   * Makes a handle that belongs to the calling thread, online.
   *
   * @return the handle, to be closed when it reads no more
   */
  public QsbrReader register() {
    QsbrReader reader = new QsbrReader(gracePeriods(), readers, Thread.currentThread());
    readers.add(reader);
    reader.online();
    return reader;
  }

  @Override
  boolean isCallerReading() {
    return readers.includeCaller();
  }

  @Override
  void beginWait() {
    Thread self = Thread.currentThread();
    for (EpochReader reader : readers.all()) {
      if (reader.owner() == self) {
        ((QsbrReader) reader).beginWait();
      }
    }
  }

  @Override
  void endWait() {
    Thread self = Thread.currentThread();
    for (EpochReader reader : readers.all()) {
      if (reader.owner() == self) {
        ((QsbrReader) reader).endWait();
      }
    }
  }

  @Override
  long readerCount() {
    return readers.count();
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
    private Builder() {
      super(Stalls.DEFAULT_TIMEOUT_NANOS);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Makes the domain.
     *
     * @return a new one
     */
    public QsbrRcu build() {
      return new QsbrRcu(this, new RcuReaders());
    }
  }
}
