package org.kernsync.kernel.memory;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.Reclaimer;
import org.kernsync.kernel.mm.reclaim.NodeBalancer;
import org.kernsync.kernel.mm.reclaim.PageLru;
import org.kernsync.kernel.mm.reclaim.PageReclaim;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;
import org.kernsync.kernel.mm.reclaim.Shrinkers;
import org.kernsync.kernel.mm.slab.SlabAllocator;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/**
 * What the page allocator asks for in its slow path: kswapd, direct reclaim, in the end a death.
 *
 * <p>A task that reclaims is marked ({@code PF_MEMALLOC}): should it want memory itself meanwhile,
 * it gets what there is and does not reclaim again.
 */
final class ModelReclaimer implements Reclaimer {
  private static final ReclaimEvent[] STALLS = {
    ReclaimEvent.ALLOCSTALL_DMA, ReclaimEvent.ALLOCSTALL_DMA32, ReclaimEvent.ALLOCSTALL_NORMAL
  };

  private final Scheduler scheduler;
  private final PageReclaim reclaim;
  private final SlabAllocator slabs;
  private final PageLru lru;
  private final Shrinkers shrinkers;
  private final ReclaimEvents events;
  private final NodeBalancer balancer;
  private final Kswapd kswapd;
  private final OomKiller oomKiller;
  private final MemoryReport report;
  private final Consumer<String> log;

  ModelReclaimer(
      Scheduler scheduler,
      PageReclaim reclaim,
      SlabAllocator slabs,
      PageLru lru,
      Shrinkers shrinkers,
      ReclaimEvents events,
      NodeBalancer balancer,
      Kswapd kswapd,
      OomKiller oomKiller,
      MemoryReport report,
      Consumer<String> log) {
    this.scheduler = scheduler;
    this.reclaim = reclaim;
    this.slabs = slabs;
    this.lru = lru;
    this.shrinkers = shrinkers;
    this.events = events;
    this.balancer = balancer;
    this.kswapd = kswapd;
    this.oomKiller = oomKiller;
    this.report = report;
    this.log = log;
  }

  @Override
  public void wakeKswapd(int highestZone, int order) {
    Cpu cpu = CurrentCpu.get();
    if (cpu != null) { // before the CPUs start there is nobody to wake
      kswapd.wake(cpu);
    }
  }

  @Override
  public long directReclaim(int highestZone, int order, int gfp) {
    if (!(CurrentCpu.context() instanceof Task self)) {
      return 0;
    }
    if (self.isMemalloc()) {
      self.cpu().oops("reclaim within reclaim");
    }
    self.cpu().mightSleep();
    events.count(STALLS[highestZone]);
    self.setMemalloc(true);
    try {
      return tryToFreePages(self);
    } finally {
      self.setMemalloc(false);
    }
  }

  /** {@code try_to_free_pages}: with growing effort, until a cluster has become free. */
  private long tryToFreePages(Task self) {
    long freed = 0;
    for (int priority = PageReclaim.DEF_PRIORITY; priority >= 0; priority--) {
      freed += reclaim.shrink(priority, PageLru.CLUSTER - freed, false);
      if (freed >= PageLru.CLUSTER) {
        break;
      }
      scheduler.condResched(self);
    }
    if (freed == 0) {
      long before = slabs.slabPages();
      slabs.shrinkAll(); // before anybody is killed for it
      freed = Math.max(0, before - slabs.slabPages());
    }
    if (freed > 0) {
      balancer.encourage();
    }
    return freed;
  }

  @Override
  public long reclaimablePages() {
    return lru.inactivePages() + lru.activePages() + shrinkers.count();
  }

  @Override
  public boolean outOfMemory(int order, int gfp) {
    if (!(CurrentCpu.context() instanceof Task self)) {
      return false;
    }
    boolean victim = self.mm() instanceof UserMemory memory && memory.isVictim();
    if (victim || self.signals().isFatalPending()) {
      return false; // it ends without
    }
    return oomKiller.kill(self, order, gfp);
  }

  @Override
  public void allocationFailed(int order, int gfp) {
    Object who = CurrentCpu.context();
    log.accept(
        "%s: page allocation failure: order:%d, mode:0x%x(%s)"
            .formatted(
                who instanceof Task task ? task.comm() : "boot", order, gfp, Gfp.toString(gfp)));
    report.lines().forEach(log);
  }
}
