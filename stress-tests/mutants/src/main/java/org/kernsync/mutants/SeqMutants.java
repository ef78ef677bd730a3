package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.loop;

import java.util.List;

/** Faults of {@code org.kernsync.seq}. */
final class SeqMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.order("seq-look-plain", "seq/SequenceWord")
              .replace("return (int) SEQUENCE.getOpaque(this);", "return (int) SEQUENCE.get(this);")
              .breaks(
                  "Whether a writer is inside is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("seqLock_")),
          Mutant.order("seq-begin-plain", "seq/SequenceWord")
              .replace(
                  "return (int) SEQUENCE.getAcquire(this);", "return (int) SEQUENCE.get(this);")
              .breaks(
                  "The number of a sequence is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("seqCount_")));

  private SeqMutants() {}
}
