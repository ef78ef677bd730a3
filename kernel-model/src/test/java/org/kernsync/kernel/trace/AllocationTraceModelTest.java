package org.kernsync.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.slab.CacheOptions;
import org.kernsync.kernel.mm.slab.KmemCache;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.Completion;

/** Every allocation and every free of a run is in its trace, once, with who asked. */
class AllocationTraceModelTest {
  private static final int ROUNDS = 50;
  private static final int SIZE = 1_234;
  private static final int OBJECT = 72;
  private static final int ORDER = 4;

  private static void allocate(Task self, KernelAllocator memory, KmemCache cache) {
    for (int i = 0; i < ROUNDS; i++) {
      long large = memory.kmalloc(SIZE, Gfp.KERNEL | Gfp.ZERO);
      long object = cache.alloc(Gfp.ATOMIC);
      long pages = memory.pages().allocPages(ORDER, Gfp.KERNEL | Gfp.MOVABLE);
      memory.pages().freePages(pages, ORDER);
      cache.free(object);
      memory.kfree(large);
      self.cpu().poll();
    }
  }

  private static List<TraceLine> record() throws Exception {
    TraceRecorder recorder = new TraceRecorder(2, 200_000);
    Preemption rule =
        Preemption.valueOf(System.getProperty("kernsync.preempt", Preemption.NONE.name()));
    KernelHarness.of(KernelConfig.ofCpus(2).withTrace(recorder).withPreemption(rule))
        .run(AllocationTraceModelTest::work)
        .assertFine();
    assertThat(recorder.lost()).isZero();
    StringBuilder text = new StringBuilder();
    FtraceWriter.write(recorder, text);
    return FtraceParser.parse(new StringReader(text.toString()));
  }

  private static void work(Task self, Kernel kernel) {
    KernelAllocator memory = kernel.memory().allocators();
    KmemCache cache = memory.newCache(new CacheOptions("trace-test", OBJECT));
    Completion done = new Completion();
    for (int cpu = 0; cpu < 2; cpu++) {
      startThreadOn(
          kernel,
          self,
          "allocator/" + cpu,
          1L << cpu,
          task -> {
            allocate(task, memory, cache);
            done.complete();
          });
    }
    done.awaitUninterruptibly();
    done.awaitUninterruptibly();
    memory.slabs().destroy(cache);
  }

  private static List<TraceLine> ofTasks(List<TraceLine> lines, Predicate<AllocationEvent> which) {
    return lines.stream()
        .filter(line -> line.comm().startsWith("allocator/"))
        .filter(line -> line.event() instanceof AllocationEvent event && which.test(event))
        .toList();
  }

  /** As many as there were, each on the CPU that did it, with size, flags and the caller. */
  @Test
  void trace_ofTwoAllocatingTasks_hasEveryCall() throws Exception {
    List<TraceLine> lines = record();
    assertCalls(lines, false, SIZE, 2_048, "GFP_KERNEL|__GFP_ZERO");
    assertCalls(lines, true, OBJECT, OBJECT, "GFP_ATOMIC");
    assertThat(
            ofTasks(
                lines,
                event ->
                    event instanceof AllocationEvent.PageAllocate page
                        && page.order() == ORDER
                        && page.migrateType() == 1
                        && page.gfp().equals("GFP_KERNEL|__GFP_MOVABLE")))
        .hasSize(2 * ROUNDS);
    assertThat(
            ofTasks(
                lines,
                event -> event instanceof AllocationEvent.PageFree page && page.order() == ORDER))
        .hasSize(2 * ROUNDS);
  }

  private static void assertCalls(
      List<TraceLine> lines, boolean cache, long requested, long allocated, String gfp) {
    String here = "AllocationTraceModelTest.allocate+0x";
    List<TraceLine> taken =
        ofTasks(
            lines,
            event ->
                event instanceof AllocationEvent.Allocate one
                    && one.cache() == cache
                    && one.requested() == requested
                    && one.allocated() == allocated
                    && one.gfp().equals(gfp)
                    && one.site().startsWith(here));
    List<TraceLine> given =
        ofTasks(
            lines,
            event ->
                event instanceof AllocationEvent.Free one
                    && one.cache() == cache
                    && one.site().startsWith(here));
    assertThat(taken).hasSize(2 * ROUNDS);
    assertThat(given).hasSize(2 * ROUNDS);
    for (TraceLine line : taken) {
      assertThat(line.comm()).isEqualTo("allocator/" + line.cpu());
    }
  }

  /** No address is allocated twice without a free, or freed twice without an allocation. */
  @Test
  void trace_ofEachAddress_alternates() throws Exception {
    Map<Long, Boolean> live = new HashMap<>();
    int seen = 0;
    for (TraceLine line : record()) {
      switch (line.event()) {
        case AllocationEvent.Allocate one -> {
          assertThat(live.put(one.ptr(), true)).as("%s", line).isNotEqualTo(true);
          seen++;
        }
        case AllocationEvent.Free one ->
            assertThat(live.put(one.ptr(), false)).as("%s", line).isNotEqualTo(false);
        default -> {} // of something else
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(4 * ROUNDS);
  }
}
