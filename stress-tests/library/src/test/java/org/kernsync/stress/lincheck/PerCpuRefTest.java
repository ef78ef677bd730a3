package org.kernsync.stress.lincheck;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.percpu.PerCpuRef;
import org.kernsync.stress.broken.BlindPerCpuRef;
import org.kernsync.stress.broken.NaivePerCpuRef;
import org.kernsync.stress.broken.RashPerCpuRef;
import org.kernsync.stress.broken.TwoStepPerCpuRef;

/**
 * Gets of the living, puts and the kill of a per-CPU reference count are linearizable; whatever is
 * done, it is released once, after the last reference is gone. A get of the dying is not
 * linearizable: while it fails, it holds a reference that others can see.
 */
class PerCpuRefTest {
  private static final int THREADS = Budget.THREAD_NUMBERS;

  /** Who holds a reference from the beginning. */
  private static final int HOLDER = 1;

  /** The answers are those of an ordinary count, in some order. */
  @Test
  void modelChecking_getsPutsKill_linearizable() {
    check().asIn(Count.class).linearizable(OfPerCpuRef.class);
  }

  /** Also in threads that run freely. */
  @Test
  void stress_getsPutsKill_linearizable() {
    Check.stress().asIn(Count.class).linearizable(OfPerCpuRef.class);
  }

  /** So are those of what the twins are copies of. */
  @Test
  void modelChecking_naive_linearizable() {
    check().asIn(Count.class).linearizable(OfNaive.class);
  }

  /** The same check on each broken copy is red. */
  @ParameterizedTest
  @ValueSource(classes = {OfBlind.class, OfTwoStep.class, OfRash.class})
  void modelChecking_broken_rejected(Class<?> reference) {
    check().asIn(Count.class).rejected(reference);
  }

  /** With gets of the dying and switches of the mode, too, it is released once and not early. */
  @Test
  void modelChecking_everything_releasedOnce() {
    check().valid(Everything.class);
  }

  /** Also in threads that run freely. */
  @Test
  void stress_everything_releasedOnce() {
    Check.stress().valid(Everything.class);
  }

  /** A get of the dying that fails in the end keeps others' gets from failing meanwhile. */
  @Test
  void modelChecking_getOfTheDying_notLinearizable() {
    check().operations(0, 3, 0).notLinearizable(OfTheDying.class);
  }

  /** More scenarios than others get: what matters is in those with a kill beside something. */
  private static Check check() {
    return Check.modelChecking();
  }

  /** What a count is to one thread. */
  public static final class Count {
    private final int[] held = new int[THREADS];
    private boolean dead;

    public Count() {
      held[HOLDER] = 1;
    }

    public boolean tryGetLive(int thread) {
      if (dead) {
        return false;
      }
      held[thread]++;
      return true;
    }

    public boolean put(int thread) {
      if (held[thread] == 0) {
        return false;
      }
      held[thread]--;
      return true;
    }

    public boolean kill() {
      if (dead) {
        return false;
      }
      dead = true;
      return true;
    }
  }

  /** No lambda: see {@link BlockingProtocolTest}. */
  private static final class Confirmation implements Runnable {
    private volatile boolean given;

    @Override
    public void run() {
      given = true;
    }
  }

  /** The operations. A thread puts what it has got. */
  public abstract static class References {
    /** How many each thread holds; its own to change. */
    private final AtomicIntegerArray held = new AtomicIntegerArray(THREADS);

    private final AtomicInteger released = new AtomicInteger();
    private final Confirmation confirmation = new Confirmation();
    private volatile boolean killed;
    private volatile String fault;

    References() {
      held.set(HOLDER, 1);
    }

    abstract boolean tryGetLiveOf(int thread);

    abstract void putOf(int thread);

    /** False if it was killed before. */
    abstract boolean killAndConfirm(Runnable confirm);

    final void release() {
      if (!killed || sumHeld() != 0) {
        fault = "released too early, while held by " + held;
      }
      released.incrementAndGet();
    }

    @Operation
    public final boolean tryGetLive(@Param(gen = ThreadIdGen.class) int thread) {
      boolean late = confirmation.given;
      boolean got = tryGetLiveOf(thread);
      if (got) {
        gotOne(thread);
      }
      if (got && late) {
        fault = "got a reference after the kill was confirmed";
      }
      return got;
    }

    final void gotOne(int thread) {
      held.incrementAndGet(thread);
    }

    final boolean hasOne(int thread) {
      return held.get(thread) > 0;
    }

