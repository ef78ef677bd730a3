package org.kernsync.stress.lincheck;

import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.stress.broken.MovingPerCpuCounter;
import org.kernsync.stress.broken.NaivePerCpuCounter;
import org.kernsync.stress.broken.RepeatingPerCpuCounter;
import org.kernsync.stress.broken.TwoStepPerCpuCounter;
import org.kernsync.stress.broken.UnlockedPerCpuCounter;

/**
 * A per-CPU counter is not linearizable, and Lincheck finds that; what it promises instead: sums
 * are exact while it is quiet, and else within what was added before and during the call; reads
 * come within their bound; limited adds never bring it beyond the limit.
 */
class PerCpuCounterTest {
  private static final int BATCH = 2;

  /** Two amounts that one thread adds one after the other, seen the other way round. */
  @Test
  void modelChecking_sumsBesideAdds_notLinearizable() {
    Check.modelChecking().notLinearizable(Linearizable.class);
  }

  /** Where nothing but limited adds change it, it is. */
  @Test
  void modelChecking_limitedAddsAlone_linearizable() {
    Check.modelChecking().linearizable(LimitedAlone.class);
    Check.stress().linearizable(LimitedAlone.class);
    Check.modelChecking().asIn(LimitedAlone.class).linearizable(NaiveLimitedAlone.class);
  }

  /** The same check on a counter that looks and adds without a lock is red. */
  @Test
  void modelChecking_unlockedLimitedAddsAlone_rejected() {
    Check.modelChecking().asIn(LimitedAlone.class).notLinearizable(UnlockedLimitedAlone.class);
  }

  /** Sums and reads are within their bounds, in every interleaving that is tried. */
  @ParameterizedTest
  @ValueSource(classes = {Owned.class, Shared.class, Naive.class, SharedNaive.class})
  void modelChecking_sumsAndReads_withinBounds(Class<?> counter) {
    Check.modelChecking().valid(counter);
  }

  /** And in threads that run freely. */
  @ParameterizedTest
  @ValueSource(classes = {Owned.class, Shared.class})
  void stress_sumsAndReads_withinBounds(Class<?> counter) {
    Check.stress().valid(counter);
  }

  /** The same check on each broken counter is red. */
  @ParameterizedTest
  @ValueSource(classes = {Moving.class, TwoStep.class, Repeating.class})
  void modelChecking_brokenSumsAndReads_rejected(Class<?> counter) {
    Check.modelChecking().invalid(counter);
  }

  /** The limit holds at every moment, while others subtract. */
  @ParameterizedTest
  @ValueSource(classes = {Limited.class, NaiveLimited.class})
  void modelChecking_limitedAdds_neverBeyondTheLimit(Class<?> counter) {
    Check.modelChecking().valid(counter);
  }

  /** The same on a counter that looks and adds without a lock is red. */
  @Test
  void modelChecking_unlockedLimit_rejected() {
    Check.modelChecking().invalid(UnlockedLimited.class);
  }

  // ---- linearizable or not

  /** Each thread on a CPU of its own, as ordinary threads are. */
  public static final class Linearizable {
    private final ActorCpus cpus = new ActorCpus();
    private final PerCpuCounter counter = new PerCpuCounter(0, BATCH, cpus);

    @Operation
    public void add(
        @Param(gen = ThreadIdGen.class) int thread,
        @Param(gen = IntGen.class, conf = "1:2") int amount) {
      cpus.own(thread);
      counter.add(amount);
    }

    @Operation
    public boolean limitedAdd() {
      return counter.limitedAdd(100, 10);
    }

    @Operation
    public long sum() {
      return counter.sum();
    }
  }

  /** No plain adds. */
  public static final class LimitedAlone {
    private final PerCpuCounter counter = new PerCpuCounter(0, BATCH, new ActorCpus());

    @Operation
    public boolean limitedAdd(@Param(gen = IntGen.class, conf = "1:2") int amount) {
      return counter.limitedAdd(3, amount);
    }

    @Operation
    public boolean limitedSubtract(@Param(gen = IntGen.class, conf = "1:2") int amount) {
      return counter.limitedAdd(0, -amount);
    }

    @Operation
    public long sum() {
      return counter.sum();
    }
  }

  /** Limited adds alone, of the naive counter and its twin. */
  public abstract static class LimitedAloneNaive {
    private final NaivePerCpuCounter counter;

    LimitedAloneNaive(NaivePerCpuCounter counter) {
      this.counter = counter;
    }

    @Operation
    public boolean limitedAdd(@Param(gen = IntGen.class, conf = "1:2") int amount) {
      return counter.limitedAdd(3, amount);
    }

    @Operation
    public long sum() {
      return counter.sum();
    }
  }

