package org.kernsync.kernel.workload.rtapp;

import java.util.List;

/** A task of the workload as a text: what its threads execute. */
record CompiledTask(String name, int loop, long delayNanos, List<CompiledPhase> phases) {

  /** A phase: what happens when it is entered, and what is repeated. */
  record CompiledPhase(int loop, List<Op> entry, List<Op> body) {}
}
