package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.sleep.CountingSemaphore;

/**
 * How soon a real-time task runs that wakes beside a running fair one, a kernel thread or a user
 * task: counted in the polls of the fair one, so that what the host does makes no difference.
 */
class RealTimePreemptionTest {
  private static final int WAKE_UPS = 300;

  /**
   * A fair task that computes, in kernel mode or in user mode, and counts the poll intervals that
   * it begins while it should give way.
   */
  private static final class Neighbour implements Task.Body, Program {
    private static final long CHUNK = DelayLoop.loopsFor(20_000);

    private final Scheduler scheduler;
    private volatile boolean stopped;
    private volatile int chunksWhileDue; // set back by the real-time task, on the same CPU
    private volatile long chunks;
    private long sink;

    Neighbour(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void run(Task self) {
      while (!stopped) {
        interval(self.cpu());
        scheduler.condResched(self);
      }
    }

    @Override
    public Trap step(UserContext context, UserMemory memory) {
      if (stopped) {
        return context.syscall(Nr.EXIT, 0);
      }
      interval(scheduler.currentCpu());
      return Trap.POLL;
    }

    /** What lies between two polls. */
    private void interval(Cpu cpu) {
      chunksWhileDue = cpu.needResched() ? chunksWhileDue + 1 : 0;
      sink = DelayLoop.spin(sink, CHUNK);
      chunks = chunks + 1;
    }
  }

  private static int worst(int cpus, boolean byTimer, boolean user) throws InterruptedException {
    int[] worst = {0}; // written by the one real-time task, read when all is over
    KernelHarness.on(cpus)
        .withLimit(30, TimeUnit.SECONDS)
        .run(
            (self, kernel) -> {
              Neighbour neighbour = new Neighbour(kernel.scheduler());
              CountingSemaphore bell = new CountingSemaphore(0);
              CountingSemaphore heard = new CountingSemaphore(0);
              Task.Body body =
                  task -> {
                    for (int i = 0; i < WAKE_UPS; i++) {
                      if (byTimer) {
                        KernelHarness.sleep(kernel, task, 500_000);
                      } else {
                        bell.down();
                      }
                      worst[0] = Math.max(worst[0], neighbour.chunksWhileDue);
                      neighbour.chunksWhileDue = 0;
                      heard.up();
                    }
                  };
              int where = cpus - 1;
              kernel.scheduler().setAffinity(self, self, 1);
              if (user) {
                Task task = KernelHarness.makeProgram(kernel, self, "neighbour", neighbour);
                kernel.scheduler().setAffinity(self, task, 1L << where);
                kernel.processes().start(self, task);
              } else {
                startOn(kernel, self, "neighbour", where, false, neighbour);
              }
              await(kernel, self, "the neighbour runs", () -> neighbour.chunks > 0);
              startOn(kernel, self, "rings", where, true, body);
              for (int i = 0; i < WAKE_UPS; i++) {
                bell.up();
                heard.down();
              }
              neighbour.stopped = true;
            })
        .assertFine();
    return worst[0];
  }

  private static void startOn(
      Kernel kernel, Task self, String name, int cpu, boolean realTime, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, name, body);
    kernel.scheduler().setAffinity(self, task, 1L << cpu);
    if (realTime) {
      kernel.scheduler().setRealTime(self.cpu(), task, Policy.FIFO, 1);
    }
    kernel.processes().start(self, task);
  }

  /** Woken from another CPU: at most the poll interval that was under way. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wakeUp_fromAnotherCpu_runsAtTheNextPoll(boolean user) throws InterruptedException {
    assertThat(worst(2, false, user)).as("polls while due").isLessThanOrEqualTo(1);
  }

  /** Woken by the timer of its CPU, that is in a poll: at once. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wakeUp_byTheTimer_runsAtThatPoll(boolean user) throws InterruptedException {
    assertThat(worst(1, true, user)).as("polls while due").isZero();
  }
}
