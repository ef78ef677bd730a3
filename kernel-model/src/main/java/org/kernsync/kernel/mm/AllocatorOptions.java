package org.kernsync.kernel.mm;

import java.util.Objects;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.slab.FaultInjection;
import org.kernsync.kernel.mm.slab.SlabCheck;
import org.kernsync.rcu.Rcu;

/**
 * What a {@link KernelAllocator} is to be like. Immutable: each method makes other options.
 *
 * <pre>{@code
 * AllocatorOptions.ofSize(64 << 20).checkedFor(SlabCheck.POISON, SlabCheck.STORE_USER)
 * }</pre>
 */
public final class AllocatorOptions {
  private final long bytes;
  private final boolean onHeap;
  private final SlabCheck[] checks;
  private final FaultInjection faults;
  private final MemoryTrace trace;
  private final Rcu readers; // null: a domain of the memory's own, which has none

  private AllocatorOptions(
      long bytes,
      boolean onHeap,
      SlabCheck[] checks,
      FaultInjection faults,
      MemoryTrace trace,
      Rcu readers) {
    this.bytes = bytes;
    this.onHeap = onHeap;
    this.checks = checks;
    this.faults = faults;
    this.trace = trace;
    this.readers = readers;
  }

  /**
   * Off the heap, not checked, without faults and without a trace.
   *
   * @param bytes how much memory, from 16 MiB to 64 GiB; only what is touched takes room
   * @return the options
   */
  public static AllocatorOptions ofSize(long bytes) {
    return new AllocatorOptions(bytes, false, new SlabCheck[0], null, null, null);
  }

  /**
   * Has the memory in an array of Java: where native access is refused.
   *
   * @return the options
   */
  public AllocatorOptions onHeap() {
    return new AllocatorOptions(bytes, true, checks, faults, trace, readers);
  }

  /**
   * Has the caches of {@code kmalloc} look for misuse.
   *
   * @param what the checks
   * @return the options
   */
  public AllocatorOptions checkedFor(SlabCheck... what) {
    return new AllocatorOptions(bytes, onHeap, what.clone(), faults, trace, readers);
  }

  /**
   * Has allocations fail.
   *
   * @param injection which
   * @return the options
   */
  public AllocatorOptions failingBy(FaultInjection injection) {
    Objects.requireNonNull(injection, "injection");
    return new AllocatorOptions(bytes, onHeap, checks, injection, trace, readers);
  }

  /**
   * Has allocations and frees traced.
   *
   * @param observer who wants to know
   * @return the options
   */
  public AllocatorOptions tracedBy(MemoryTrace observer) {
    Objects.requireNonNull(observer, "observer");
    return new AllocatorOptions(bytes, onHeap, checks, faults, observer, readers);
  }

  /**
   * Names the domain whose readers are waited for by what is freed after a grace period: {@link
   * KernelAllocator#kfreeRcu}, and the pages of caches that are type-safe by RCU.
   *
   * @param domain in whose sections readers stand; stays open as long as the memory
   * @return the options
   */
  public AllocatorOptions withReadersOf(Rcu domain) {
    Objects.requireNonNull(domain, "domain");
    return new AllocatorOptions(bytes, onHeap, checks, faults, trace, domain);
  }

  long bytes() {
    return bytes;
  }

  boolean isOnHeap() {
    return onHeap;
  }

  SlabCheck[] checks() {
    return checks;
  }

  FaultInjection faults() {
    return faults;
  }

  MemoryTrace trace() {
    return trace;
  }

  Rcu readers() {
    return readers == null ? new Rcu() : readers;
  }
}
