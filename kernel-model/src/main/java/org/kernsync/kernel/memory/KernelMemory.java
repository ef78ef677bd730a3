package org.kernsync.kernel.memory;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.UserFault;
import org.kernsync.kernel.mm.UserPages;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.reclaim.AvailableMemory;
import org.kernsync.kernel.mm.reclaim.NodeBalancer;
import org.kernsync.kernel.mm.reclaim.PageCache;
import org.kernsync.kernel.mm.reclaim.PageLru;
import org.kernsync.kernel.mm.reclaim.PageReclaim;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;
import org.kernsync.kernel.mm.reclaim.Shrinkers;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping;

/**
 * The memory of a model: what was mapped for it, its allocators, the page cache, and what happens
 * when it gets short. {@code mm_init} of the boot.
 *
 * <p><b>Context.</b> Allocating: as the allocators say. Queries from anywhere. What was mapped goes
 * back to the host when nobody refers to this any more.
 */
public final class KernelMemory {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int HIGHEST_ZONE = 2;
  private static final int KIB_PER_PAGE = 4;

  private final PhysicalMemory physical;
  private final ModelHost host;
  private final KernelAllocator allocators;
  private final PageAllocator allocator;
  private final ReclaimEvents events = new ReclaimEvents();
  private final Shrinkers shrinkers = new Shrinkers(events);
  private final PageLru lru;
  private final PageCache cache;
  private final NodeBalancer balancer;
  private final Kswapd kswapd;
  private final OomKiller oomKiller;
  private final UserPages userPages = new AnonymousPages();
  private final AtomicLong anonymous = new AtomicLong(); // pages of processes
  private final AtomicLong stacks = new AtomicLong(); // pages of kernel stacks

  /** What memory asks of the rest of the model. */
  public interface Model {
    /**
     * The CPUs.
     *
     * @return numbered from 0
     */
    List<Cpu> cpus();

    /**
     * Who runs tasks.
     *
     * @return the scheduler
     */
    Scheduler scheduler();

    /**
     * Functions that other CPUs execute.
     *
     * @return the calls
     */
    FunctionCalls functionCalls();

    /**
     * Sleeps.
     *
     * @return timekeeping
     */
    Timekeeping timekeeping();

    /**
     * Grace periods.
     *
     * @return RCU
     */
    KernelRcu rcu();

    /**
     * The kernel log.
     *
     * @param line one line of it
     */
    void printk(String line);

    /**
     * A rule was broken.
     *
     * @param violation one sentence
     */
    void violated(String violation);
  }

  /**
   * Maps memory and makes the allocators. Before the CPUs start.
   *
   * @param bytes how much
   * @param model the rest of the model
   * @param trace told of each allocation, or null
   * @throws UnsupportedOperationException with one sentence where the system refuses
   */
  public KernelMemory(long bytes, Model model, MemoryTrace trace) {
    physical = PhysicalMemory.map(bytes);
    host =
        new ModelHost(
            model.cpus(),
            model.scheduler(),
            model.functionCalls(),
            model.timekeeping(),
            model.rcu(),
            model::violated,
            trace);
    allocators =
        new KernelAllocator(physical, host, model.cpus().size(), ZoneLimits.of(bytes), null);
    allocator = allocators.pages();
    lru = new PageLru(host, allocator.descriptors(), events);
    cache = new PageCache(host, allocator, lru);
    Scheduler scheduler = model.scheduler();
    PageReclaim reclaim = new PageReclaim(lru, cache, shrinkers, events);
    balancer =
        new NodeBalancer(
            reclaim, events, this::hasHigh, () -> scheduler.condResched(ModelHost.currentTask()));
    kswapd = new Kswapd(scheduler, balancer, events, new NodeMarks());
    MemoryReport report = new MemoryReport(allocator, lru);
    oomKiller = new OomKiller(scheduler, model::printk, events, report);
    allocator.setReclaimer(
        new ModelReclaimer(
            scheduler,
            reclaim,
            allocators.slabs(),
            lru,
            shrinkers,
            events,
            balancer,
            kswapd,
            oomKiller,
            report,
            model::printk));
    tell(model);
    CLEANER.register(this, physical::close); // views may look at it after the end
  }

  private void tell(Model model) {
    for (Zone zone : allocator.zones()) {
      if (zone.managedPages() > 0) {
        model.printk(
            "  %s zone: %d pages, min %d low %d high %d"
                .formatted(zone.name(), zone.managedPages(), zone.min(), zone.low(), zone.high()));
      }
    }
    model.printk(
        "Memory: %dK/%dK available"
            .formatted(allocator.freePages() * KIB_PER_PAGE, physical.size() >> 10));
  }

  /**
   * Names the tasks, once there can be any.
   *
   * @param processes among whom a victim is chosen
   */
  public void attach(Processes processes) {
    oomKiller.attach(processes);
  }

  /** The CPUs are about to start: from now on only they may allocate. */
  public void cpusStart() {
    host.setRunning(true);
  }

  /** The last CPU is off: whoever judges the machine may free and look. */
  public void cpusOff() {
    host.setRunning(false);
  }

  /**
   * Starts kswapd.
   *
   * @param self the current task
   * @param threads makes it, and stops it
   * @param processes start it
   */
  public void start(Task self, KernelThreads threads, Processes processes) {
    Task thread = threads.create(self, Kswapd.NAME, kswapd::run);
    kswapd.attach(thread);
    threads.addStopper(kswapd::stop);
    processes.start(self, thread);
  }

