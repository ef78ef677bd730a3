package org.kernsync.kernel.workload.replay;

/**
 * Blocks of pages are freed so that neighbours can grow together: first every other one, which
 * leaves holes, then the rest; then come blocks of twice the size, up to the largest, and it starts
 * again.
 */
final class CoalescingPart implements Script.Part {
  private static final int SMALLEST = 16 << 10;
  private static final int LARGEST = 1 << 20;
  private static final int BYTES = 2 << 20; // of all blocks of one size

  private final Blocks blocks;
  private final long operations;

  CoalescingPart(Stage stage, long operations) {
    this.operations = operations;
    blocks = stage.places(BYTES / SMALLEST);
  }

  @Override
  public void play(Lane lane) throws ReplayException {
    int size = SMALLEST;
    for (long done = 0; done < operations; ) {
      int count = (int) Math.min(BYTES / size, (operations - done + 1) / 2);
      for (int place = 0; place < count; place++) {
        Generators.allocate(lane, blocks, place, size);
      }
      for (int place = 0; place < count; place += 2) {
        lane.free(blocks, place);
      }
      for (int place = 1; place < count; place += 2) {
        lane.free(blocks, place);
      }
      done += 2L * count;
      size = size == LARGEST ? SMALLEST : 2 * size;
    }
  }
}
