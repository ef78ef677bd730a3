package org.kernsync.mutants;

import java.util.List;

/** Faults of {@code org.kernsync.internal}, which others stand on. */
final class InternalMutants {
  static final List<Mutant> ALL = List.of();

  private InternalMutants() {}
}
