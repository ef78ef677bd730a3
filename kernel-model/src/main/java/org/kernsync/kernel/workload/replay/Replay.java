package org.kernsync.kernel.workload.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Plays a script on an allocator: once watched, every block filled and looked at, memory measured;
 * then as often as needed for speed, on a new allocator. After each, all blocks are freed and the
 * allocator is checked.
 */
public final class Replay {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int LEAST_PLAYS = 4;
  private static final int MOST_PLAYS = 10_000;

  private final Script script;
  private final int threads;
  private final long seed;
  private final Supplier<ReplayMemory> allocators;
  private final long leastNanos;
  private final List<String> violations = new ArrayList<>();

  /**
   * Prepares a replay.
   *
   * @param script what to play
   * @param threads how many threads play it
   * @param seed what their random numbers start from
   * @param allocators makes a new allocator
   */
  public Replay(Script script, int threads, long seed, Supplier<ReplayMemory> allocators) {
    this(script, threads, seed, allocators, LEAST_NANOS);
  }

  /** The same; plays for speed until so much time has gone into it. */
  Replay(
      Script script, int threads, long seed, Supplier<ReplayMemory> allocators, long leastNanos) {
    this.leastNanos = leastNanos;
    this.script = script;
    this.threads = threads;
    this.seed = seed;
    this.allocators = allocators;
  }

  /**
   * Plays.
   *
   * @return what came of it
   * @throws ReplayException if the memory does not suffice
   * @throws InterruptedException if the thread is interrupted
   */
  public ReplayReport run() throws ReplayException, InterruptedException {
    try (Players players = new Players(threads)) {
      ReplayReport watched = watch(players);
      ReplayReport.Pace pace = race(players);
      return watched.with(pace, List.copyOf(violations));
    }
  }

  private ReplayReport watch(Players players) throws ReplayException, InterruptedException {
    try (ReplayMemory memory = allocators.get()) {
      Stage stage = new Stage(memory, threads, seed, script.operations());
      players.play(stage, script);
      long operations = stage.operations();
      Stage.Left left = stage.clear();
      violations.addAll(stage.violations());
      violations.addAll(memory.verify());
      List<Curve> curves = stage.lanes().stream().map(Lane::curve).toList();
      Curve highest = curves.stream().max(Comparator.comparingLong(Curve::peakMemory)).get();
      return new ReplayReport(
          script.name(),
          threads,
          memory.managedBytes(),
          operations,
          null,
          curves.stream().mapToLong(Curve::peakPayload).max().getAsLong(),
          highest.peakMemory(),
          highest.freeAtPeak(),
          left.blocks(),
          left.bytes(),
          points(curves),
          List.of());
    }
  }

  private static List<Curve.Point> points(List<Curve> curves) {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .sorted(Comparator.comparingLong(Curve.Point::operations))
        .toList();
  }

  /**
   * The median of all plays but the first, while the JVM may still be compiling, where there are
   * more.
   */
  private ReplayReport.Pace race(Players players) throws ReplayException, InterruptedException {
    try (ReplayMemory memory = allocators.get()) {
      List<ReplayReport.Pace> paces = new ArrayList<>();
      long nanos = 0;
      while (paces.size() < LEAST_PLAYS || nanos < leastNanos && paces.size() < MOST_PLAYS) {
        Stage stage = new Stage(memory, threads, seed, 0);
        long took = Math.max(1, players.play(stage, script));
        paces.add(new ReplayReport.Pace(stage.operations(), took));
        nanos += took;
        stage.clear();
      }
      violations.addAll(memory.verify());
      List<ReplayReport.Pace> counting = new ArrayList<>(paces.subList(1, paces.size()));
      counting.sort(Comparator.comparingLong(ReplayReport.Pace::perSecond));
      return counting.get(counting.size() / 2);
    }
  }
}