  public static final class NaiveLimitedAlone extends LimitedAloneNaive {
    public NaiveLimitedAlone() {
      super(new NaivePerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }

  public static final class UnlockedLimitedAlone extends LimitedAloneNaive {
    public UnlockedLimitedAlone() {
      super(new UnlockedPerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }

  // ---- sums and reads

  /** Adds positive amounts only, and keeps an account of what has been begun and done. */
  public abstract static class Bounds {
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile String fault;

    abstract void addTo(int thread, int amount);

    abstract long counterSum();

    abstract long counterRead();

    @Operation
    public void add(
        @Param(gen = ThreadIdGen.class) int thread,
        @Param(gen = IntGen.class, conf = "1:4") int amount) {
      begun.addAndGet(amount);
      addTo(thread, amount);
      done.addAndGet(amount);
    }

    @Operation
    public void sum() {
      long least = done.get();
      long seen = counterSum();
      require(least, seen, begun.get(), "sum");
    }

    @Operation
    public void read() {
      long error = (BATCH - 1L) * ActorCpus.COUNT;
      long least = done.get() - error;
      long seen = counterRead();
      require(least, seen, begun.get() + error, "read");
    }

    @Validate
    public void whenQuiet() {
      long added = begun.get();
      require(added, counterSum(), added, "sum when quiet");
      read();
      if (fault != null) {
        throw new AssertionError(fault);
      }
    }

    private void require(long least, long seen, long most, String what) {
      if (seen < least || seen > most) {
        fault = what + " is " + seen + ", not from " + least + " to " + most;
      }
    }
  }

  public static final class Owned extends Bounds {
    private final ActorCpus cpus = new ActorCpus();
    private final PerCpuCounter counter = new PerCpuCounter(0, BATCH, cpus);

    @Override
    void addTo(int thread, int amount) {
      cpus.own(thread);
      counter.add(amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }

    @Override
    long counterRead() {
      return counter.read();
    }
  }

  public static final class Shared extends Bounds {
    private final ActorCpus cpus = new ActorCpus();
    private final PerCpuCounter counter = new PerCpuCounter(0, BATCH, cpus);

    @Override
    void addTo(int thread, int amount) {
      cpus.share(amount % ActorCpus.COUNT); // everybody in each slot
      counter.add(amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }

    @Override
    long counterRead() {
      return counter.read();
    }
  }

  /** Of the naive counter and its twins, whose parts have an owner each. */
  public abstract static class OfNaive extends Bounds {
    private final NaivePerCpuCounter counter;

    OfNaive(NaivePerCpuCounter counter) {
      this.counter = counter;
    }

    @Override
    void addTo(int thread, int amount) {
      counter.add(thread % ActorCpus.COUNT, amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }

    @Override
    long counterRead() {
      return counter.read();
    }
  }

  public static final class Naive extends OfNaive {
    public Naive() {
      super(new NaivePerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }

  public static final class Moving extends OfNaive {
    public Moving() {
      super(new MovingPerCpuCounter(ActorCpus.COUNT, 1_000));
    }
  }

  public static final class Repeating extends OfNaive {
    public Repeating() {
      super(new RepeatingPerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }

  /** All in one part: their adds do not get lost, but what is told of them means nothing. */
  public abstract static class OfSharedNaive extends Bounds {
    private final NaivePerCpuCounter counter;

    OfSharedNaive(NaivePerCpuCounter counter) {
      this.counter = counter;
    }

    @Override
    void addTo(int thread, int amount) {
      counter.add(0, amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }

    @Override
    long counterRead() {
      return counter.sum();
    }
  }

  public static final class SharedNaive extends OfSharedNaive {
    public SharedNaive() {
      super(new NaivePerCpuCounter(1, BATCH));
    }
  }

  public static final class TwoStep extends OfSharedNaive {
    public TwoStep() {
      super(new TwoStepPerCpuCounter(1, BATCH));
    }
  }

  // ---- the limit

  /** Looks at the sum all the time, while threads add within a limit and subtract freely. */
  public abstract static class Limits {
    private static final int LIMIT = 2;

    private final AtomicLong value = new AtomicLong();
    private volatile String fault;

    abstract void subtractFrom(int thread);

    abstract boolean limitedAddTo(int limit, int amount);

    abstract long counterSum();

    @Operation
    public void subtract(@Param(gen = ThreadIdGen.class) int thread) {
      subtractFrom(thread);
      value.decrementAndGet();
    }

    @Operation
    public void limitedAdd(@Param(gen = IntGen.class, conf = "1:2") int amount) {
      if (limitedAddTo(LIMIT, amount)) {
        value.addAndGet(amount);
      }
    }

    @Operation
    public void look() {
      long seen = counterSum();
      if (seen > LIMIT) {
        fault = "the sum is " + seen + ", beyond " + LIMIT;
      }
    }

    @Validate
    public void whenQuiet() {
      look();
      if (counterSum() != value.get()) {
        fault = "the sum is " + counterSum() + ", not " + value;
      }
      if (fault != null) {
        throw new AssertionError(fault);
      }
    }
  }

  public static final class Limited extends Limits {
    private final ActorCpus cpus = new ActorCpus();
    private final PerCpuCounter counter = new PerCpuCounter(0, BATCH, cpus);

    @Override
    void subtractFrom(int thread) {
      cpus.own(thread);
      counter.dec();
    }

    @Override
    boolean limitedAddTo(int limit, int amount) {
      return counter.limitedAdd(limit, amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }
  }

  /** Of the naive counter and its twin. */
  public abstract static class LimitedNaive extends Limits {
    private final NaivePerCpuCounter counter;

    LimitedNaive(NaivePerCpuCounter counter) {
      this.counter = counter;
    }

    @Override
    void subtractFrom(int thread) {
      counter.add(thread % ActorCpus.COUNT, -1);
    }

    @Override
    boolean limitedAddTo(int limit, int amount) {
      return counter.limitedAdd(limit, amount);
    }

    @Override
    long counterSum() {
      return counter.sum();
    }
  }

  public static final class NaiveLimited extends LimitedNaive {
    public NaiveLimited() {
      super(new NaivePerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }

  public static final class UnlockedLimited extends LimitedNaive {
    public UnlockedLimited() {
      super(new UnlockedPerCpuCounter(ActorCpus.COUNT, BATCH));
    }
  }
}
