package org.kernsync.kernel.workload.replay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;

/**
 * One thread's access to the allocator. Where the play is watched, each block is filled when it is
 * allocated and looked at when it is freed or resized, and memory is measured now and then; where
 * it is played for speed, nothing is done besides.
 */
public final class Lane {
  /*
   * field       written by    written with   read with
   * payload     the lane      opaque         plain (the lane), opaque (others)
   * operations  the lane      opaque         plain (the lane), opaque (others)
   *
   * Sums over lanes are a little off while these run, and exact once they have ended.
   */
  private static final long POINTS = 1_024; // of the curve, for each lane
  private static final int STAMP_SHIFT = 48;

  private final Stage stage;
  private final ReplayMemory memory;
  private final int number;
  private final SplittableRandom random;
  private final Curve curve; // null where nobody watches
  private final long stride;
  private long stamps;
  private volatile long payload;
  private volatile long operations;

  Lane(Stage stage, int number, long seed, long expected) {
    this.stage = stage;
    this.memory = stage.memory();
    this.number = number;
    random = new SplittableRandom(seed * 1_000_003 + number);
    curve = expected == 0 ? null : new Curve();
    stride = Math.max(1, expected / POINTS);
  }

  int number() {
    return number;
  }

  SplittableRandom random() {
    return random;
  }

  Curve curve() {
    return curve;
  }

  /** Allocates a block for an empty place; false where there is no memory. */
  boolean allocate(Blocks blocks, int place, int size) {
    long block = memory.allocate(size);
    if (block == 0) {
      return false;
    }
    long stamp = 0;
    if (curve != null) {
      stamp = nextStamp();
      Stamp.write(memory, block, size, stamp);
    }
    blocks.put(place, block, size, stamp);
    count(size);
    return true;
  }

  /** Gives the block of a place another size; false where there is no memory. */
  boolean resize(Blocks blocks, int place, int size) {
    long old = blocks.address(place);
    int oldSize = blocks.size(place);
    long block = memory.resize(old, size);
    if (block == 0) {
      return false;
    }
    long stamp = 0;
    if (curve != null) {
      check(blocks, place, block, size, "resized");
      stamp = nextStamp();
      Stamp.write(memory, block, size, stamp);
    }
    blocks.put(place, block, size, stamp);
    count(size - oldSize);
    return true;
  }

  /** Frees the block of a place. */
  void free(Blocks blocks, int place) {
    int size = blocks.size(place);
    sweep(blocks, place);
    count(-size);
  }

  /** The same, but no operation of the script. */
  void sweep(Blocks blocks, int place) {
    if (curve != null) {
      check(blocks, place, blocks.address(place), blocks.size(place), "freed");
    }
    memory.free(blocks.address(place));
    blocks.clear(place);
  }

  private long nextStamp() {
    return ((long) number + 1 << STAMP_SHIFT) + ++stamps;
  }

  private void check(Blocks blocks, int place, long block, int kept, String when) {
    int size = blocks.size(place);
    int wrong = Stamp.firstWrong(memory, block, size, kept, blocks.stamp(place));
    if (wrong >= 0) {
      stage.violation(
          "a block of %d bytes at %#x does not hold at offset %d what was written there when it is %s"
              .formatted(size, block, wrong, when));
    }
  }

  private void count(long bytes) {
    setPayloadOpaque(payloadPlain() + bytes); // opaque: a counter of this lane, publishes nothing
    long done = operationsPlain() + 1; // plain: only this lane writes it
    setOperationsOpaque(done); // opaque: a counter of this lane, publishes nothing
    if (curve != null) {
      boolean isPoint = done % stride == 0;
      if (isPoint || stage.threads() == 1) {
        curve.see(stage.operations(), stage.payload(), memory, isPoint);
      }
    }
  }

  /** How many bytes the blocks have that this lane allocated, less those that it freed. */
  long payload() {
    return payloadOpaque(); // opaque: a counter, exact once the lane has ended
  }

  /** How many operations it has done. */
  long operations() {
    return operationsOpaque(); // opaque: a counter, exact once the lane has ended
  }

  /** What to say where the memory does not suffice. */
  String shortage(int size) {
    return "the memory of %d MiB has no room for %d more bytes, after %d operations"
        .formatted(memory.managedBytes() >> 20, size, stage.operations());
  }

  private long payloadPlain() {
    return (long) PAYLOAD.get(this);
  }

  private long payloadOpaque() {
    return (long) PAYLOAD.getOpaque(this);
  }

  private void setPayloadOpaque(long value) {
    PAYLOAD.setOpaque(this, value);
  }

  private long operationsPlain() {
    return (long) OPERATIONS.get(this);
  }

  private long operationsOpaque() {
    return (long) OPERATIONS.getOpaque(this);
  }

  private void setOperationsOpaque(long value) {
    OPERATIONS.setOpaque(this, value);
  }

  private static final VarHandle PAYLOAD;
  private static final VarHandle OPERATIONS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PAYLOAD = lookup.findVarHandle(Lane.class, "payload", long.class).withInvokeExactBehavior();
      OPERATIONS =
          lookup.findVarHandle(Lane.class, "operations", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
