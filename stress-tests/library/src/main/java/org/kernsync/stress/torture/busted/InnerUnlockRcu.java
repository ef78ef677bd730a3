package org.kernsync.stress.torture.busted;

import java.util.List;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.torture.RcuUnderTest;

/** Broken: the first unlock of nested sections ends them all. */
public final class InnerUnlockRcu extends ForwardingRcu {
  /**
   * Makes one.
   *
   * @param right a domain whose sections nest
   */
  public InnerUnlockRcu(RcuUnderTest right) {
    super(right);
  }

  @Override
  public List<Way> ways() {
    return super.ways().stream().map(InnerUnlockRcu::flat).toList();
  }

  private static Way flat(Way way) {
    return () -> new Flat(way.newReader());
  }

  /** A reader that forgets how deep it is. */
  private static final class Flat implements Reader {
    private final Reader right;
    private int depth;
    private boolean inside;
    private long outermost;

    Flat(Reader right) {
      this.right = right;
    }

    @Override
    public long lock() {
      if (depth++ == 0) {
        outermost = right.lock();
        inside = true;
      }
      return outermost;
    }

    @Override
    public <T> T dereference(RcuReference<T> pointer) {
      return right.dereference(pointer);
    }

    @Override
    public void unlock(long token) {
      depth--;
      if (inside) {
        inside = false;
        right.unlock(token);
        right.quiescent();
      }
    }

    @Override
    public void quiescent() {
      right.quiescent();
    }

    @Override
    public void offline() {
      right.offline();
    }

    @Override
    public void online() {
      right.online();
    }

    @Override
    public void close() {
      right.close();
    }
  }
}
