package org.kernsync.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.callWith;
import static org.kernsync.kernel.syscall.Script.exitWithErrno;
import static org.kernsync.kernel.syscall.Script.jumpIfZero;
import static org.kernsync.kernel.syscall.Script.keep;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.syscall.Errno;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Script;
import org.kernsync.kernel.syscall.UserContext;

class ExitAndWaitTest {
  private static final int CHILD = 20; // where the child's text begins in programs that clone
  private static final int KEPT = 10;

  /** A script whose parent's text is padded up to the child's. */
  private static Program parentAndChild(Script.Instruction[] parent, Script.Instruction... child) {
    Script.Instruction[] text = new Script.Instruction[CHILD + child.length];
    for (int i = 0; i < CHILD; i++) {
      text[i] = i < parent.length ? parent[i] : call(Nr.EXIT, 0);
    }
    System.arraycopy(child, 0, text, CHILD, child.length);
    return Script.of(text);
  }

  /** The exit code that a task passes is what its parent collects. */
  @Test
  void exit_code_reachesTheParent() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task child = startProgram(kernel, self, "seven", Script.of(call(Nr.EXIT, 7)));
              Processes.Reaped reaped = kernel.processes().await(self, child.pid());
              assertThat(reaped).isEqualTo(new Processes.Reaped(child.pid(), 7));
              assertThat(child.exitState()).isEqualTo(TaskState.DEAD);
              assertThat(kernel.processes().find(child.pid())).isNull();
            })
        .assertFine();
  }

  /** A task that has ended stays a zombie, with its number and code, until it is collected. */
  @Test
  void exit_untilCollected_isAZombie() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task child = startProgram(kernel, self, "zombie", Script.of(call(Nr.EXIT, 3)));
              await(kernel, self, "it ended", () -> child.exitState() != 0);
              KernelHarness.sleep(kernel, self, 5_000_000);
              assertThat(child.exitState()).isEqualTo(TaskState.EXIT_ZOMBIE);
              assertThat(child.toString()).contains("[Z]");
              assertThat(kernel.processes().find(child.pid())).isSameAs(child);
              assertThat(kernel.processes().hasChild(self, child.pid())).isTrue();
              assertThat(kernel.processes().reap(self, child.pid()).code()).isEqualTo(3);
              assertThat(kernel.processes().hasChild(self, child.pid())).isFalse();
              assertThat(kernel.processes().reap(self, child.pid())).isNull();
            })
        .assertFine();
  }

  /** Children of a task that ends are given to init, who collects them. */
  @Test
  void exit_withChildren_givesThemToInit() throws InterruptedException {
    Program program =
        parentAndChild(
            new Script.Instruction[] {call(Nr.CLONE, 0), jumpIfZero(CHILD), call(Nr.EXIT, 1)},
            callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 30_000_000),
            call(Nr.EXIT, 2));
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Task parent = startProgram(kernel, self, "family", program);
                  assertThat(kernel.processes().await(self, parent.pid()).code()).isEqualTo(1);
                  assertThat(self.children().count()).isOne();
                  Task orphan = self.children().first();
                  assertThat(orphan.parent()).isSameAs(self);
                  assertThat(orphan.exitState()).as("still sleeping").isZero();
                  Processes.Reaped reaped = kernel.processes().await(self, -1);
                  assertThat(reaped).isEqualTo(new Processes.Reaped(orphan.pid(), 2));
                })
            .assertFine();
    assertThat(run.kernel().endedTasks())
        .filteredOn(task -> task.comm().equals("family"))
        .hasSize(2);
  }

  /** What init leaves behind stays its own: it is ended, collected, and breaks nothing. */
  @Test
  void exit_ofInitWithChildren_endsThem() throws InterruptedException {
    Program sleeper =
        Script.of(callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 3_600_000_000_000L));
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  for (int i = 0; i < 5; i++) {
                    startProgram(kernel, self, "left", sleeper);
                  }
                });
    run.assertFine();
    assertThat(run.kernel().endedTasks())
        .filteredOn(task -> task.comm().equals("left"))
        .hasSize(5)
        .allMatch(task -> task.exitCode() == 128 + 9);
  }

  /**
   * A child that never comes back from its program is still there when init ends: it is named, and
   * init, to whom orphans would go, does not give its children to itself.
   */
  @Test
  void exit_ofInitWithAChildThatNeverUnwinds_namesItAndIsNoOops() throws InterruptedException {
    AtomicBoolean released = new AtomicBoolean();
    AtomicReference<Task> task = new AtomicReference<>();
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Program stuck =
                      (context, memory) -> {
                        while (!released.get()) {
                          if (task.get() != null) {
                            kernel.scheduler().condResched(task.get()); // polls, never leaves
                          }
                        }
                        return context.syscall(Nr.EXIT, 0);
                      };
                  task.set(startProgram(kernel, self, "stuck", stuck));
                });
    released.set(true);
    assertThat(run.kernel().violations())
        .anyMatch(violation -> violation.matches("task stuck/.* did not unwind within 2 s"))
        .noneMatch(violation -> violation.contains("oops"));
  }

  /** A zombie whose parent ends goes to init as well. */
  @Test
  void exit_withZombieChild_givesItToInit() throws InterruptedException {
    Program program =
        parentAndChild(
            new Script.Instruction[] {
              call(Nr.CLONE, 0),
              jumpIfZero(CHILD),
              callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 30_000_000),
              call(Nr.EXIT, 1)
            },
            call(Nr.EXIT, 2));
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              startProgram(kernel, self, "negligent", program);
              kernel.awaitChildren(self);
              assertThat(self.children().isEmpty()).isTrue();
            })
        .assertFine();
  }

  /**
   * clone returns the pid to the parent and 0 to the child; wait4 collects it, with WNOHANG only if
   * it has ended.
   */
  @Test
  void cloneAndWait4_betweenUserTasks() throws InterruptedException {
    Program program =
        parentAndChild(
            new Script.Instruction[] {
              call(Nr.CLONE, 0),
              jumpIfZero(CHILD),
              keep(KEPT),
              (context, memory) -> context.syscall(Nr.WAIT4, context.get(KEPT), Nr.WNOHANG),
              keep(KEPT + 1), // 0: it sleeps still
              (context, memory) -> context.syscall(Nr.WAIT4, -1, 0),
              (context, memory) -> {
                boolean right =
                    context.get(KEPT) > 2
                        && context.get(KEPT + 1) == 0
                        && context.get(UserContext.RESULT) == context.get(KEPT);
                return context.syscall(Nr.EXIT, right ? 0 : 1);
              }
            },
            callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 20_000_000),
            call(Nr.EXIT, 0));
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task parent = startProgram(kernel, self, "forker", program);
              assertThat(kernel.processes().await(self, parent.pid()).code()).isZero();
            })
        .assertFine();
  }

  /** Who has no child is told so. */
  @Test
  void wait4_withoutChild_isEchild() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Program program = Script.of(call(Nr.WAIT4, -1, 0), exitWithErrno());
              Task lonely = startProgram(kernel, self, "lonely", program);
              assertThat(kernel.processes().await(self, lonely.pid()).code())
                  .isEqualTo(Errno.ECHILD);
            })
        .assertFine();
  }

  /** Many generations of short lives: every one is collected, every number comes back. */
  @Test
  void manyTasks_startedAndCollected_leaveNothing() throws InterruptedException {
    int lives = 2_000;
    Run run =
        KernelHarness.on(4)
            .run(
                (self, kernel) -> {
                  for (int i = 0; i < lives; i++) {
                    startProgram(kernel, self, "mayfly", Script.of());
                    if (i % 16 == 15) {
                      kernel.awaitChildren(self);
                    }
                  }
                  kernel.awaitChildren(self);
                })
            .assertFine();
    assertThat(run.kernel().endedTasks())
        .filteredOn(task -> task.comm().equals("mayfly"))
        .hasSize(lives);
  }

  /** A kernel thread is a child of kthreadd, which collects it. */
  @Test
  void kernelThread_isKthreaddsChild() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task thread = startThread(kernel, self, "worker", worker -> {});
              assertThat(thread.isKernelThread()).isTrue();
              assertThat(thread.parent().pid()).isEqualTo(KernelThreads.KTHREADD_PID);
              await(kernel, self, "it is collected", () -> thread.exitState() == TaskState.DEAD);
            })
        .assertFine();
  }

  /**
   * A program that throws is an oops: named in a violation, its task ended and collected, the
   * machine alive.
   */
  @Test
  void program_throws_isAnOops() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Program broken =
                      (context, memory) -> {
                        throw new ArithmeticException("divide error");
                      };
                  Task task = startProgram(kernel, self, "broken", broken);
                  Processes.Reaped reaped = kernel.processes().await(self, task.pid());
                  assertThat(reaped.code()).isNotZero();
                  Task after = startProgram(kernel, self, "after", Script.of());
                  assertThat(kernel.processes().await(self, after.pid()).code()).isZero();
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .singleElement()
        .asString()
        .contains("oops in broken/")
        .contains("divide error");
  }

  /** A kernel thread that throws is an oops as well. */
  @Test
  void kernelThread_throws_isAnOops() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Task thread =
                      startThread(
                          kernel,
                          self,
                          "clumsy",
                          clumsy -> {
                            throw new ArithmeticException("divide error");
                          });
                  await(
                      kernel, self, "it is collected", () -> thread.exitState() == TaskState.DEAD);
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .singleElement()
        .asString()
        .contains("oops in clumsy/")
        .contains("divide error");
  }
}
