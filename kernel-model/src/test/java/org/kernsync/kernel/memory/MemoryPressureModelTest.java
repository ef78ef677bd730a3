package org.kernsync.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.reclaim.FileMapping;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.Shrinker;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Script;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.syscall.UserContext;

/** A model of 16 MiB that is asked for more. */
class MemoryPressureModelTest {
  private static final long SMALL = PhysicalMemory.SMALLEST_BYTES;
  private static final int PAGES = (int) (SMALL / PhysicalMemory.PAGE_SIZE);

  private static KernelHarness small(int cpus) {
    return KernelHarness.on(cpus).withMemoryBytes(SMALL).withLimit(60, TimeUnit.SECONDS);
  }

  /** Uses so many pages of a file, one after the other. */
  private static void readThrough(Kernel kernel, Task self, int pages) {
    FileMapping file = kernel.memory().cache().newMapping();
    for (int i = 0; i < pages; i++) {
      long pfn = file.take(i);
      assertThat(pfn).as("page %d", i).isNotEqualTo(FileMapping.NONE);
      file.release(pfn);
      if (i % 64 == 0) {
        kernel.scheduler().condResched(self);
      }
    }
  }

  /** Takes pages until kswapd is called once more, from below the low watermark. */
  private static List<Long> wakeKswapd(Kernel kernel, Task self) {
    KernelMemory memory = kernel.memory();
    Task kswapd =
        kernel.processes().snapshot().stream()
            .filter(task -> task.comm().equals(Kswapd.NAME))
            .findFirst()
            .orElseThrow();
    await(kernel, self, "kswapd sleeps", () -> isSleeping(kswapd));
    List<Long> taken = new ArrayList<>();
    long before = count(memory, ReclaimEvent.PAGEOUTRUN);
    while (count(memory, ReclaimEvent.PAGEOUTRUN) == before) {
      long pfn = memory.pages().allocPages(0, Gfp.NOWAIT | Gfp.NOWARN);
      if (pfn >= 0) {
        taken.add(pfn);
      }
      assertThat(taken).hasSizeLessThan(PAGES / 2);
      kernel.scheduler().condResched(self);
    }
    return taken;
  }

  private static boolean hasHigh(KernelMemory memory) {
    return memory.pages().zones().stream()
        .anyMatch(zone -> zone.freePages() > zone.high() + zone.lowmemReserve(2));
  }

  private static long count(KernelMemory memory, ReclaimEvent event) {
    return memory.events().get(event);
  }

  private static long stalls(KernelMemory memory) {
    return count(memory, ReclaimEvent.ALLOCSTALL_DMA)
        + count(memory, ReclaimEvent.ALLOCSTALL_DMA32)
        + count(memory, ReclaimEvent.ALLOCSTALL_NORMAL);
  }

  /** kswapd brings memory back to the high watermark, and stops there: the cache is not emptied. */
  @Test
  void kswapd_cacheFillsMemory_stopsAtTheHighWatermark() throws Exception {
    Run run =
        small(2)
            .run(
                (self, kernel) -> {
                  KernelMemory memory = kernel.memory();
                  readThrough(kernel, self, 3 * PAGES);
                  List<Long> taken = wakeKswapd(kernel, self);
                  await(kernel, self, "kswapd has done its work", () -> hasHigh(memory));
                  long marks = 0;
                  for (Zone zone : memory.pages().zones()) {
                    marks += zone.high() + zone.lowmemReserve(2);
                  }
                  // a cluster, per-CPU lists and a boost of the marks may come on top
                  assertThat(memory.pages().freePages()).isLessThan(marks + PAGES / 4);
                  assertThat(memory.lru().inactivePages()).isGreaterThan(PAGES / 2);
                  assertThat(count(memory, ReclaimEvent.PAGEOUTRUN)).isPositive();
                  assertThat(count(memory, ReclaimEvent.PGSTEAL_KSWAPD)).isPositive();
                  assertThat(count(memory, ReclaimEvent.PGSCAN_KSWAPD))
                      .isGreaterThanOrEqualTo(count(memory, ReclaimEvent.PGSTEAL_KSWAPD));
                  giveBack(memory.pages(), taken);
                })
            .assertFine();
    assertThat(run.kernel().memory().oomKills()).isEmpty();
  }

