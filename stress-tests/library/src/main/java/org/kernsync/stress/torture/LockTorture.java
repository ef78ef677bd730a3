package org.kernsync.stress.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kernsync.stress.harness.ThreadKind;

/**
 * The idea of the kernel's {@code locktorture}: threads of every kind want a few locks, by every
 * form, one inside of another, are interrupted, give up, die and are replaced; flags and numbers
 * inside of the sections show who should not have been there.
 *
 * <pre>{@code
 * Verdict verdict =
 *     LockTorture.of("my lock", () -> TorturedLock.of(new MyLock())).threads(8).seconds(5).run();
 * }</pre>
 *
 * <p><b>Differences from Linux:</b> all locks of a run are of one type, and each has its flags; a
 * thread that waits without end is noticed by this, not by the kernel's watchdogs; threads have no
 * priorities, and are not moved.
 */
public final class LockTorture implements Torture {
  private static final int LOCKS = 3;
  private static final int MOST_INTERRUPTS_AT_ONCE = 16;
  private static final int MOST_NANOS_BETWEEN = 300_000;

  /** How far a run is that only lacks a disturbance. */
  private static final double ALMOST = 0.99;

  // Numbers of dice. Contenders come last.
  private static final int STUTTER = 0;
  private static final int INTERRUPTS = 1;
  private static final int DEATHS = 2;
  private static final int FIRST_CONTENDER = 3;

  private final TortureSettings settings;
  private final Function<BooleanSupplier, TorturedLock> maker;
  private final LockCounts counts = new LockCounts();
  private final List<LockContender> contenders = new ArrayList<>();
  private final List<SectionGuard> guards = new ArrayList<>();
  private final List<TorturedLock> locks = new ArrayList<>();
  private final boolean calms;
  private final Stutter stutter;
  private volatile TortureCrew crew;

  /**
   * Makes a torture of one type of lock.
   *
   * @param settings how
   * @param maker makes a lock that is free; is given what says whether the run has failed, for
   *     twins whose threads wait for what never comes
   */
  public LockTorture(TortureSettings settings, Function<BooleanSupplier, TorturedLock> maker) {
    this(settings, maker, true);
  }

  /** Without calms interrupts never end, as long as the run goes on. */
  LockTorture(
      TortureSettings settings, Function<BooleanSupplier, TorturedLock> maker, boolean calms) {
    this.settings = settings;
    this.maker = maker;
    this.calms = calms;
    stutter = new Stutter(this, dice(STUTTER), settings.threads(), calms);
  }

  /**
   * A trial of one's own lock, to be run.
   *
   * @param name what to call it
   * @param maker makes a lock that is free, a new one each time
   * @return a trial with eight threads, for ten seconds
   */
  public static LockTrial of(String name, Supplier<TorturedLock> maker) {
    return new LockTrial(new LockType(name, name, maker));
  }

  @Override
  public void start(TortureCrew takesThreads) {
    crew = takesThreads;
    for (int i = 0; i < LOCKS; i++) {
      locks.add(newLock());
      guards.add(new SectionGuard());
    }
    List<ThreadKind> kinds = ThreadKind.available();
    for (int i = 0; i < settings.threads(); i++) {
      contenders.add(new LockContender(this, i, kinds.get(i % kinds.size())));
    }
    contenders.forEach(LockContender::start);
    start("stutter", stutter);
    start("interrupts", this::interruptAtRandom);
    start("deaths", new DeathsInside(this, dice(DEATHS)));
    start("watch", new StallWatch(this, settings.stallMillis()));
  }

  private void start(String name, Runnable body) {
    crew.start(ThreadKind.PLATFORM, name, body);
  }

  private void interruptAtRandom() {
    Dice dice = dice(INTERRUPTS);
    while (!crew.isStopping()) {
      stutter.pauseInterrupterIfAsked();
      if (!stutter.isCalm()) {
        interruptSome(dice);
      }
      dice.nap(MOST_NANOS_BETWEEN);
    }
    stutter.leaveInterrupter();
  }

  private void interruptSome(Dice dice) {
    for (int left = 1 + dice.below(MOST_INTERRUPTS_AT_ONCE); left > 0; left--) {
      counts.interrupts.increment(); // first, so that there are never more who noticed
      contenders.get(dice.below(contenders.size())).interrupt();
    }
  }

