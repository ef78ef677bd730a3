package org.kernsync.kernel.workload.rtapp;

import java.util.List;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.syscall.Errno;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.workload.rtapp.CompiledTask.CompiledPhase;
import org.kernsync.kernel.workload.rtapp.Compiler.SyncObject;

/**
 * The text that all threads of an rt-app process execute. The main thread opens io_device, creates
 * the synchronization objects, clones the threads, and waits for them or for its time to be over;
 * each thread then walks its phases and loops.
 */
final class RtAppProgram implements Program {
  /** A thread to start: its task, and its name among the names in memory. */
  record Start(int task, int name) {}

  // program counters
  private static final long MAIN_CREATE = 0;
  private static final long MAIN_CLONE = 1;
  private static final long MAIN_WAIT = 2;
  private static final long THREAD_PID = 10;
  private static final long THREAD_NAME = 11;
  private static final long THREAD_BLOCK = 12;
  private static final long THREAD_DELAY = 13;
  private static final long THREAD_BEGIN = 14;
  private static final long PHASE_ENTRY = 15;
  private static final long PHASE_BODY = 16;
  private static final long EXIT = 17;

  private static final long WAIT_STEP_NANOS = 20_000_000;

  private final List<CompiledTask> tasks;
  private final List<SyncObject> creations;
  private final List<Start> starts;
  private final long durationNanos; // -1 = until all threads have ended
  private final long blockBytes;
  private final boolean opensDevice;

  RtAppProgram(
      List<CompiledTask> tasks,
      List<SyncObject> creations,
      List<Start> starts,
      long durationNanos,
      int uniqueTimers,
      boolean opensDevice) {
    this.tasks = tasks;
    this.creations = creations;
    this.starts = starts;
    this.durationNanos = durationNanos;
    this.opensDevice = opensDevice;
    this.blockBytes = (long) Math.max(1, uniqueTimers) * Long.BYTES;
  }

  @Override
  public Trap step(UserContext registers, UserMemory memory) {
    long pc = registers.pc();
    return pc < THREAD_PID ? stepMain(registers, pc) : stepThread(registers, memory, pc);
  }

  // ---- the main thread
  // ----------------------------------------------------------------------------------------------

  private Trap stepMain(UserContext registers, long pc) {
    if (pc == MAIN_CREATE && opensDevice && registers.get(Registers.DEVICE) == 0) {
      return openDevice(registers);
    }
    int at = (int) registers.get(Registers.LEFT);
    if (pc == MAIN_CREATE && at < creations.size()) {
      registers.set(Registers.LEFT, at + 1);
      SyncObject object = creations.get(at);
      return registers.syscall(Nr.SYNC_CREATE, object.kind(), object.value());
    }
    if (pc == MAIN_CREATE) {
      registers.set(Registers.LEFT, 0);
      registers.set(Registers.FIRST, System.nanoTime());
      registers.set(Registers.STAGE, 0);
      registers.setPc(MAIN_CLONE);
      return Trap.POLL;
    }
    return pc == MAIN_CLONE ? cloneNext(registers, at) : awaitThreads(registers);
  }

  private static Trap openDevice(UserContext registers) {
    if (registers.get(Registers.STAGE) == 0) {
      registers.set(Registers.STAGE, 1);
      return registers.syscall(Nr.OPEN, Layout.DEVICE);
    }
    registers.set(Registers.STAGE, 0);
    long device = registers.get(UserContext.RESULT);
    registers.set(Registers.DEVICE, device);
    return device < 0 ? registers.syscall(Nr.EXIT, -device) : Trap.POLL;
  }

  private Trap cloneNext(UserContext registers, int at) {
    if (registers.get(Registers.STAGE) == 1 && registers.get(UserContext.RESULT) == 0) {
      Start mine = starts.get(at - 1); // the child
      becomeThread(registers, mine.task(), mine.name());
      return Trap.POLL;
    }
    if (at < starts.size()) {
      registers.set(Registers.LEFT, at + 1);
      registers.set(Registers.STAGE, 1);
      return registers.syscall(Nr.CLONE, CloneFlags.SHARE_ALL);
    }
    registers.set(Registers.STAGE, 0);
    registers.setPc(MAIN_WAIT);
    return Trap.POLL;
  }

  /** Collects threads; ends when there is none left or the time is over. */
  private Trap awaitThreads(UserContext registers) {
    long now = System.nanoTime();
    long end = registers.get(Registers.FIRST) + durationNanos;
    if (durationNanos >= 0 && now - end >= 0) {
      return registers.syscall(Nr.EXIT, 0);
    }
    boolean collecting = registers.get(Registers.STAGE) == 1;
    long collected = registers.get(UserContext.RESULT);
    if (collecting && collected == -Errno.ECHILD) {
      return registers.syscall(Nr.EXIT, 0);
    }
    if (collecting && collected == 0) {
      registers.set(Registers.STAGE, 0);
      long wake = now + WAIT_STEP_NANOS;
      boolean endIsFirst = durationNanos >= 0 && end - wake < 0;
      return registers.syscall(Nr.CLOCK_NANOSLEEP, endIsFirst ? end : wake);
    }
    registers.set(Registers.STAGE, 1);
    return registers.syscall(Nr.WAIT4, -1, Nr.WNOHANG);
  }

