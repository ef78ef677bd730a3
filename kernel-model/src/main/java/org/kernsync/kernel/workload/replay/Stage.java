package org.kernsync.kernel.workload.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the threads of one play share: the memory, the places of all blocks, what went wrong. */
public final class Stage {
  private static final int MOST_VIOLATIONS = 20;

  private final ReplayMemory memory;
  private final List<Lane> lanes = new ArrayList<>();
  private final ConcurrentLinkedQueue<Blocks> places = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

  /**
   * Sets a stage.
   *
   * @param memory what to play on
   * @param threads how many lanes there are
   * @param seed what the lanes' random numbers start from
   * @param operations about how many operations each lane will do; 0 where nobody watches
   */
  Stage(ReplayMemory memory, int threads, long seed, long operations) {
    this.memory = memory;
    for (int i = 0; i < threads; i++) {
      lanes.add(new Lane(this, i, seed, operations));
    }
  }

  ReplayMemory memory() {
    return memory;
  }

  List<Lane> lanes() {
    return lanes;
  }

  int threads() {
    return lanes.size();
  }

  /** Makes places for blocks, which are emptied at the end of the play. */
  Blocks places(int count) {
    Blocks blocks = new Blocks(count);
    places.add(blocks);
    return blocks;
  }

  void violation(String sentence) {
    if (violations.size() < MOST_VIOLATIONS) { // a few more where threads meet: no harm
      violations.add(sentence);
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many bytes the blocks of all lanes have, and how many operations they have done. */
  long payload() {
    return lanes.stream().mapToLong(Lane::payload).sum();
  }

  long operations() {
    return lanes.stream().mapToLong(Lane::operations).sum();
  }

  /** Frees what is still allocated; by one thread, when the others are done. */
  Left clear() {
    Lane sweeper = lanes.getFirst();
    long blocks = 0;
    long bytes = 0;
    for (Blocks some : places) {
      for (int place = 0; place < some.places(); place++) {
        if (some.holds(place)) {
          blocks++;
          bytes += some.size(place);
          sweeper.sweep(some, place);
        }
      }
    }
    return new Left(blocks, bytes);
  }

  /**
   * What a script has not freed itself.
   *
   * @param blocks how many
   * @param bytes of them
   */
  record Left(long blocks, long bytes) {}
}
