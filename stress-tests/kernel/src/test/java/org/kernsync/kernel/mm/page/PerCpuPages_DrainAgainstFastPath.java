package org.kernsync.kernel.mm.page;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.NaiveHost;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One CPU takes pages from its list and puts them back, while another drains all lists: has each
 * page one owner, and is none lost?
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Each page has one owner.")
@Outcome(expect = FORBIDDEN, desc = "Two owners, a page lost, or lists out of order.")
@State
public class PerCpuPages_DrainAgainstFastPath {
  private static final Lists LISTS = new Lists(new PlainHost());

  /** Made anew for each attempt. */
  public PerCpuPages_DrainAgainstFastPath() {}

  /**
   * Takes and puts back.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(II_Result r) {
    r.r1 = LISTS.takeAndPut();
  }

  /**
   * Drains.
   *
   * @param r what is observed
   */
  @Actor
  public void other(II_Result r) {
    r.r2 = LISTS.drain();
  }

  /** Lists of all slots, for all attempts, and the zone that they are filled from. */
  private static final class Lists {
    private static final int FINE = 0;
    private static final int SHARED = 1;
    private static final int LOST = 2;
    private static final int OUT_OF_ORDER = 3;

    private static final int PAGES = 1024; // more than all lists together hold
    private static final int TURNS = 20; // about as long as a drain takes
    private static final int HIGH = 16;
    private static final int TYPE = 0;

    private final MemoryHost host;
    private final PerCpuPages[] perSlot;
    private final AtomicIntegerArray owners = new AtomicIntegerArray(PAGES);
    private final ConcurrentLinkedQueue<Long> zone = new ConcurrentLinkedQueue<>();

    Lists(MemoryHost host) {
      this.host = host;
      perSlot = new PerCpuPages[host.slots()];
      for (int slot = 0; slot < perSlot.length; slot++) {
        perSlot[slot] = new PerCpuPages(new PcpSizes(1, HIGH));
      }
      for (long pfn = 0; pfn < PAGES; pfn++) {
        zone.add(pfn);
      }
    }

    int takeAndPut() {
      try {
        int found = FINE;
        for (int turn = 0; turn < TURNS && found == FINE; turn++) {
          long pfn = take();
          found = pfn < 0 ? LOST : own(pfn);
          if (found == FINE && !put(pfn)) {
            zone.add(pfn);
          }
        }
        return found;
      } catch (IndexOutOfBoundsException outOfOrder) {
        return OUT_OF_ORDER;
      }
    }

    private long take() {
      int slot = host.enter();
      long pfn = perSlot[slot].take(0, TYPE);
      host.exit(slot);
      if (pfn < 0) {
        Long fresh = zone.poll();
        return fresh == null ? PageAllocator.NONE : fresh;
      }
      return pfn;
    }

    private boolean put(long pfn) {
      int slot = host.enter();
      boolean fits = perSlot[slot].put(pfn, 0, TYPE);
      host.exit(slot);
      return fits;
    }

    int drain() {
      int[] found = {FINE};
      host.onEachSlot(slot -> found[0] |= drain(perSlot[slot]));
      return found[0];
    }

    private int drain(PerCpuPages list) {
      int found = FINE;
      try {
        for (long pfn = list.take(0, TYPE); pfn >= 0; pfn = list.take(0, TYPE)) {
          found |= own(pfn);
          zone.add(pfn);
        }
        return found;
      } catch (IndexOutOfBoundsException outOfOrder) {
        return OUT_OF_ORDER;
      }
    }

    /** Owns a page for a moment, alone. */
    private int own(long pfn) {
      int before = owners.getAndIncrement((int) pfn);
      int after = owners.decrementAndGet((int) pfn);
      return before == 0 && after == 0 ? FINE : SHARED;
    }
  }

  /** The same where the drain does not ask who is inside. */
  @JCStressTest
  @JCStressMeta(PerCpuPages_DrainAgainstFastPath.class)
  @BrokenTwin("lists are drained without asking who is inside")
  @State
  public static class Unasked {
    private static final Lists LISTS = new Lists(NaiveHost.drainingUnasked());

    /** Made anew for each attempt. */
    public Unasked() {}

    /**
     * Takes and puts back.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(II_Result r) {
      r.r1 = LISTS.takeAndPut();
    }

    /**
     * Drains.
     *
     * @param r what is observed
     */
    @Actor
    public void other(II_Result r) {
      r.r2 = LISTS.drain();
    }
  }
}