  // ---- threads
  // ------------------------------------------------------------------------------------------------------

  /** In a child of clone: forgets what it copied and begins as a thread of a task. */
  static void becomeThread(UserContext registers, int task, int name) {
    for (int register = UserContext.FREE; register <= Registers.PID; register++) {
      registers.set(register, 0);
    }
    registers.set(Registers.TASK, task);
    registers.set(Registers.NAME, name);
    registers.setPc(THREAD_PID);
  }

  private Trap stepThread(UserContext registers, UserMemory memory, long pc) {
    CompiledTask task = tasks.get((int) registers.get(Registers.TASK));
    switch ((int) pc) {
      case (int) THREAD_PID -> {
        registers.setPc(THREAD_NAME);
        return registers.syscall(Nr.GETPID);
      }
      case (int) THREAD_NAME -> {
        registers.set(Registers.PID, registers.get(UserContext.RESULT));
        memory.store(Layout.workOf(registers.get(Registers.PID)), 0);
        registers.setPc(THREAD_BLOCK);
        return registers.syscall(
            Nr.PRCTL, Nr.PR_SET_NAME, Layout.name(registers.get(Registers.NAME)));
      }
      case (int) THREAD_BLOCK -> {
        registers.setPc(THREAD_DELAY);
        return registers.syscall(Nr.MMAP, blockBytes);
      }
      case (int) THREAD_DELAY -> {
        registers.set(Registers.BLOCK, registers.get(UserContext.RESULT));
        registers.setPc(THREAD_BEGIN);
        return registers.get(Registers.BLOCK) < 0
            ? registers.syscall(Nr.EXIT, Errno.ENOMEM)
            : registers.syscall(Nr.CLOCK_NANOSLEEP, System.nanoTime() + task.delayNanos());
      }
      case (int) THREAD_BEGIN -> {
        registers.set(Registers.FIRST, System.nanoTime());
        registers.setPc(PHASE_ENTRY);
        return Trap.POLL;
      }
      case (int) EXIT -> {
        return registers.syscall(Nr.EXIT, registers.get(Registers.SCRATCH));
      }
      default -> {
        return stepPhases(registers, memory, task);
      }
    }
  }

  /** Executes operations until one makes a system call or takes time. */
  private Trap stepPhases(UserContext registers, UserMemory memory, CompiledTask task) {
    while (true) {
      if (failed(registers)) {
        return Trap.POLL;
      }
      CompiledPhase phase = task.phases().get((int) registers.get(Registers.PHASE));
      List<Op> ops = registers.pc() == PHASE_ENTRY ? phase.entry() : phase.body();
      int at = (int) registers.get(Registers.OP);
      if (at == ops.size()) {
        if (!advance(registers, task, phase)) {
          return registers.syscall(Nr.EXIT, 0);
        }
        continue;
      }
      Step step = ops.get(at).step(registers, memory);
      if (step == Step.DONE || step == Step.DONE_POLL || step == Step.LAST_SYSCALL) {
        nextOp(registers, at + 1);
      }
      switch (step) {
        case SYSCALL, LAST_SYSCALL -> {
          return Trap.SYSCALL;
        }
        case POLL, DONE_POLL -> {
          return Trap.POLL;
        }
        case DONE -> {
          // goes on with the next
        }
      }
    }
  }

  /**
   * After a system call that failed for another reason than a signal: ends the thread with the
   * error.
   */
  private static boolean failed(UserContext registers) {
    long result = registers.get(UserContext.RESULT);
    boolean failed = result < 0 && result != -Errno.EINTR;
    registers.set(UserContext.RESULT, failed ? 0 : result);
    if (failed) {
      registers.set(Registers.SCRATCH, -result);
      registers.setPc(EXIT);
    }
    return failed;
  }

  private static void nextOp(UserContext registers, int op) {
    registers.set(Registers.OP, op);
    registers.set(Registers.STAGE, 0);
    registers.set(Registers.LEFT, 0);
    registers.set(Registers.SCRATCH, 0);
  }

  /**
   * At the end of a list of operations: the next round, phase or loop. Returns false at the end of
   * the thread.
   */
  private static boolean advance(UserContext registers, CompiledTask task, CompiledPhase phase) {
    nextOp(registers, 0);
    if (registers.pc() == PHASE_ENTRY) {
      registers.setPc(PHASE_BODY);
      return true;
    }
    long rounds = registers.get(Registers.PHASE_LOOP) + 1;
    if (phase.loop() < 0 || rounds < phase.loop()) {
      registers.set(Registers.PHASE_LOOP, rounds);
      return true;
    }
    registers.set(Registers.PHASE_LOOP, 0);
    registers.setPc(PHASE_ENTRY);
    long next = registers.get(Registers.PHASE) + 1;
    if (next < task.phases().size()) {
      registers.set(Registers.PHASE, next);
      return true;
    }
    registers.set(Registers.PHASE, 0);
    long loops = registers.get(Registers.TASK_LOOP) + 1;
    registers.set(Registers.TASK_LOOP, loops);
    return task.loop() < 0 || loops < task.loop();
  }
}
