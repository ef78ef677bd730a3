package org.kernsync.rcu;

import java.util.Objects;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.ThreadKinds;

/**
 * Read-copy-update for ordinary threads: readers wait for nobody, and a writer that has made
 * something unreachable can wait until every reader who may still use it is done.
 *
 * <p>Use it where reading is frequent, and where something has to happen <em>after</em> the last
 * reader: to recycle a buffer, to unmap memory, to stop a module, to switch a mode. Where the
 * garbage collector is all that has to happen, a volatile field is enough. Not for readers that
 * block for long: they hold up every grace period; {@link Srcu} is for those.
 *
 * <pre>{@code
 * private final Rcu rcu = new Rcu();
 * private final RcuReference<Table> table = new RcuReference<>(new Table());
 *
 * int lookUp(int key) {
 *   rcu.readLock();
 *   try {
 *     return table.dereference().get(key);
 *   } finally {
 *     rcu.readUnlock();
 *   }
 * }
 *
 * void change(Table next) {
 *   Table old = table.replace(next);
 *   rcu.synchronize(); // every reader that could have seen the old table is done
 *   old.recycle();
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread reads, platform or virtual, nested as it likes, with no
 * registration; {@link #readSection} is the faster form of a section, and {@link #register} gives a
 * handle that is faster still. {@link #readEnter} is for sections that end on another thread.
 * Whatever waits for a grace period may block, must not stand inside of a read section, and keeps
 * its interrupt for later.
 *
 * <p><b>Progress:</b> readers are wait-free. A reader that loses its processor inside, or blocks
 * there, holds up grace periods and no other reader. If one takes too long the domain says so: see
 * {@link RcuOptions#onStall}.
 *
 * <p><b>Memory effects:</b> a grace period waits for all sections that began before it. Everything
 * done in them happens-before the return of {@link #synchronize} (or the callback); and everything
 * done before {@code synchronize} was called happens-before every section that begins after it
 * returned. A section that overlaps a grace period either ends before it does, or sees all that was
 * done before it began. Read sections order nothing else: use {@link RcuReference}, or acquire
 * loads, to follow pointers.
 *
 * <p><b>Differences from Linux:</b> there is no global domain; a section may be preempted, since
 * nothing can forbid that here; a callback runs in the order in which it was queued. Where the
 * kernel watches context switches, each reader publishes an epoch; the store-load fence that this
 * takes is paid by the grace period, through {@code membarrier}, or by the reader where that is not
 * to be had: {@link #fenceMode}.
 *
 * @see <a href="https://docs.kernel.org/RCU/index.html">the kernel's documents on RCU</a>
 */
public final class Rcu extends RcuDomain {
  private final RcuReaders readers;
  private final CounterPair counters;
  private final CountedReaders countedReaders;
  private final ReaderPlaces places;
  private final OwnReader[] atPlaces;
  private final ThreadLocal<Section> ownReader = new ThreadLocal<>();

  /** Makes a domain with the default {@link Builder}. */
  public Rcu() {
    this(new Builder());
  }

  /**
   * Makes a domain whose counters, of virtual threads and of tokens, are kept per CPU.
   *
   * @param cpus says on which CPU a thread is, as {@link Builder#cpus}
   */
  public Rcu(CpuIds cpus) {
    this(new Builder().cpus(cpus));
  }

  private Rcu(Builder builder) {
    this(
        builder,
        new RcuReaders(),
        new CounterPair(builder.cpus),
        new CountedReaders(),
        new ReaderPlaces());
  }

  private Rcu(
      Builder builder,
      RcuReaders readers,
      CounterPair counters,
      CountedReaders countedReaders,
      ReaderPlaces places) {
    super(new Waited(readers, counters, countedReaders, places), builder);
    this.readers = readers;
    this.counters = counters;
    this.countedReaders = countedReaders;
    this.places = places;
    atPlaces = places.all();
  }

  /** Whom the grace periods of this domain wait for. Holds no reference to the domain. */
  private record Waited(
      RcuReaders readers, CounterPair counters, CountedReaders countedReaders, ReaderPlaces places)
      implements GracePeriods.Readers {
    @Override
    public void awaitEarlierThan(long sequence, ReaderWait wait) {
      readers.awaitEarlierThan(sequence, wait);
      counters.awaitEarlier(wait, countedReaders::endThoseOfTheDead);
      places.forgetTheDead();
    }

    @Override
    public boolean includeCaller() {
      return readers.includeCaller();
    }
  }

  // ---- reading

