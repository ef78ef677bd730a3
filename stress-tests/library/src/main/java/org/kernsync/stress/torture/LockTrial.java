package org.kernsync.stress.torture;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A torture of one's own lock, from a test: say what is not as usual, and run it.
 *
 * <pre>{@code
 * LockTrial trial = LockTorture.of("my lock", () -> TorturedLock.of(new MyLock())).seconds(5);
 * trial.run().assertGreen();
 * trial.run("lost-wake").assertRed();
 * }</pre>
 *
 * <p>A trial may be run any number of times, each with new locks. It is for one thread.
 */
public final class LockTrial {
  private static final int THREADS = 8;
  private static final int SECONDS = 10;
  private static final int MOST_SECONDS_TO_GOAL = 600;

  private final LockType type;
  private int threads = THREADS;
  private int seconds;
  private Long seed;
  private int heapGrowthMegabytes;
  private long acquisitions;
  private long interrupts;
  private long timeouts;
  private long stallMillis = TortureSettings.USUAL_STALL_MILLIS;
  private Consumer<String> progress = line -> {};

  LockTrial(LockType type) {
    this.type = type;
  }

  /**
   * How many want the locks; others come on top.
   *
   * @param count above 0; 8 unless told
   * @return this
   */
  public LockTrial threads(int count) {
    threads = count;
    return this;
  }

  /**
   * For how long, unless something goes wrong before. With goals at most so long, and red if they
   * are not reached by then.
   *
   * @param most above 0; 10 unless told, 600 with goals
   * @return this
   */
  public LockTrial seconds(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " seconds");
    }
    seconds = most;
    return this;
  }

  /**
   * Repeats the random decisions of a run, whose verdict tells its seed.
   *
   * @param repeated any; a new one for each run unless told
   * @return this
   */
  public LockTrial seed(long repeated) {
    seed = repeated;
    return this;
  }

  /**
   * Red if so much more memory is in use at the later quarters of the run than at the first.
   *
   * @param most in megabytes; 0, not looked at, unless told
   * @return this
   */
  public LockTrial heapGrowthMegabytes(int most) {
    heapGrowthMegabytes = most;
    return this;
  }

  /**
   * A goal: ends at so many acquisitions, of all threads together.
   *
   * @param wanted 0 for none
   * @return this
   */
  public LockTrial acquisitions(long wanted) {
    acquisitions = wanted;
    return this;
  }

  /**
   * A goal: ends at so many waits that ended by an interrupt.
   *
   * @param wanted 0 for none
   * @return this
   * @throws IllegalArgumentException if the lock has no form that ends so
   */
  public LockTrial interrupts(long wanted) {
    refuseIfForeign("--interrupts", wanted);
    interrupts = wanted;
    return this;
  }

  /**
   * A goal: ends at so many waits that timed out.
   *
   * @param wanted 0 for none
   * @return this
   * @throws IllegalArgumentException if the lock has no form with a timeout
   */
  public LockTrial timeouts(long wanted) {
    refuseIfForeign("--timeouts", wanted);
    timeouts = wanted;
    return this;
  }

  private void refuseIfForeign(String option, long wanted) {
    if (wanted > 0 && type.foreignOptions().contains(option)) {
      throw new IllegalArgumentException(type.word() + " has no " + option.substring(2));
    }
  }

  /**
   * For how long a thread may wait for a lock. Counted in looks, one each 5 ms.
   *
   * @param most above 0; a minute unless told
   * @return this
   */
  public LockTrial stallMillis(long most) {
    stallMillis = most;
    return this;
  }

  /**
   * Who is told of it while it runs.
   *
   * @param listener is given a line each second; nobody unless told
   * @return this
   */
  public LockTrial progress(Consumer<String> listener) {
    progress = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * The broken twins that can be made of the lock, to see that the torture finds what it is to
   * find.
   *
   * @return names for {@link #run(String)}
   */
  public List<String> twins() {
    return type.bustedModes();
  }

  /**
   * Runs it.
   *
   * @return what came out
   * @throws InterruptedException if interrupted; threads have been asked to end
   * @throws IllegalArgumentException if what was told cannot be meant
   */
  public Verdict run() throws InterruptedException {
    return run(null);
  }

  /**
   * Runs it on a broken twin: the lock behind an adapter with one fault.
   *
   * @param twin one of {@link #twins}
   * @return what came out
   * @throws InterruptedException if interrupted; threads have been asked to end
   * @throws IllegalArgumentException if there is no such twin, or what was told cannot be meant
   */
  public Verdict run(String twin) throws InterruptedException {
    TortureGoals goals =
        new TortureGoals(0, 0, 0, heapGrowthMegabytes, acquisitions, interrupts, timeouts);
    long used = seed != null ? seed : new SplittableRandom().nextLong(1_000_000_000);
    int usual = goals.hasNumbers() ? MOST_SECONDS_TO_GOAL : SECONDS;
    TortureSettings settings = new TortureSettings(threads, used, 0, 0, goals, stallMillis);
    Duration length = Duration.ofSeconds(seconds == 0 ? usual : seconds);
    return new TortureRun(type, settings, twin).run(length, progress);
  }
}
