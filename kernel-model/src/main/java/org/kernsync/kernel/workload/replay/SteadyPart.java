package org.kernsync.kernel.workload.replay;

/** As many blocks all the time: each new one takes the place of the oldest. */
final class SteadyPart implements Script.Part {
  private static final int LIVE = 2_000;
  private static final int LARGEST = 2_048;

  private final Blocks blocks;
  private final long operations;

  SteadyPart(Stage stage, long operations) {
    this.operations = operations;
    blocks = stage.places(LIVE);
  }

  @Override
  public void play(Lane lane) throws ReplayException {
    int oldest = 0;
    for (long done = 0; done < operations; done++) {
      if (blocks.holds(oldest)) {
        lane.free(blocks, oldest);
        done++;
      }
      Generators.allocate(lane, blocks, oldest, Sizes.spread(lane.random(), LARGEST));
      oldest = (oldest + 1) % LIVE;
    }
  }
}
