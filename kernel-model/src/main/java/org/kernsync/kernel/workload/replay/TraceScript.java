package org.kernsync.kernel.workload.replay;

/** A trace, played by each thread with blocks of its own. */
public final class TraceScript implements Script {
  private final AllocationTrace trace;

  /**
   * Plays a trace.
   *
   * @param trace what to play
   */
  public TraceScript(AllocationTrace trace) {
    this.trace = trace;
  }

  @Override
  public String name() {
    return trace.source();
  }

  @Override
  public long operations() {
    return trace.length();
  }

  @Override
  public Part part(Stage stage) {
    return lane -> play(lane, stage.places(trace.blockCount()));
  }

  private void play(Lane lane, Blocks blocks) throws ReplayException {
    for (int i = 0; i < trace.length(); i++) {
      int block = trace.block(i);
      boolean done =
          switch (trace.kind(i)) {
            case AllocationTrace.ALLOCATE -> lane.allocate(blocks, block, trace.size(i));
            case AllocationTrace.RESIZE -> lane.resize(blocks, block, trace.size(i));
            default -> {
              lane.free(blocks, block);
              yield true;
            }
          };
      if (!done) {
        throw ReplayException.inLine(
            trace.source(), trace.line(i), lane.shortage(trace.size(i)), Generators.MORE_MEMORY);
      }
    }
  }
}
