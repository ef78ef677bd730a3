package org.kernsync.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants: one class for each package of the library. */
final class Catalogue {
  private Catalogue() {}

  static List<Mutant> all() {
    return Stream.of(
            SpinMutants.ALL,
            SeqMutants.ALL,
            SleepMutants.ALL,
            WaitMutants.ALL,
            InternalMutants.ALL,
            AtomicMutants.ALL,
            RefMutants.ALL,
            QueueMutants.ALL,
            RcuMutants.ALL,
            PerCpuMutants.ALL,
            CpuMutants.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
