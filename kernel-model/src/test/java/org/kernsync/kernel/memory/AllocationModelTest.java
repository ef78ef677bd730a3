package org.kernsync.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.HrTimer;

/** Who allocates in the model: tasks on several CPUs, interrupt handlers on top of them. */
class AllocationModelTest {
  private static final int TASKS = 4;

  /** More by {@code -Dkernsync.alloc.rounds=1000000}. */
  private static final int ROUNDS = Integer.getInteger("kernsync.alloc.rounds", 4_000);

  private static final int PLACES = 64;
  private static final long TIMER_NANOS = 100_000;

  /**
   * Four tasks exchange objects, so that most are freed by another than allocated them, while a
   * timer's handler allocates on top of them and init has all CPUs give back what they keep: no two
   * have one object, and none is lost.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void kmalloc_tasksAndHandlers_eachObjectHasOneOwner(int cpus) throws Exception {
    AtomicReference<String> failure = new AtomicReference<>();
    AtomicLongArray places = new AtomicLongArray(PLACES);
    AtomicInteger running = new AtomicInteger(TASKS);
    AtomicInteger handled = new AtomicInteger();
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              AtomicBoolean over = new AtomicBoolean();
              HrTimer timer = handler(kernel, failure, handled, over);
              kernel.timekeeping().startTimer(self.cpu(), timer, System.nanoTime() + TIMER_NANOS);
              for (int i = 0; i < TASKS; i++) {
                int number = i;
                startThread(
                    kernel,
                    self,
                    "worker" + i,
                    task -> {
                      exchange(kernel, task, number, places, failure);
                      running.decrementAndGet();
                    });
              }
              while (running.get() != 0) {
                kernel.memory().allocators().shrink(); // all CPUs give back what they keep
                KernelHarness.sleep(kernel, self, 50_000);
              }
              over.set(true);
              await(kernel, self, "the handler is done", () -> handled.get() < 0);
              for (int place = 0; place < PLACES; place++) {
                free(kernel.memory().allocators(), places.get(place), failure);
              }
            })
        .assertFine();
    assertThat(failure.get()).isNull();
  }

  /** Stamps an object with its own address at both ends; a second owner would find another. */
  private static long allocate(KernelAllocator memory, long size, int gfp) {
    long object = memory.kmalloc(size, gfp);
    assertThat(object).isNotZero();
    PhysicalMemory bytes = memory.memory();
    bytes.putLong(object, object);
    bytes.putLong(object + size - Long.BYTES, object);
    if (size > 2 * Long.BYTES) {
      bytes.putLong(object + Long.BYTES, size);
    }
    return object;
  }

  private static void free(KernelAllocator memory, long object, AtomicReference<String> failure) {
    if (object != 0) {
      PhysicalMemory bytes = memory.memory();
      long size = bytes.getLong(object + Long.BYTES);
      boolean whole =
          bytes.getLong(object) == object
              && size >= 3L * Long.BYTES
              && bytes.getLong(object + size - Long.BYTES) == object;
      if (!whole) {
        failure.compareAndSet(null, "object 0x" + Long.toHexString(object) + " has two owners");
      }
      bytes.putLong(object, 0);
      memory.kfree(object);
    }
  }

  private static void exchange(
      Kernel kernel,
      Task self,
      int number,
      AtomicLongArray places,
      AtomicReference<String> failure) {
    KernelAllocator memory = kernel.memory().allocators();
    long random = number;
    for (int round = 0; round < ROUNDS; round++) {
      random = random * 6364136223846793005L + 1442695040888963407L;
      long size = 24 + (random >>> 40) % 500 / 8 * 8;
      long mine = allocate(memory, size, Gfp.KERNEL);
      free(memory, places.getAndSet((int) (random >>> 58), mine), failure);
      if (round % 16 == 0) {
        kernel.scheduler().condResched(self);
      }
    }
  }

  private static HrTimer handler(
      Kernel kernel, AtomicReference<String> failure, AtomicInteger handled, AtomicBoolean over) {
    KernelAllocator memory = kernel.memory().allocators();
    AtomicReference<HrTimer> own = new AtomicReference<>();
    own.set(
        new HrTimer(
            kernel.timekeeping(),
            cpu -> {
              long first = allocate(memory, 64, Gfp.ATOMIC);
              free(memory, allocate(memory, 200, Gfp.ATOMIC), failure);
              free(memory, first, failure);
              if (over.get()) {
                handled.set(-1);
              } else {
                handled.incrementAndGet();
                kernel.timekeeping().startTimer(cpu, own.get(), System.nanoTime() + TIMER_NANOS);
              }
            }));
    return own.get();
  }

  /** An object that nobody frees is found at the end, by its cache. */
  @Test
  void stop_objectNotFreed_isAViolationThatNamesTheCache() throws Exception {
    Run run =
        KernelHarness.of(KernelConfig.ofCpus(1))
            .run((self, kernel) -> kernel.memory().allocators().kmalloc(64, Gfp.KERNEL));
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations()).anyMatch(line -> line.contains("kmalloc-64"));
  }

  /** Freeing twice is an oops of the task that does it. */
  @Test
  void kfree_twice_isAnOops() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Run run =
        KernelHarness.of(KernelConfig.ofCpus(1))
            .run(
                (self, kernel) -> {
                  KernelAllocator memory = kernel.memory().allocators();
                  long object = memory.kmalloc(64, Gfp.KERNEL);
                  memory.kfree(object);
                  try {
                    memory.kfree(object);
                  } catch (RuntimeException | Error oops) {
                    thrown.add(oops);
                  }
                });
    assertThat(thrown).hasSize(1);
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations()).anyMatch(line -> line.contains("kmalloc-64"));
  }

  /** While the model runs, no thread but its CPUs may allocate; before and after, one may. */
  @Test
  void allocation_fromOutside_isRefusedWhileCpusRun() throws Exception {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Run run =
        KernelHarness.on(1)
            .prepared(
                kernel -> {
                  KernelAllocator memory = kernel.memory().allocators();
                  memory.kfree(memory.kmalloc(64, Gfp.KERNEL));
                })
            .run(
                (self, kernel) -> {
                  Thread stranger =
                      Thread.ofPlatform()
                          .start(
                              () -> {
                                try {
                                  kernel.memory().pages().allocPages(0, Gfp.KERNEL);
                                } catch (IllegalStateException expected) {
                                  refused.set(expected);
                                }
                              });
                  await(kernel, self, "the stranger is done", () -> !stranger.isAlive());
                })
            .assertFine();
    assertThat(refused.get()).hasMessageContaining("is no CPU of the model");
    KernelAllocator memory = run.kernel().memory().allocators();
    memory.kfree(memory.kmalloc(64, Gfp.KERNEL));
  }
}
