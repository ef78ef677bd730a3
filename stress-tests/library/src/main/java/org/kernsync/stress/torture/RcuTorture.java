package org.kernsync.stress.torture;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.harness.ThreadKind;
import org.kernsync.stress.torture.RcuUnderTest.Way;

/**
 * The idea of the kernel's {@code rcutorture}: readers of every kind, one writer that recycles, and
 * others who only wait; each grace period that is too short shows as a pipe count of 2 or more.
 *
 * <pre>{@code
 * Torture torture = new RcuTorture(settings, reports -> new MyRcuUnderTest());
 * }</pre>
 *
 * <p><b>Differences from Linux:</b> no readers in interrupts; sections that end on another thread,
 * and threads that die inside, are mixed in; a pipe count of 2 ends the run.
 */
public final class RcuTorture implements Torture {
  private static final int WAITERS = 2;
  private static final int PARCELS = 16;

  // Numbers of dice. Readers come last, short-lived ones behind them.
  private static final int WRITER = 0;
  private static final int BARRIERS = 1;
  private static final int SHORT_LIVED = 2;
  private static final int FIRST_WAITER = 3;
  private static final int FIRST_READER = FIRST_WAITER + WAITERS;

  /** Part of what a domain says of a thread that ended inside of a section. */
  private static final String DEATH = "has ended inside of a read section";

  private final TortureSettings settings;
  private final RcuUnderTest domain;
  private final RcuCounts counts = new RcuCounts();
  private final RcuReference<PipeElement> current = new RcuReference<>();
  private final BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(PARCELS);
  private final CallbackFlood flood;
  private volatile TortureCrew crew;

  /** A section on its way to the reader that will end it. */
  record Parcel(Way way, long token, PipeElement element, long life) {}

  /**
   * Makes a torture of one domain.
   *
   * @param settings how
   * @param maker makes the domain; is given who is to be told of what callback threads report
   */
  public RcuTorture(
      TortureSettings settings, Function<UncaughtExceptionHandler, RcuUnderTest> maker) {
    this.settings = settings;
    domain = maker.apply((thread, thrown) -> reported(thrown));
    flood = new CallbackFlood(domain, counts, settings.flood());
  }

  @Override
  public void start(TortureCrew takesThreads) {
    crew = takesThreads;
    PipeWriter writer = new PipeWriter(this, dice(WRITER));
    start(ThreadKind.PLATFORM, "writer", writer);
    for (int i = 0; i < WAITERS; i++) {
      start(
          ThreadKind.PLATFORM, "waiter-" + i, new GracePeriodWaiter(this, dice(FIRST_WAITER + i)));
    }
    start(ThreadKind.PLATFORM, "barriers", new BarrierCheck(this, dice(BARRIERS)));
    start(ThreadKind.PLATFORM, "short-lived", new ShortLivedReaders(this, SHORT_LIVED));
    if (settings.flood() > 0) {
      start(ThreadKind.PLATFORM, "flood", () -> flood.run(takesThreads));
    }
    List<Way> ways = domain.ways();
    List<ThreadKind> kinds = ThreadKind.available();
    for (int i = 0; i < settings.threads(); i++) {
      Way way = ways.get(i % ways.size());
      ThreadKind kind = kinds.get(i / ways.size() % kinds.size());
      Dice own = dice(FIRST_READER + i);
      start(kind, "reader-" + i, () -> new TortureReader(this, way, own).readUntilStopped());
    }
  }

  /** Starts a thread whose uncaught exceptions are looked at here. */
  Thread start(ThreadKind kind, String name, Runnable body) {
    return crew.start(
        kind,
        name,
        () -> {
          lookAtReports();
          body.run();
        });
  }

  /** Grace periods report to whoever drives them, which may be any thread of the torture. */
  private void lookAtReports() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported(thrown));
  }

  /** That threads die inside is our doing; nothing else is to be reported. */
  private void reported(Throwable thrown) {
    String what = String.valueOf(thrown.getMessage());
    if (thrown instanceof IllegalStateException && what.contains(DEATH)) {
      counts.deathsReported.increment();
    } else {
      crew.fail("reported: " + thrown);
    }
  }

  @Override
  public void settle(TortureCrew told) {
    lookAtReports();
    domain.synchronize();
    domain.barrier();
    flood.settle(told);
    int wanted = goals().insidePercent();
    if (counts.insidePercent() < wanted) {
      told.fail("goal: readers were inside for " + inside() + ", not " + wanted + " %");
    }
    if (!parcels.isEmpty()) {
      told.fail(parcels.size() + " sections that nobody ended");
    }
    domain.close();
  }

  @Override
  public String counts() {
    return counts
        + " grace-periods="
        + domain.gracePeriods()
        + (goals().insidePercent() == 0 ? "" : " inside=" + inside());
  }

  private String inside() {
    return String.format(Locale.ROOT, "%.1f%%", counts.insidePercent());
  }

  @Override
  public double progress() {
    if (!goals().hasNumbers()) {
      return Double.NaN;
    }
    double least = 1;
    for (Goal goal : numbers()) {
      least = Math.min(least, (double) goal.reached() / goal.wanted());
    }
    return least;
  }

  @Override
  public String missing() {
    return numbers().stream()
        .filter(goal -> goal.reached() < goal.wanted())
        .map(goal -> goal.reached() + " of " + goal.wanted() + " " + goal.what())
        .collect(Collectors.joining(", "));
  }

  /** A number that the settings ask for, above 0. */
  private record Goal(String what, long reached, long wanted) {}

  /** With them, the flood has to come to its end, too. */
  private List<Goal> numbers() {
    return Stream.of(
            new Goal("reads", counts.reads(), goals().reads()),
            new Goal("grace periods", domain.gracePeriods(), goals().gracePeriods()),
            new Goal("callbacks of the flood", counts.drained.sum(), settings.flood()))
        .filter(goal -> goal.wanted() > 0)
        .toList();
  }

  TortureGoals goals() {
    return settings.goals();
  }

  int burst() {
    return settings.burst();
  }

  Dice dice(int number) {
    return new Dice(settings.seed(), number);
  }

  /** A number that no thread of the first hour has: short-lived readers each take their own. */
  int firstFreeDice() {
    return FIRST_READER + settings.threads();
  }

  TortureCrew crew() {
    return crew;
  }

  RcuUnderTest domain() {
    return domain;
  }

  RcuCounts counted() {
    return counts;
  }

  RcuReference<PipeElement> current() {
    return current;
  }

  BlockingQueue<Parcel> parcels() {
    return parcels;
  }
}