  @Override
  public void settle(TortureCrew told) {
    lookAtQuietLocks("end");
    lookAtLines();
    for (int i = 0; i < LOCKS; i++) {
      String wrong = guards.get(i).settle();
      if (wrong != null) {
        told.fail(wrong + ", " + describe(i));
      }
    }
    if (counts.interrupted.sum() > counts.interrupts.sum()) {
      told.fail("interrupt: more waits ended by one than there were");
    }
  }

  /** While no thread is inside or wants to be. */
  void lookAtQuietLocks(String when) {
    for (int i = 0; i < LOCKS; i++) {
      if (!locks.get(i).isFree()) {
        crew.fail(when + ": not free, and nobody is inside or waits: " + describe(i));
      }
    }
  }

  /** At any time: strict order, where it is promised. */
  void lookAtLines() {
    for (int i = 0; i < LOCKS; i++) {
      long most = locks.get(i).mostOvertaken();
      if (most >= settings.threads()) {
        crew.fail("line: " + most + " others got in before one in line, " + describe(i));
      }
    }
  }

  @Override
  public String counts() {
    long acquired = 0;
    long most = 0;
    long least = Long.MAX_VALUE;
    for (LockContender each : contenders) {
      long own = each.acquired();
      acquired += own;
      most = Math.max(most, own);
      least = Math.min(least, own);
    }
    String line = locks.get(0).mostOvertaken() < 0 ? "" : " overtaken-most=" + mostOvertaken();
    return String.format(
        Locale.ROOT,
        "acquisitions=%d fairness=%.2f %s%s",
        acquired,
        (double) most / Math.max(1, least),
        counts,
        line);
  }

  private long mostOvertaken() {
    return locks.stream().mapToLong(TorturedLock::mostOvertaken).max().orElse(0);
  }

  private long acquired() {
    return contenders.stream().mapToLong(LockContender::acquired).sum();
  }

  @Override
  public double progress() {
    TortureGoals goals = settings.goals();
    if (goals.acquisitions() == 0 && goals.interrupts() == 0 && goals.timeouts() == 0) {
      return Double.NaN;
    }
    double share =
        Math.min(
            share(acquired(), goals.acquisitions()),
            Math.min(
                share(counts.interrupted.sum(), goals.interrupts()),
                share(counts.timeouts.sum(), goals.timeouts())));
    return hasAllKinds() ? share : Math.min(share, ALMOST);
  }

  private static double share(long reached, long wanted) {
    return wanted == 0 ? Double.POSITIVE_INFINITY : (double) reached / wanted;
  }

  /** With a goal a run goes on until each kind of disturbance has been there. */
  private boolean hasAllKinds() {
    boolean hasMortals = settings.threads() >= LockContender.MORTAL_EVERY;
    return counts.stutters.sum() > 0
        && (!calms || counts.calms.sum() > 0)
        && counts.diedInside.sum() > 0
        && (!hasMortals || counts.replaced.sum() > 0);
  }

  @Override
  public String missing() {
    TortureGoals goals = settings.goals();
    return missing(acquired(), goals.acquisitions(), " acquisitions, ")
        + missing(counts.interrupted.sum(), goals.interrupts(), " interrupted waits, ")
        + missing(counts.timeouts.sum(), goals.timeouts(), " timeouts, ")
        + (hasAllKinds() ? "all" : "not all")
        + " kinds of disturbance";
  }

  private static String missing(long reached, long wanted, String what) {
    return wanted == 0 ? "" : reached + " of " + wanted + what;
  }

  /** A lock by number, as a run that is red shows it. */
  String describe(int index) {
    return "lock " + index + ": " + locks.get(index);
  }

  TorturedLock newLock() {
    return maker.apply(crew::hasFailed);
  }

  int locks() {
    return LOCKS;
  }

  TorturedLock lock(int index) {
    return locks.get(index);
  }

  SectionGuard guard(int index) {
    return guards.get(index);
  }

  List<LockContender> contenders() {
    return contenders;
  }

  Stutter stutter() {
    return stutter;
  }

  LockCounts counted() {
    return counts;
  }

  TortureCrew crew() {
    return crew;
  }

  private Dice dice(int number) {
    return new Dice(settings.seed(), number);
  }

  /** Each life of a contender has dice of its own. */
  Dice contenderDice(int number, int life) {
    return dice(FIRST_CONTENDER + number + life * settings.threads());
  }
}
