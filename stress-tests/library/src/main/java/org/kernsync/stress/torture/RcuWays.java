package org.kernsync.stress.torture;

import java.util.List;
import org.kernsync.rcu.QsbrRcu;
import org.kernsync.rcu.QsbrReader;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReader;
import org.kernsync.rcu.Srcu;
import org.kernsync.stress.torture.RcuUnderTest.Reader;
import org.kernsync.stress.torture.RcuUnderTest.Way;

/** The ways to read under our domains. */
final class RcuWays {
  private static final long NO_TOKEN = 0;

  private RcuWays() {}

  static List<Way> of(Rcu rcu) {
    return List.of(
        new Mortal(() -> new Automatic(rcu)),
        new Mortal(() -> new ByGuard(rcu)),
        new Mortal(() -> new ByHandle(rcu.register())),
        (Shared) () -> new ByToken(rcu));
  }

  static Way of(QsbrRcu rcu) {
    return new Mortal(() -> new Quiescent(rcu.register()));
  }

  static Way of(Srcu srcu) {
    return (Shared) () -> new Sleepable(srcu);
  }

  /** Whose threads may die inside. */
  private record Mortal(Way way) implements Way {
    @Override
    public Reader newReader() {
      return way.newReader();
    }

    @Override
    public boolean survivesDeath() {
      return true;
    }
  }

  /** Whose sections belong to nobody. */
  @FunctionalInterface
  private interface Shared extends Way {
    @Override
    default boolean handsOver() {
      return true;
    }
  }

  private record Automatic(Rcu rcu) implements Reader {
    @Override
    public long lock() {
      rcu.readLock();
      return NO_TOKEN;
    }

    @Override
    public void unlock(long token) {
      rcu.readUnlock();
    }
  }

  private static final class ByGuard implements Reader {
    private final Rcu rcu;
    private Rcu.Section section;

    ByGuard(Rcu rcu) {
      this.rcu = rcu;
    }

    @Override
    public long lock() {
      section = rcu.readSection();
      return NO_TOKEN;
    }

    @Override
    public void unlock(long token) {
      section.close();
    }
  }

  private record ByHandle(RcuReader handle) implements Reader {
    @Override
    public long lock() {
      handle.readLock();
      return NO_TOKEN;
    }

    @Override
    public void unlock(long token) {
      handle.readUnlock();
    }

    @Override
    public void close() {
      handle.close();
    }
  }

  private record ByToken(Rcu rcu) implements Reader {
    @Override
    public long lock() {
      return rcu.readEnter();
    }

    @Override
    public void unlock(long token) {
      rcu.readExit(token);
    }
  }

  private record Sleepable(Srcu srcu) implements Reader {
    @Override
    public long lock() {
      return srcu.readLock();
    }

    @Override
    public void unlock(long token) {
      srcu.readUnlock(token);
    }
  }

  private record Quiescent(QsbrReader handle) implements Reader {
    @Override
    public long lock() {
      handle.readLock();
      return NO_TOKEN;
    }

    @Override
    public void unlock(long token) {
      handle.readUnlock();
    }

    @Override
    public void quiescent() {
      handle.quiescent();
    }

    @Override
    public void offline() {
      handle.offline();
    }

    @Override
    public void online() {
      handle.online();
    }

    @Override
    public void close() {
      handle.close();
    }
  }
}
