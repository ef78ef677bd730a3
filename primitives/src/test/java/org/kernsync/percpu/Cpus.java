package org.kernsync.percpu;

import java.util.List;
import org.kernsync.cpu.CpuIds;

/** Kinds of CPUs for tests. */
enum Cpus implements CpuIds {
  /** As ordinary threads have them. */
  THREADS {
    @Override
    public int slot() {
      return CpuIds.threads().slot();
    }

    @Override
    public int count() {
      return CpuIds.threads().count();
    }
  },

  /** One slot, which everybody shares. */
  ONE_SHARED {
    @Override
    public int slot() {
      return ~0;
    }

    @Override
    public int count() {
      return 1;
    }
  },

  /** One slot, which the only thread of a test owns. */
  ONE_OWNED {
    @Override
    public int slot() {
      return 0;
    }

    @Override
    public int count() {
      return 1;
    }
  },

  /** Slots that threads own and share at the same time; odd threads only share. */
  MIXED {
    @Override
    public int slot() {
      int slot = CpuIds.threads().slot();
      return slot >= 0 && Thread.currentThread().getId() % 2 != 0 ? ~slot : slot;
    }

    @Override
    public int count() {
      return CpuIds.threads().count();
    }
  };

  /** Those for several threads. */
  static List<Cpus> forMany() {
    return List.of(THREADS, ONE_SHARED, MIXED);
  }

  @Override
  public int current() {
    int slot = slot();
    return slot < 0 ? ~slot : slot;
  }

  @Override
  public boolean exclusive() {
    return slot() >= 0;
  }
}
