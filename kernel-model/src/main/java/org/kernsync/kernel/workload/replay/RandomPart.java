package org.kernsync.kernel.workload.replay;

/** Blocks of any size, also of pages, come, change their size and go, in any order. */
final class RandomPart implements Script.Part {
  private static final int PLACES = 4_000;
  private static final int LARGEST = 16_384;
  private static final int RESIZED_IN = 10;

  private final Blocks blocks;
  private final long operations;

  RandomPart(Stage stage, long operations) {
    this.operations = operations;
    blocks = stage.places(PLACES);
  }

  @Override
  public void play(Lane lane) throws ReplayException {
    for (long done = 0; done < operations; done++) {
      int place = lane.random().nextInt(PLACES);
      int size = Sizes.spread(lane.random(), LARGEST);
      if (!blocks.holds(place)) {
        Generators.allocate(lane, blocks, place, size);
      } else if (lane.random().nextInt(RESIZED_IN) > 0) {
        lane.free(blocks, place);
      } else if (!lane.resize(blocks, place, size)) {
        throw Generators.shortage(lane, size);
      }
    }
  }
}
