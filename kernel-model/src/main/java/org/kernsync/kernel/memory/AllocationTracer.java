package org.kernsync.kernel.memory;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.trace.AllocationPoints;
import org.kernsync.kernel.trace.CallSite;

/**
 * Writes what the allocators do into the trace of the CPU that does it, with who asked for it. What
 * is done before the CPUs start and after they are off belongs to none, and is left out.
 *
 * <p><b>Context.</b> Any. Interrupts are off while an event is written, so that the CPU stays the
 * same and none comes in between.
 */
public final class AllocationTracer implements MemoryTrace {
  private static final String[] NO_CALLERS = {
    "org.kernsync.kernel.mm.", "org.kernsync.kernel.memory."
  };

  private final Scheduler scheduler;

  /**
   * Writes into the traces of a model.
   *
   * @param scheduler knows them; there are some
   */
  public AllocationTracer(Scheduler scheduler) {
    this.scheduler = scheduler;
    site(); // a task that walks its stack must not have to load classes for that
  }

  private static CallSite site() {
    return CallSite.outside(NO_CALLERS);
  }

  /** Writes one event, at a time, into the room of a CPU. */
  private interface Event {
    void write(AllocationPoints points, long nanos);
  }

  private void write(Event event) {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null) {
      return;
    }
    boolean flags = cpu.irqSave();
    long now = scheduler.sinceBoot(cpu.clock().read());
    event.write(scheduler.trace(cpu.id()).allocations(), now);
    cpu.irqRestore(flags);
  }

  @Override
  public void kmalloc(long address, long requested, long allocated, int gfp) {
    CallSite site = site();
    write((points, now) -> points.kmalloc(now, site, address, requested, allocated, gfp));
  }

  @Override
  public void kfree(long address) {
    CallSite site = site();
    write((points, now) -> points.kfree(now, site, address));
  }

  @Override
  public void cacheAlloc(String cache, long address, long requested, long allocated, int gfp) {
    CallSite site = site();
    write((points, now) -> points.cacheAlloc(now, site, address, requested, allocated, gfp));
  }

  @Override
  public void cacheFree(String cache, long address) {
    CallSite site = site();
    write((points, now) -> points.cacheFree(now, site, address));
  }

  @Override
  public void pageAlloc(long pfn, int order, int migrateType, int gfp) {
    if (pfn >= 0) {
      write((points, now) -> points.pageAlloc(now, pfn, order, migrateType, gfp));
    }
  }

  @Override
  public void pageFree(long pfn, int order) {
    write((points, now) -> points.pageFree(now, pfn, order));
  }
}