    @Operation
    public final boolean put(@Param(gen = ThreadIdGen.class) int thread) {
      if (!hasOne(thread)) {
        return false;
      }
      held.decrementAndGet(thread);
      putOf(thread);
      return true;
    }

    @Operation
    public final boolean kill() {
      killed = true;
      return killAndConfirm(confirmation);
    }

    @Validate
    public final void whenQuiet() {
      int wanted = killed && sumHeld() == 0 ? 1 : 0;
      if (released.get() != wanted) {
        fault = "released " + released + " times, not " + wanted + ", held by " + held;
      }
      if (fault != null) {
        throw new AssertionError(fault);
      }
    }

    private int sumHeld() {
      int sum = 0;
      for (int thread = 0; thread < THREADS; thread++) {
        sum += held.get(thread);
      }
      return sum;
    }
  }

  public abstract static class Ours extends References {
    private final ActorCpus cpus = new ActorCpus();
    final PerCpuRef reference = new PerCpuRef(cpus, this::release);

    Ours() {
      on(HOLDER);
      reference.get();
    }

    final void on(int thread) {
      if (thread == 1) {
        cpus.share(2); // with its owner
      } else {
        cpus.own(thread);
      }
    }

    @Override
    final boolean tryGetLiveOf(int thread) {
      on(thread);
      return reference.tryGetLive();
    }

    @Override
    final void putOf(int thread) {
      on(thread);
      reference.put();
    }

    @Override
    final boolean killAndConfirm(Runnable confirm) {
      try {
        reference.killAndConfirm(confirm);
        return true;
      } catch (IllegalStateException dead) {
        return false;
      }
    }
  }

  public static final class OfPerCpuRef extends Ours {
    public OfPerCpuRef() {}
  }

  /** What else there is, for the same invariants. */
  public static final class Everything extends Ours {
    public Everything() {}

    @Operation
    public void tryGet(@Param(gen = ThreadIdGen.class) int thread) {
      on(thread);
      if (reference.tryGet()) {
        gotOne(thread);
      }
    }

    @Operation
    public void get(@Param(gen = ThreadIdGen.class) int thread) {
      on(thread);
      if (hasOne(thread)) {
        reference.get();
        gotOne(thread);
      }
    }

    @Operation
    public void switchModes() {
      reference.switchToAtomic();
      reference.switchToPerCpu();
    }
  }

  /** The kill, and gets and puts that do not care for it. */
  public static final class OfTheDying {
    private final ActorCpus cpus = new ActorCpus();
    private final AtomicIntegerArray held = new AtomicIntegerArray(THREADS);
    private final PerCpuRef reference = new PerCpuRef(cpus, () -> {});

    @Operation
    public boolean tryGet(@Param(gen = ThreadIdGen.class) int thread) {
      cpus.own(thread);
      boolean got = reference.tryGet();
      if (got) {
        held.incrementAndGet(thread);
      }
      return got;
    }

    @Operation
    public boolean put(@Param(gen = ThreadIdGen.class) int thread) {
      if (held.get(thread) == 0) {
        return false;
      }
      cpus.own(thread);
      held.decrementAndGet(thread);
      reference.put();
      return true;
    }

    @Operation
    public boolean kill() {
      if (reference.isDying()) {
        return false;
      }
      try {
        reference.kill();
        return true;
      } catch (IllegalStateException dead) {
        return false;
      }
    }
  }

  /** Of the naive count and its twins. */
  public abstract static class OfCopy extends References {
    private final AtomicInteger kills = new AtomicInteger();
    private NaivePerCpuRef reference;

    /** Once, by the constructor of the subclass. */
    final void is(NaivePerCpuRef copy) {
      reference = copy;
      reference.tryGetLive(); // for the holder
    }

    @Override
    final boolean tryGetLiveOf(int thread) {
      return reference.tryGetLive();
    }

    @Override
    final void putOf(int thread) {
      reference.put();
    }

    @Override
    final boolean killAndConfirm(Runnable confirm) {
      if (kills.getAndIncrement() > 0) {
        return false;
      }
      reference.killAndConfirm(confirm);
      return true;
    }
  }

  public static final class OfNaive extends OfCopy {
    public OfNaive() {
      is(new NaivePerCpuRef(this::release));
    }
  }

  public static final class OfBlind extends OfCopy {
    public OfBlind() {
      is(new BlindPerCpuRef(this::release));
    }
  }

  public static final class OfTwoStep extends OfCopy {
    public OfTwoStep() {
      is(new TwoStepPerCpuRef(this::release));
    }
  }

  public static final class OfRash extends OfCopy {
    public OfRash() {
      is(new RashPerCpuRef(this::release));
    }
  }
}