  // ---- marks

  private final class NodeMarks implements Kswapd.Marks {
    @Override
    public boolean hasLow() {
      return allocator.zones().stream().anyMatch(zone -> isAbove(zone, zone.low()));
    }

    @Override
    public boolean hasHigh() {
      return KernelMemory.this.hasHigh();
    }

    @Override
    public long wanted() {
      return allocator.zones().stream()
          .mapToLong(zone -> Math.max(zone.high(), PageLru.CLUSTER))
          .sum();
    }

    @Override
    public void reached() {
      allocator.zones().forEach(Zone::clearBoost);
    }
  }

  /** {@code pgdat_balanced}: one zone that can serve everybody is enough. */
  private boolean hasHigh() {
    return allocator.zones().stream().anyMatch(zone -> isAbove(zone, zone.high()));
  }

  private static boolean isAbove(Zone zone, long mark) {
    return zone.managedPages() > 0 && zone.freePages() > mark + zone.lowmemReserve(HIGHEST_ZONE);
  }

  // ---- processes

  /** Pages of processes, which only their end gives back: there is no swap. */
  private final class AnonymousPages implements UserPages {
    @Override
    public PhysicalMemory memory() {
      return physical;
    }

    @Override
    public long take() {
      Task self = ModelHost.currentTask();
      if (self != null && self.signals().isFatalPending()) {
        throw new UserFault("killed before a page fault");
      }
      events.count(ReclaimEvent.PGFAULT);
      long pfn = allocator.allocPages(0, Gfp.USER_MOVABLE | Gfp.ZERO);
      if (pfn < 0) {
        throw new UserFault("out of memory in a page fault");
      }
      anonymous.getAndIncrement(); // volatile: a count alone
      return PhysicalMemory.addressOf(pfn);
    }

    @Override
    public void give(long page) {
      anonymous.getAndDecrement(); // volatile: a count alone
      allocator.freePages(PhysicalMemory.pfnOf(page), 0);
    }
  }

  // ---- parts

  /**
   * Whether the calling thread may look at lists that have a lock: it is a CPU of the model, or
   * none of them runs.
   *
   * @return false for a thread outside of a model that runs, or hangs
   */
  public boolean isUsableHere() {
    return host.isUsableHere();
  }

  /**
   * The bytes.
   *
   * @return what was mapped
   */
  public PhysicalMemory physical() {
    return physical;
  }

  /**
   * All allocators: pages, caches, {@code kmalloc}.
   *
   * @return what modules of the kernel allocate with
   */
  public KernelAllocator allocators() {
    return allocators;
  }

  /**
   * The pages.
   *
   * @return the page allocator
   */
  public PageAllocator pages() {
    return allocator;
  }

  /**
   * Caches and pages for the structures of the kernel itself.
   *
   * @return where they are taken
   */
  public SlotSource slots() {
    return new KernelSlots(allocators, host, stacks);
  }

  /**
   * Pages for processes.
   *
   * @return taken in page faults
   */
  public UserPages userPages() {
    return userPages;
  }

  /**
   * Pages that processes have: {@code NR_ANON_MAPPED}.
   *
   * @return a count, possibly stale
   */
  public long anonymousPages() {
    return anonymous.get();
  }

  /**
   * Pages of files.
   *
   * @return the page cache
   */
  public PageCache cache() {
    return cache;
  }

  /**
   * Which of them were used last.
   *
   * @return the lists
   */
  public PageLru lru() {
    return lru;
  }

  /**
   * Caches that give something back when memory gets short.
   *
   * @return the register
   */
  public Shrinkers shrinkers() {
    return shrinkers;
  }

  /**
   * What is counted of reclaim.
   *
   * @return the counts
   */
  public ReclaimEvents events() {
    return events;
  }

  /**
   * {@code MemAvailable}. Where {@link #isUsableHere}.
   *
   * @return pages
   */
  public long availablePages() {
    return AvailableMemory.pages(
        allocator, lru.inactivePages() + lru.activePages(), allocators.slabs().reclaimablePages());
  }

  /**
   * Whether kswapd has given the node up: {@code node_unreclaimable}.
   *
   * @return true until something could be freed again
   */
  public boolean isUnreclaimable() {
    return balancer.isHopeless();
  }

  /**
   * Pages that are kernel stacks.
   *
   * @return a count, possibly stale
   */
  public long stackPages() {
    return stacks.get();
  }

  /**
   * The processes that were killed for want of memory.
   *
   * @return one sentence each
   */
  public List<String> oomKills() {
    return List.copyOf(oomKiller.kills());
  }

  // ---- the end

  /**
   * Checks what must hold when every CPU is off and everything was given back: no page is in use,
   * each is free in the largest block that it can be part of. The page cache is dropped for that.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    cache.drop();
    allocators.shrink();
    List<String> wrong = new ArrayList<>(allocators.verify());
    String leaks = allocators.leaks();
    if (leaks != null) {
      wrong.add("leak: " + leaks);
    }
    if (anonymous.get() != 0) {
      wrong.add(anonymous.get() + " pages of processes were not given back");
    }
    if (cache.size() != 0) {
      wrong.add(cache.size() + " pages of files were not given back");
    }
    long used = allocator.usedPages();
    if (used != 0) {
      wrong.add(used + " pages were not given back");
    }
    wrong.forEach(line -> report.accept("memory: " + line));
  }
}
