package org.kernsync.kernel.syscall;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.mm.UserFault;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.UserPages;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping.Sleeper;
import org.kernsync.sleep.Mutex;

/**
 * A user task as its kernel stack sees it: the loop at the bottom of the stack that steps the
 * program, serves its system calls and, on the way back to user mode only, looks at need-resched
 * and signals.
 */
public final class UserThread {
  private static final ThreadLocal<UserThread> CURRENT = new ThreadLocal<>(); // for page faults
  private static final int SIGNAL_EXIT = 128;
  private static final int BUG_EXIT = 70;

  private final Syscalls syscalls;
  private final Program program;
  private final UserContext context;
  private final UserMemory memory;
  private final SyncObjects sync;
  private final List<Mutex> held = new ArrayList<>(); // this task only
  private boolean inUserMode; // this task only
  private Task task;
  private Sleeper sleeper;
  private CpuMode userMode = CpuMode.USER;
  private long userSince; // what the CPU had spent in that mode when this task entered it
  private boolean ended;
  private int exitCode;

  UserThread(
      Syscalls syscalls,
      Program program,
      UserContext context,
      UserMemory memory,
      SyncObjects sync) {
    this.syscalls = syscalls;
    this.program = program;
    this.context = context;
    this.memory = memory;
    this.sync = sync;
  }

  /** The body of the task. */
  void run(Task self) {
    task = self;
    self.setResources(memory, self.files(), self.fs(), self.signal());
    CURRENT.set(this);
    sleeper = syscalls.timekeeping().sleeper(self);
    try {
      while (!ended) {
        enterUser();
        if (step() == Trap.SYSCALL) {
          context.set(UserContext.RESULT, syscalls.call(this));
        }
        exitToUser();
      }
    } catch (Throwable bug) {
      exitCode = BUG_EXIT;
      syscalls.oops(self, bug);
    } finally {
      self.cpu().enterMode(CpuMode.SYSTEM);
      SyncObjects.releaseAll(this);
      memory.put();
      syscalls.processes().exit(self, exitCode);
    }
  }

  private void enterUser() {
    Cpu cpu = task.cpu();
    userMode = task.nice() > 0 ? CpuMode.NICE : CpuMode.USER;
    cpu.enterMode(userMode);
    userSince = cpu.clock().modeNanos(userMode);
    inUserMode = true;
  }

  private void leaveUser() {
    inUserMode = false;
    Cpu cpu = task.cpu();
    cpu.enterMode(CpuMode.SYSTEM);
    task.addUserNanos(cpu.clock().modeNanos(userMode) - userSince); // no task switch in user mode
  }

  /** One step of the program; interrupts that came during it are taken in user mode. */
  private Trap step() {
    try {
      Trap trap = program.step(context, memory);
      task.cpu().poll();
      leaveUser();
      return trap;
    } catch (UserFault noPage) {
      exit(SIGNAL_EXIT + PendingSignals.SIGKILL); // the way back to user mode is barred
      return Trap.POLL;
    }
  }

  /**
   * A page fault of the task that executes the caller, in user mode or in a system call.
   *
   * @throws UserFault where the task must not go on
   */
  static long fault(UserPages pages) {
    UserThread thread = CURRENT.get();
    if (thread == null || !thread.inUserMode) {
      return pages.take();
    }
    thread.leaveUser();
    long page = pages.take();
    thread.syscalls.scheduler().condResched(thread.task);
    if (thread.task.signals().isFatalPending()) {
      pages.give(page);
      throw new UserFault("killed in a page fault");
    }
    thread.enterUser();
    return page;
  }

  /** The only way back to user mode. */
  private void exitToUser() {
    syscalls.scheduler().condResched(task);
    if (task.signals().isFatalPending() && !ended) {
      exit(SIGNAL_EXIT + task.signals().fatal());
    }
  }

  void exit(int code) {
    ended = true;
    exitCode = code;
  }

  /** The same program in a copy of the context, for a new task, with a reference to the memory. */
  UserThread copy() {
    memory.get();
    return new UserThread(syscalls, program, new UserContext(context), memory, sync);
  }

  Task task() {
    return task;
  }

  UserContext context() {
    return context;
  }

  UserMemory memory() {
    return memory;
  }

  SyncObjects sync() {
    return sync;
  }

  Sleeper sleeper() {
    return sleeper;
  }

  List<Mutex> held() {
    return held;
  }
}
