package org.kernsync.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.time.HrTimer;
import org.kernsync.kernel.time.Timekeeping;

/** What the model tells its allocators of who asks. */
class ModelHostTest {
  private static final long TIMER_NANOS = 200_000;

  /** What was seen in one context. */
  private record Seen(boolean memalloc, boolean maySleep) {
    static Seen by(MemoryHost host) {
      return new Seen(host.isMemalloc(), host.maySleep());
    }
  }

  /**
   * A task that frees memory may have all of it; an interrupt handler or a softirq on top of it is
   * no part of that, and gets what any handler gets.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isMemalloc_handlerOnTopOfWhoFreesMemory_isNot(boolean soft) throws Exception {
    AtomicReference<Seen> inTask = new AtomicReference<>();
    AtomicReference<Seen> inHandler = new AtomicReference<>();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              MemoryHost host = host(kernel);
              Timekeeping time = kernel.timekeeping();
              HrTimer[] timer = new HrTimer[1];
              Consumer<Cpu> function =
                  cpu -> {
                    if (ModelHost.currentTask() == self) {
                      inHandler.set(Seen.by(host));
                    } else { // it came upon another task, or has one of its own
                      time.startTimer(cpu, timer[0], System.nanoTime() + TIMER_NANOS);
                    }
                  };
              timer[0] = soft ? HrTimer.soft(time, function) : new HrTimer(time, function);
              self.setMemalloc(true);
              inTask.set(Seen.by(host));
              time.startTimer(self.cpu(), timer[0], System.nanoTime() + TIMER_NANOS);
              while (inHandler.get() == null) {
                self.cpu().poll();
                kernel.scheduler().condResched(self);
              }
              self.setMemalloc(false);
            })
        .assertFine();
    assertThat(inTask.get()).isEqualTo(new Seen(true, true));
    assertThat(inHandler.get()).isEqualTo(new Seen(false, false));
  }

  private static MemoryHost host(Kernel kernel) {
    return new ModelHost(
        List.of(kernel.scheduler().cpu(0)),
        kernel.scheduler(),
        kernel.functionCalls(),
        kernel.timekeeping(),
        kernel.rcu(),
        violation -> {
          throw new IllegalStateException(violation);
        },
        null);
  }
}
