package org.kernsync.kernel.workload.replay;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A server after Larson and Krishnan: each thread replaces blocks at random among those that it
 * has; after some time it leaves them on the table and takes what another has left there, so that
 * blocks are freed by threads that did not allocate them. Nobody waits for anybody.
 */
final class LarsonPart implements Script.Part {
  private static final int PLACES = 1_000;
  private static final int SMALLEST = 10;
  private static final int LARGEST = 500;
  private static final int TURN = 2_000; // replacements

  private final Stage stage;
  private final long operations;
  private final AtomicReference<Blocks> table; // one set of blocks more than there are threads

  LarsonPart(Stage stage, long operations) {
    this.stage = stage;
    this.operations = operations;
    table = new AtomicReference<>(stage.places(PLACES));
  }

  @Override
  public void play(Lane lane) throws ReplayException {
    Blocks blocks = stage.places(PLACES);
    int turn = 0;
    for (long done = 0; done < operations; done++) {
      int place = lane.random().nextInt(PLACES);
      if (blocks.holds(place)) {
        lane.free(blocks, place);
        done++;
      }
      int size = Sizes.between(lane.random(), SMALLEST, LARGEST);
      Generators.allocate(lane, blocks, place, size);
      if (++turn == TURN) {
        turn = 0;
        blocks = table.getAndSet(blocks);
      }
    }
  }
}