  /** Where kswapd is stuck, allocations reclaim for themselves, and go on. */
  @Test
  void allocation_kswapdStuck_reclaimsItself() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    small(2)
        .run(
            (self, kernel) -> {
              KernelMemory memory = kernel.memory();
              memory.shrinkers().register(stuckFor(kernel, over));
              try {
                readThrough(kernel, self, 3 * PAGES);
              } finally {
                over.set(true);
              }
              assertThat(stalls(memory)).isPositive();
              assertThat(count(memory, ReclaimEvent.PGSTEAL_DIRECT)).isGreaterThan(PAGES);
              assertThat(memory.oomKills()).isEmpty();
            })
        .assertFine();
  }

  /** A shrinker that holds kswapd, and only kswapd. */
  private static Shrinker stuckFor(Kernel kernel, AtomicBoolean over) {
    return new Cache(1_000_000) {
      @Override
      public long scan(long objects) {
        Task self = (Task) CurrentCpu.context();
        while (self.comm().startsWith("kswapd") && !over.get()) {
          KernelHarness.sleep(kernel, self, 1_000_000);
        }
        return STOP;
      }
    };
  }

  private abstract static class Cache implements Shrinker {
    private final long objects;

    Cache(long objects) {
      this.objects = objects;
    }

    @Override
    public String name() {
      return "test";
    }

    @Override
    public long count() {
      return objects;
    }
  }

  private static List<Long> takeAll(PageAllocator pages, int gfp) {
    List<Long> taken = new ArrayList<>();
    long pfn;
    while ((pfn = pages.allocPages(0, gfp)) >= 0) {
      taken.add(pfn);
    }
    return taken;
  }

  private static void giveBack(PageAllocator pages, List<Long> taken) {
    taken.forEach(pfn -> pages.freePages(pfn, 0));
  }

  /**
   * ATOMIC in an atomic section never sleeps nor reclaims: it gets a part of the reserve that
   * NOWAIT leaves, then nothing.
   */
  @Test
  void atomic_memoryUsedUp_takesReservesAndNeverSleeps() throws Exception {
    small(1)
        .run(
            (self, kernel) -> {
              PageAllocator pages = kernel.memory().pages();
              List<Long> taken = takeAll(pages, Gfp.NOWAIT | Gfp.NOWARN);
              Cpu cpu = self.cpu();
              cpu.preemptDisable();
              List<Long> reserve = takeAll(pages, Gfp.ATOMIC | Gfp.NOWARN);
              self.cpu().preemptEnable();
              long left = pages.freePages();
              giveBack(pages, taken);
              giveBack(pages, reserve);
              assertThat(taken).hasSizeGreaterThan(PAGES / 2);
              assertThat(reserve).isNotEmpty();
              assertThat(left).as("kept for those who free memory").isPositive();
              assertThat(stalls(kernel.memory())).isZero();
            })
        .assertFine();
  }

  /** A task that reclaims and wants memory for that is served from reserves: it never nests. */
  @Test
  void reclaim_wantsMemory_doesNotNest() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    small(1)
        .run(
            (self, kernel) -> {
              PageAllocator pages = kernel.memory().pages();
              List<Long> mine = new ArrayList<>();
              kernel
                  .memory()
                  .shrinkers()
                  .register(
                      new Cache(1_000) {
                        @Override
                        public long scan(long objects) {
                          if (CurrentCpu.context() == self) {
                            long pfn = pages.allocPages(0, Gfp.KERNEL);
                            assertThat(pfn).isNotNegative();
                            mine.add(pfn);
                            asked.incrementAndGet();
                          }
                          return STOP;
                        }
                      });
              List<Long> taken = takeAll(pages, Gfp.NOWAIT | Gfp.NOWARN);
              pages.freePages(pages.allocPages(0, Gfp.ATOMIC), 0);
              long pfn = pages.allocPages(0, Gfp.KERNEL | Gfp.NORETRY | Gfp.NOWARN);
              giveBack(pages, taken);
              giveBack(pages, mine);
              if (pfn >= 0) {
                pages.freePages(pfn, 0);
              }
              assertThat(asked.get()).isPositive();
              assertThat(self.isMemalloc()).isFalse();
            })
        .assertFine();
  }

  /** What is too large to wait for fails, says why, and kills nobody. */
  @Test
  void highOrder_memoryUsedUp_failsWithAReport() throws Exception {
    Run run =
        small(1)
            .run(
                (self, kernel) -> {
                  PageAllocator pages = kernel.memory().pages();
                  List<Long> taken = takeAll(pages, Gfp.NOWAIT | Gfp.NOWARN);
                  long block = pages.allocPages(9, Gfp.KERNEL);
                  giveBack(pages, taken);
                  assertThat(block).isEqualTo(PageAllocator.NONE);
                  assertThat(count(kernel.memory(), ReclaimEvent.OOM_KILL)).isZero();
                })
            .assertFine();
    List<String> log = run.kernel().log().lines();
    assertThat(log)
        .anyMatch(line -> line.contains("init: page allocation failure: order:9, mode:"))
        .anyMatch(line -> line.matches(".*DMA free:\\d+kB min:\\d+kB low:\\d+kB high:\\d+kB.*"))
        .noneMatch(line -> line.contains("oom-killer"));
  }

  private static boolean isSleeping(Task task) {
    return task.state() == TaskState.INTERRUPTIBLE;
  }

  private static Program hog(long bytes) {
    return hog(bytes, new AtomicBoolean(true));
  }

  /** A program that maps so many bytes, touches each page of it, and keeps it until it is over. */
  private static Program hog(long bytes, AtomicBoolean over) {
    return Script.of(
        Script.call(Nr.MMAP, bytes),
        Script.keep(UserContext.FREE),
        (context, memory) -> {
          long done = context.get(UserContext.FREE + 1);
          memory.store(context.get(UserContext.FREE) + done, 1);
          context.set(UserContext.FREE + 1, done + PhysicalMemory.PAGE_SIZE);
          if (done + PhysicalMemory.PAGE_SIZE < bytes) {
            context.setPc(2);
          }
          return Trap.POLL;
        },
        (context, memory) -> {
          if (over.get()) {
            return Trap.POLL;
          }
          context.setPc(3);
          return context.syscall(Nr.CLOCK_NANOSLEEP, System.nanoTime() + 1_000_000);
        });
  }

  /** Starts a program that may ask for more than there is. */
  private static Task start(Kernel kernel, Task self, String comm, Program program) {
    Task.Body body = kernel.syscalls().exec(program, new UserContext(), new UserMemory(4 * SMALL));
    Task task = kernel.processes().copyTask(self, 0, comm, false, body);
    kernel.processes().start(self, task);
    return task;
  }

  /** What fits neither by itself nor after reclaim is killed, with a report; the rest goes on. */
  @Test
  void oom_processTooLarge_isKilledAndOthersLive() throws Exception {
    Run run =
        small(2)
            .run(
                (self, kernel) -> {
                  readThrough(kernel, self, PAGES / 4);
                  AtomicBoolean over = new AtomicBoolean();
                  Task modest = start(kernel, self, "modest", hog(SMALL / 64, over));
                  await(kernel, self, "it has its pages", () -> isSleeping(modest));
                  Task hog = start(kernel, self, "hog", hog(2 * SMALL));
                  await(kernel, self, "the hog is dead", () -> hog.exitState() != 0);
                  over.set(true);
                  kernel.awaitChildren(self);
                })
            .assertFine();
    KernelMemory memory = run.kernel().memory();
    assertThat(run.ended("hog").exitCode()).isEqualTo(128 + 9);
    assertThat(run.ended("modest").exitCode()).isZero();
    assertThat(count(memory, ReclaimEvent.OOM_KILL)).isEqualTo(1);
    assertThat(memory.oomKills()).singleElement().asString().contains("(hog)", "anon-rss:");
    assertThat(run.kernel().log().lines())
        .anyMatch(line -> line.contains("hog invoked oom-killer: gfp_mask="))
        .anyMatch(line -> line.contains("Out of memory: Killed process"));
  }

  /** Who asks in vain is not who dies: that is the process with most, here one that sleeps. */
  @Test
  void oom_anotherAsks_theGreatestDies() throws Exception {
    Run run =
        small(2)
            .run(
                (self, kernel) -> {
                  AtomicBoolean over = new AtomicBoolean();
                  Task great = start(kernel, self, "great", hog(SMALL / 8 * 5, over));
                  await(kernel, self, "it has its pages", () -> isSleeping(great));
                  start(kernel, self, "asker", hog(SMALL / 2));
                  kernel.awaitChildren(self);
                })
            .assertFine();
    KernelMemory memory = run.kernel().memory();
    assertThat(run.ended("asker").exitCode()).isZero();
    assertThat(run.ended("great").exitCode()).isEqualTo(128 + 9);
    assertThat(memory.oomKills()).singleElement().asString().contains("(great)");
    assertThat(run.kernel().log().lines())
        .anyMatch(line -> line.contains("asker invoked oom-killer: gfp_mask="));
  }

  /** A process gives its pages back when it ends, so that the next has room. */
  @Test
  void exit_oneAfterTheOther_reusesMemory() throws Exception {
    Run run =
        small(2)
            .run(
                (self, kernel) -> {
                  for (int i = 0; i < 4; i++) {
                    start(kernel, self, "hog" + i, hog(SMALL / 2));
                    kernel.awaitChildren(self);
                    assertThat(kernel.memory().anonymousPages()).isZero();
                  }
                })
            .assertFine();
    assertThat(run.kernel().memory().oomKills()).isEmpty();
    assertThat(count(run.kernel().memory(), ReclaimEvent.PGFAULT))
        .isGreaterThanOrEqualTo(2L * PAGES);
  }

  /** Processes and files at once: the cache makes room for the processes. */
  @Test
  void processes_besideACache_getItsPages() throws Exception {
    small(2)
        .run(
            (self, kernel) -> {
              Task reader =
                  startThread(
                      kernel, self, "reader", thread -> readThrough(kernel, thread, 2 * PAGES));
              start(kernel, self, "hog", hog(SMALL / 2));
              kernel.awaitChildren(self);
              await(kernel, self, "the reader ends", () -> reader.exitState() != 0);
              assertThat(kernel.memory().oomKills()).isEmpty();
            })
        .assertFine();
  }

  /** A page that is not given back is found at the end. */
  @Test
  void stop_pageNotGivenBack_isAViolation() throws Exception {
    Run run =
        KernelHarness.of(KernelConfig.ofCpus(1).withMemoryBytes(SMALL))
            .run((self, kernel) -> kernel.memory().pages().allocPages(0, Gfp.KERNEL));
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations()).contains("memory: 1 pages were not given back");
  }
}
