package org.kernsync.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.callWith;
import static org.kernsync.kernel.syscall.Script.exitWithErrno;
import static org.kernsync.kernel.syscall.Script.jumpIfZero;
import static org.kernsync.kernel.syscall.Script.keep;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

class KillTest {
  private static final int FIRST = 10; // registers that keep handles
  private static final int SECOND = 11;
  private static final int KILLED = 128 + PendingSignals.SIGKILL;

  private static final Script.Instruction SLEEP_AN_HOUR =
      callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + TimeUnit.HOURS.toNanos(1));

  private static final Program IN_NANOSLEEP = Script.of(SLEEP_AN_HOUR);

  private static final Program IN_CONDITION =
      Script.of(
          call(Nr.SYNC_CREATE, SyncObjects.MUTEX, 0),
          keep(FIRST),
          call(Nr.SYNC_CREATE, SyncObjects.CONDITION, 0),
          keep(SECOND),
          callWith(Nr.MUTEX_LOCK, context -> context.get(FIRST)),
          (context, memory) ->
              context.syscall(Nr.COND_WAIT, context.get(SECOND), context.get(FIRST)));

  private static final Program IN_SEMAPHORE =
      Script.of(
          call(Nr.SYNC_CREATE, SyncObjects.SEMAPHORE, 0),
          keep(FIRST),
          callWith(Nr.SEM_WAIT, context -> context.get(FIRST)));

  private static final Program IN_BARRIER =
      Script.of(
          call(Nr.SYNC_CREATE, SyncObjects.BARRIER, 2),
          keep(FIRST),
          callWith(Nr.BARRIER_WAIT, context -> context.get(FIRST)));

  /**
   * The parent sleeps while it holds the mutex that its child waits for. Where the parent is killed
   * first, the child may get the mutex before its own signal comes: then it sleeps.
   */
  private static final Program IN_MUTEX =
      Script.of(
          call(Nr.SYNC_CREATE, SyncObjects.MUTEX, 0),
          keep(FIRST),
          callWith(Nr.MUTEX_LOCK, context -> context.get(FIRST)),
          call(Nr.CLONE, 0),
          jumpIfZero(6),
          SLEEP_AN_HOUR,
          callWith(Nr.MUTEX_LOCK, context -> context.get(FIRST)),
          SLEEP_AN_HOUR);

  /** Waits for a child that sleeps. */
  private static final Program IN_WAIT4 =
      Script.of(call(Nr.CLONE, 0), jumpIfZero(3), call(Nr.WAIT4, -1, 0), SLEEP_AN_HOUR);

  private static final Program IN_READ =
      Script.of(call(Nr.PIPE, 0), call(Nr.READ, 3, 64, 8), exitWithErrno());

  /** More than a pipe holds. */
  private static final Program IN_WRITE =
      Script.of(call(Nr.PIPE, 0), call(Nr.WRITE, 4, 64, 1 << 17), exitWithErrno());

  static Stream<Named<Program>> sleeps() {
    return Stream.of(
        Named.of("nanosleep", IN_NANOSLEEP),
        Named.of("condition", IN_CONDITION),
        Named.of("semaphore", IN_SEMAPHORE),
        Named.of("barrier", IN_BARRIER),
        Named.of("mutex", IN_MUTEX),
        Named.of("wait4", IN_WAIT4),
        Named.of("read", IN_READ),
        Named.of("write", IN_WRITE));
  }

  private static boolean sleeps(Task task) {
    return !task.isOnRq() && !task.isOnCpu() && task.state() != TaskState.RUNNING;
  }

  /** Waits until the task that was started and all it forked sleep. */
  private static void awaitAsleep(Kernel kernel, Task self, int tasks) {
    await(
        kernel,
        self,
        "all sleep",
        () ->
            kernel.processes().snapshot().stream()
                    .filter(task -> !task.isKernelThread() && task != self && sleeps(task))
                    .count()
                == tasks);
  }

  private static int tasksOf(Program program) {
    return program == IN_MUTEX || program == IN_WAIT4 ? 2 : 1;
  }

  /**
   * A fatal signal ends each kind of sleep; the task unwinds, lets go of what it holds, and leaves
   * objects at rest.
   */
  @ParameterizedTest
  @MethodSource("sleeps")
  void kill_asleep_unwinds(Program program) throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task task = startProgram(kernel, self, "sleeper", program);
              awaitAsleep(kernel, self, tasksOf(program));
              for (Task each : kernel.processes().snapshot().reversed()) { // the child first
                if (!each.isKernelThread() && each != self) {
                  kernel.scheduler().signal(self.cpu(), each, PendingSignals.SIGKILL);
                  await(kernel, self, each + " ended", () -> each.exitState() != 0);
                  assertThat(each.exitCode()).isEqualTo(KILLED);
                }
              }
              assertThat(kernel.processes().await(self, task.pid()).code()).isEqualTo(KILLED);
              kernel.awaitChildren(self);
            })
        .assertFine();
  }

  /** A stop request unwinds every kind of sleep at once. */
  @Test
  void stop_whileAllSleep_unwindsThem() throws InterruptedException {
    Run run =
        KernelHarness.on(4)
            .run(
                (self, kernel) -> {
                  sleeps()
                      .forEach(
                          program -> startProgram(kernel, self, "sleeper", program.getPayload()));
                  awaitAsleep(kernel, self, 10);
                  kernel.requestStop();
                })
            .assertStoppedFine();
    assertThat(run.kernel().endedTasks())
        .filteredOn(task -> task.comm().equals("sleeper"))
        .hasSize(10)
        .allMatch(task -> task.exitCode() == KILLED);
  }

  /** A killed waiter of a mutex does not keep the next one from getting it. */
  @Test
  void kill_mutexWaiter_leavesTheQueueWhole() throws InterruptedException {
    Program program =
        Script.of(
            call(Nr.SYNC_CREATE, SyncObjects.MUTEX, 0),
            keep(FIRST),
            callWith(Nr.MUTEX_LOCK, context -> context.get(FIRST)),
            call(Nr.CLONE, 0),
            jumpIfZero(10),
            call(Nr.CLONE, 0),
            jumpIfZero(10),
            callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 100_000_000),
            callWith(Nr.MUTEX_UNLOCK, context -> context.get(FIRST)),
            call(Nr.EXIT, 0),
            callWith(Nr.MUTEX_LOCK, context -> context.get(FIRST)),
            callWith(Nr.MUTEX_UNLOCK, context -> context.get(FIRST)),
            exitWithErrno());
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task owner = startProgram(kernel, self, "owner", program);
              awaitAsleep(kernel, self, 3);
              Task first = kernel.processes().find(owner.pid() + 1);
              Task second = kernel.processes().find(owner.pid() + 2);
              kernel.scheduler().signal(self.cpu(), first, PendingSignals.SIGKILL);
              await(kernel, self, "the first waiter ended", () -> first.exitState() != 0);
              await(kernel, self, "the second waiter ended", () -> second.exitState() != 0);
              assertThat(first.exitCode()).isEqualTo(KILLED);
              assertThat(second.exitCode()).isZero();
              kernel.awaitChildren(self);
            })
        .assertFine();
  }

  /**
   * kill from user to user ends a task that computes; a signal to nobody, to init and of no number
   * is refused.
   */
  @Test
  void kill_systemCall_reachesARunningTask() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task busy = startProgram(kernel, self, "busy", (context, memory) -> Trap.POLL);
              Program killer =
                  Script.of(call(Nr.KILL, busy.pid(), PendingSignals.SIGTERM), exitWithErrno());
              Task first = startProgram(kernel, self, "killer", killer);
              Processes processes = kernel.processes();
              assertThat(processes.await(self, busy.pid()).code())
                  .isEqualTo(128 + PendingSignals.SIGTERM);
              assertThat(processes.await(self, first.pid()).code()).isZero();
              long[][] refused = {
                {30_000, 9, Errno.ESRCH}, {1, 9, Errno.EPERM}, {2, 9, Errno.EPERM}
              };
              for (long[] each : refused) {
                Program program = Script.of(call(Nr.KILL, each[0], each[1]), exitWithErrno());
                Task task = startProgram(kernel, self, "refused", program);
                assertThat(processes.await(self, task.pid()).code()).isEqualTo((int) each[2]);
              }
            })
        .assertFine();
  }

  /** A signal that is ignored by default, as SIGCHLD is, ends neither a sleep nor a task. */
  @Test
  void kill_signalIgnoredByDefault_changesNothing() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task task = startProgram(kernel, self, "sleeper", IN_NANOSLEEP);
              awaitAsleep(kernel, self, 1);
              for (int signal : new int[] {17, 18, 23, 28}) {
                Program killer = Script.of(call(Nr.KILL, task.pid(), signal), exitWithErrno());
                Task sender = startProgram(kernel, self, "killer", killer);
                assertThat(kernel.processes().await(self, sender.pid()).code()).isZero();
                assertThat(task.exitState()).as("signal %d", signal).isZero();
                assertThat(sleeps(task)).as("asleep after signal %d", signal).isTrue();
              }
              kernel.scheduler().signal(self.cpu(), task, PendingSignals.SIGKILL);
              assertThat(kernel.processes().await(self, task.pid()).code()).isEqualTo(KILLED);
            })
        .assertFine();
  }
}
