package org.kernsync.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.memory.AllocatorHammer.Counts;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.slab.FaultInjection;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.HrTimer;
import org.kernsync.kernel.time.Timekeeping;

/**
 * The allocators on eight CPUs of a model: tasks bound to each, tasks that wander, softirqs and
 * interrupt handlers on top of them, allocations that fail on purpose. The memory is one of the
 * test's own beside the kernel's, since faults are not for that one.
 */
class AllocatorHammerModelTest {
  /** Allocations and frees; {@code -Dkernsync.alloc.operations=10000000} for the long form. */
  private static final long OPERATIONS = Long.getLong("kernsync.alloc.operations", 100_000);

  private static final int CPUS = 8;
  private static final int WANDERERS = 4;
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int FAULT_EACH = 997;
  private static final long TIMER_NANOS = 300_000;
  private static final int TURNS_IN_HANDLER = 4;
  private static final int TURNS_UNPREEMPTED = 16;

  /** A timer on one CPU that allocates wherever its function is called, until it is told to end. */
  private static final class Handler {
    private final Kernel kernel;
    private final AllocatorHammer hammer;
    private final AtomicBoolean over;
    private final HrTimer timer;
    private final Counts counts = new Counts();
    private volatile boolean ended; // volatile: publishes counts
    private long random;

    Handler(Kernel kernel, AllocatorHammer hammer, AtomicBoolean over, boolean soft, long seed) {
      this.kernel = kernel;
      this.hammer = hammer;
      this.over = over;
      random = seed;
      Timekeeping time = kernel.timekeeping();
      timer = soft ? HrTimer.soft(time, this::turns) : new HrTimer(time, this::turns);
    }

    private void turns(Cpu cpu) {
      if (over.get()) {
        ended = true;
        return;
      }
      for (int turn = 0; turn < TURNS_IN_HANDLER; turn++) {
        random = next(random);
        hammer.turn(random, Gfp.ATOMIC, counts);
      }
      kernel.timekeeping().startTimer(cpu, timer, System.nanoTime() + TIMER_NANOS);
    }
  }

  private static long next(long random) {
    long next = random ^ random << 13;
    next ^= next >>> 7;
    return next ^ next << 17;
  }

  /**
   * Each piece has one owner at a time; each allocation that failed was to fail; in the end all is
   * free, merged as in the beginning, and each object is on one freelist.
   */
  @Test
  void randomPieces_eightCpus_oneOwnerEachAndAllMerges() throws Exception {
    FaultInjection faults = new FaultInjection();
    Counts sum = new Counts();
    List<String> violations = new ArrayList<>();
    try (PhysicalMemory memory = PhysicalMemory.map(MEMORY_BYTES)) {
      AllocatorHammer[] made = new AllocatorHammer[1];
      Run run =
          KernelHarness.on(CPUS)
              .withLimit(10, TimeUnit.MINUTES)
              .run(
                  (self, kernel) -> {
                    made[0] = new AllocatorHammer(allocator(kernel, memory, faults));
                    faults.failEvery(FAULT_EACH);
                    hammer(kernel, self, made[0], sum);
                    faults.stop();
                    await(kernel, self, "all pages are back", made[0]::isEmptyAfterShrinking);
                  });
      run.assertFine();
      violations.addAll(made[0].violations());
    }
    assertThat(violations).isEmpty();
    assertThat(sum.refused).isEqualTo(faults.failed()).isPositive();
    assertThat(sum.freed).isEqualTo(sum.allocated);
    assertThat(sum.allocated + sum.freed).isGreaterThanOrEqualTo(OPERATIONS);
  }

  private static KernelAllocator allocator(
      Kernel kernel, PhysicalMemory memory, FaultInjection faults) {
    ModelHost host =
        new ModelHost(
            IntStream.range(0, CPUS).mapToObj(kernel.scheduler()::cpu).toList(),
            kernel.scheduler(),
            kernel.functionCalls(),
            kernel.timekeeping(),
            kernel.rcu(),
            violation -> {
              throw new IllegalStateException(violation);
            },
            null);
    return new KernelAllocator(memory, host, CPUS, ZoneLimits.of(MEMORY_BYTES), faults);
  }

  private static void hammer(Kernel kernel, Task self, AllocatorHammer hammer, Counts sum) {
    int tasks = CPUS + WANDERERS;
    AtomicInteger running = new AtomicInteger(tasks);
    AtomicBoolean over = new AtomicBoolean();
    List<Counts> counted = new ArrayList<>();
    List<Handler> handlers = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      long seed = 0x9E37_79B9_7F4A_7C15L * (i + 1);
      Counts counts = new Counts();
      counted.add(counts);
      Task.Body body =
          task -> {
            work(kernel, task, hammer, seed, OPERATIONS / tasks + 1, counts);
            running.decrementAndGet();
          };
      if (i < CPUS) {
        Handler soft = new Handler(kernel, hammer, over, true, ~seed);
        Handler hard = new Handler(kernel, hammer, over, false, seed >>> 1);
        handlers.add(soft);
        handlers.add(hard);
        startThreadOn(
            kernel,
            self,
            "bound" + i,
            1L << i,
            task -> {
              kernel.timekeeping().startTimer(task.cpu(), soft.timer, System.nanoTime());
              kernel.timekeeping().startTimer(task.cpu(), hard.timer, System.nanoTime());
              body.run(task);
            });
      } else {
        startThread(kernel, self, "wanderer" + i, body);
      }
    }
    while (running.get() != 0) { // each task ends: its turns are counted
      hammer.shrink(); // all CPUs give back what they keep
      KernelHarness.sleep(kernel, self, TimeUnit.MILLISECONDS.toNanos(1));
    }
    over.set(true);
    await(kernel, self, "handlers have ended", () -> handlers.stream().allMatch(h -> h.ended));
    counted.forEach(sum::add);
    handlers.forEach(handler -> sum.add(handler.counts));
    assertThat(handlers).allMatch(handler -> handler.counts.allocated > 0);
    hammer.freeAll(sum);
  }

  private static void work(
      Kernel kernel, Task self, AllocatorHammer hammer, long seed, long operations, Counts counts) {
    long random = seed;
    for (int turn = 0; counts.allocated + counts.freed < operations; turn++) {
      random = next(random);
      hammer.turn(random, Gfp.KERNEL, counts);
      if (turn % TURNS_UNPREEMPTED == 0) {
        kernel.scheduler().condResched(self);
      }
    }
  }
}