  private Section newReader() {
    Thread self = Thread.currentThread();
    if (ThreadKinds.isVirtual(self)) {
      CountedReader reader = new CountedReader(counters, self);
      ownReader.set(reader);
      countedReaders.add(reader);
      return reader;
    }
    // Registered first: what a thread finds as its own must be one that grace periods look at.
    OwnReader reader = new OwnReader(gracePeriods(), self);
    readers.add(reader);
    try {
      ownReader.set(reader);
    } catch (OutOfMemoryError | StackOverflowError noRoom) {
      readers.remove(reader);
      throw noRoom;
    }
    return reader;
  }

  /**
   * Begins a read section of the calling thread. Sections nest; only the outermost one counts.
   *
   * @throws OutOfMemoryError if this is the thread's first section and there is no memory for its
   *     record; the section has not begun then
   */
  public void readLock() {
    OwnReader atItsPlace = ReaderPlaces.find(atPlaces, Thread.currentThread());
    if (atItsPlace != null) {
      atItsPlace.enter();
    } else {
      Section unused = readSectionElsewhere();
    }
  }

  private Section readSectionElsewhere() {
    Section reader = ownReader.get();
    if (reader == null) {
      reader = newReader();
    }
    if (reader instanceof OwnReader own) {
      places.offer(own);
      own.enter();
    } else {
      ((CountedReader) reader).readLock();
    }
    return reader;
  }

  /**
   * Ends a read section of the calling thread.
   *
   * @throws IllegalStateException if none is open; nothing has changed then
   */
  public void readUnlock() {
    OwnReader atItsPlace = ReaderPlaces.find(atPlaces, Thread.currentThread());
    if (atItsPlace != null) {
      atItsPlace.leave();
    } else {
      readUnlockElsewhere();
    }
  }

  private void readUnlockElsewhere() {
    Section reader = ownReader.get();
    if (reader instanceof OwnReader own) {
      own.leave();
    } else if (reader instanceof CountedReader own) {
      own.readUnlock();
    } else {
      throw CountedReader.notOpen();
    }
  }

  /**
   * Whether the calling thread is inside of a section that it began by {@link #readLock}. Sections
   * by handle or token do not count.
   *
   * @return true if it is
   */
  public boolean isReadLockHeld() {
    Section reader = ownReader.get();
    return reader instanceof OwnReader own && own.isInside()
        || reader instanceof CountedReader counted && counted.isReadLockHeld();
  }

  /**
   * Begins a section for a {@code try} statement, which ends it. Allocates nothing, and looks the
   * thread up once where {@link #readLock} and {@link #readUnlock} do so twice: so this is the
   * faster form.
   *
   * <pre>{@code
   * try (Rcu.Section reading = rcu.readSection()) {
   *   use(table.dereference());
   * }
   * }</pre>
   *
   * @return what ends the section when it is closed; the same object for all sections of a thread
   * @throws OutOfMemoryError as {@link #readLock}
   */
  public Section readSection() {
    OwnReader atItsPlace = ReaderPlaces.find(atPlaces, Thread.currentThread());
    if (atItsPlace != null) {
      atItsPlace.enter();
      return atItsPlace;
    }
    return readSectionElsewhere();
  }

  /** What a {@code try} statement closes to end a section. Of the thread that began it. */
  public sealed interface Section extends AutoCloseable permits OwnReader, CountedReader {
    /**
     * Ends a section of the calling thread, as {@link Rcu#readUnlock}.
     *
     * @throws IllegalStateException if none is open, or if this is a section of another thread;
     *     nothing has changed then
     */
    @Override
    void close();
  }

  /**
   * Makes a handle for the calling thread.
   *
   * @return the handle, to be closed by that thread when it reads no more
   */
  public RcuReader register() {
    RcuReader reader = new RcuReader(gracePeriods(), readers, Thread.currentThread());
    readers.add(reader);
    return reader;
  }

  /**
   * Begins a section that any thread may end. Two atomic instructions for the whole section.
   *
   * @return the token for {@link #readExit}, above 0
   */
  public long readEnter() {
    return counters.enter();
  }

  /**
   * Ends the section of a token. Each token ends one section once; that is not checked.
   *
   * @param token from {@link #readEnter} of this domain
   * @throws IllegalArgumentException if that cannot be a token of this domain
   */
  public void readExit(long token) {
    counters.exit(token);
  }

  // ---- the domain

  /** The caller's own sections, and those by handles of its own. */
  @Override
  boolean isCallerReading() {
    return isReadLockHeld() || readers.includeCaller();
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
    private CpuIds cpus = CpuIds.threads();

    private Builder() {
      super(Stalls.DEFAULT_TIMEOUT_NANOS);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Per what to count the sections of virtual threads and of tokens; those of platform threads
     * are each thread's own. The default is {@link CpuIds#threads}.
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
    public Rcu build() {
      return new Rcu(this);
    }
  }
}
