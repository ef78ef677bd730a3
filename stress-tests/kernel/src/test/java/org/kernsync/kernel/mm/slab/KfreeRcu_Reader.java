package org.kernsync.kernel.mm.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.OwnedPieces;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.rcu.Rcu;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader follows a reference to memory, which another takes away, frees by {@code kfree_rcu}, and
 * may get anew: is the memory the reader's until the end of its section?
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It was taken away before.")
@Outcome(id = "42, 42", expect = ACCEPTABLE, desc = "Whole, and it stays so.")
@Outcome(expect = FORBIDDEN, desc = "It is another's already.")
@State
public class KfreeRcu_Reader {
  private static final Memory MEMORY = new Memory();

  private volatile long shared = MEMORY.publish(); // volatile: as the pointer of rcu_assign_pointer

  /** Made anew for each attempt. */
  public KfreeRcu_Reader() {}

  /**
   * Reads twice.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    Rcu rcu = MEMORY.host.rcu();
    rcu.readLock();
    long piece = shared;
    MEMORY.readTwice(piece, r);
    rcu.readUnlock();
  }

  /** Takes it away. */
  @Actor
  public void updater() {
    long piece = shared;
    shared = 0;
    MEMORY.kfreeRcu(piece);
    MEMORY.reuse();
  }

  /** Pieces that hold 42 as long as readers may see them, and 13 later. */
  private static final class Memory {
    private static final int SIZE = 64;
    private static final int CONTENT = 0; // where a free object has its link
    private static final int PAUSES = 20; // as long as the other needs to use it anew

    private final PlainHost host = new PlainHost();
    private final KernelAllocator allocator = new OwnedPieces(host).allocator();
    private final PhysicalMemory memory = allocator.memory();

    long publish() {
      long piece = allocate();
      memory.putLong(piece + CONTENT, 42);
      return piece;
    }

    void readTwice(long piece, II_Result r) {
      r.r1 = read(piece);
      for (int i = 0; i < PAUSES; i++) {
        Thread.onSpinWait();
      }
      r.r2 = read(piece);
    }

    private int read(long piece) {
      return piece == 0 ? 0 : (int) memory.getLong(piece + CONTENT);
    }

    void kfreeRcu(long piece) {
      allocator.kmalloc().kfreeRcu(piece);
    }

    void kfree(long piece) {
      allocator.kfree(piece);
    }

    void reuse() {
      long piece = allocate();
      memory.putLong(piece + CONTENT, 13);
      allocator.kfree(piece);
    }

    private long allocate() {
      long piece = allocator.kmalloc(SIZE, Gfp.KERNEL);
      if (piece == 0) {
        throw new IllegalStateException("what was freed by kfree_rcu does not come back");
      }
      return piece;
    }
  }

  /** The same where it is freed at once. */
  @JCStressTest
  @JCStressMeta(KfreeRcu_Reader.class)
  @BrokenTwin("memory is freed without a grace period")
  @State
  public static class AtOnce {
    private static final Memory MEMORY = new Memory();

    private volatile long shared = MEMORY.publish(); // volatile: as above

    /** Made anew for each attempt. */
    public AtOnce() {}

    /**
     * Reads twice.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      Rcu rcu = MEMORY.host.rcu();
      rcu.readLock();
      long piece = shared;
      MEMORY.readTwice(piece, r);
      rcu.readUnlock();
    }

    /** Takes it away. */
    @Actor
    public void updater() {
      long piece = shared;
      shared = 0;
      MEMORY.kfree(piece);
      MEMORY.reuse();
    }
  }
}
