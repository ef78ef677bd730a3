package org.kernsync.kernel.workload.hackbench;

import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.syscall.Errno;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.SyncObjects;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.syscall.UserContext;

/**
 * The text that all tasks of a run execute. The main task makes the pipes, clones the others, and
 * collects them; a sender writes its message to each receiver of its group in turn, {@code loops}
 * times; a receiver reads what all senders send it, and checks of each message that it is the next
 * of its sender.
 */
final class HackbenchProgram implements Program {
  // ---- program counters
  private static final long MAKE_READY = 0;
  private static final long MAKE_START = 1;
  private static final long KEEP_START = 2;
  private static final long MAKE_PIPES = 3;
  private static final long CLONE = 4;
  private static final long AWAIT_READY = 5;
  private static final long COLLECT = 6;
  private static final long WORKER = 7;
  private static final long BEGIN = 8;
  private static final long SEND = 9;
  private static final long RECEIVE = 10;

  // ---- registers that system calls leave alone
  private static final int READY = UserContext.FREE; // a semaphore: up by each that is ready
  private static final int START = READY + 1; // a barrier: where all wait for the main task
  private static final int TASK = START + 1; // the number of the sender or receiver
  private static final int COUNT = TASK + 1; // made; ready; loops sent; received
  private static final int RECEIVER = COUNT + 1; // the sender's next
  private static final int DONE = RECEIVER + 1; // bytes of the message
  private static final int PENDING = DONE + 1; // a system call's result is to be looked at

  private final HackbenchSize size;
  private final Layout layout;

  HackbenchProgram(HackbenchSize size) {
    this.size = size;
    layout = new Layout(size);
  }

  @Override
  public Trap step(UserContext registers, UserMemory memory) {
    return switch ((int) registers.pc()) {
      case (int) MAKE_READY -> {
        registers.setPc(MAKE_START);
        yield registers.syscall(Nr.SYNC_CREATE, SyncObjects.SEMAPHORE, 0);
      }
      case (int) MAKE_START -> {
        registers.set(READY, registers.get(UserContext.RESULT));
        registers.setPc(KEEP_START);
        yield registers.syscall(Nr.SYNC_CREATE, SyncObjects.BARRIER, size.tasks() + 1);
      }
      case (int) KEEP_START -> {
        registers.set(START, registers.get(UserContext.RESULT));
        registers.setPc(MAKE_PIPES);
        yield Trap.POLL;
      }
      case (int) MAKE_PIPES -> makePipes(registers);
      case (int) CLONE -> cloneTasks(registers);
      case (int) AWAIT_READY -> awaitReady(registers, memory);
      case (int) COLLECT -> collect(registers, memory);
      case (int) WORKER -> {
        registers.setPc(BEGIN);
        yield registers.syscall(Nr.BARRIER_WAIT, registers.get(START));
      }
      case (int) BEGIN -> begin(registers);
      case (int) SEND -> send(registers, memory);
      case (int) RECEIVE -> receive(registers, memory);
      default -> registers.syscall(Nr.EXIT, Errno.EINVAL);
    };
  }

  // ---- the main task

  private Trap makePipes(UserContext registers) {
    if (registers.get(UserContext.RESULT) < 0) {
      return registers.syscall(Nr.EXIT, -registers.get(UserContext.RESULT));
    }
    int made = (int) registers.get(COUNT);
    if (made < size.groups() * size.fds()) {
      registers.set(COUNT, made + 1L);
      return registers.syscall(Nr.PIPE, layout.pipe(made / size.fds(), made % size.fds()));
    }
    registers.set(COUNT, 0);
    registers.setPc(CLONE);
    return Trap.POLL;
  }

  private Trap cloneTasks(UserContext registers) {
    long result = registers.get(UserContext.RESULT);
    long made = registers.get(COUNT);
    if (registers.get(PENDING) == 1 && result < 0) {
      return registers.syscall(Nr.EXIT, -result); // the others are told to end when the model stops
    }
    if (registers.get(PENDING) == 1 && result == 0) { // the child
      registers.set(TASK, made - 1);
      registers.set(COUNT, 0);
      registers.set(PENDING, 0);
      registers.setPc(WORKER);
      return registers.syscall(Nr.SEM_POST, registers.get(READY));
    }
    if (made < size.tasks()) {
      registers.set(COUNT, made + 1);
      registers.set(PENDING, 1);
      return registers.syscall(Nr.CLONE, CloneFlags.SHARE_ALL);
    }
    registers.set(COUNT, 0);
    registers.setPc(AWAIT_READY);
    return Trap.POLL;
  }

  /** Waits until all are ready; the time begins before the first of them is let go. */
  private Trap awaitReady(UserContext registers, UserMemory memory) {
    long ready = registers.get(COUNT);
    if (ready < size.tasks()) {
      registers.set(COUNT, ready + 1);
      return registers.syscall(Nr.SEM_WAIT, registers.get(READY));
    }
    memory.store(Layout.STARTED, System.nanoTime());
    registers.setPc(COLLECT);
    return registers.syscall(Nr.BARRIER_WAIT, registers.get(START));
  }

  private static Trap collect(UserContext registers, UserMemory memory) {
    if (registers.get(UserContext.RESULT) >= 0) { // of the barrier, then pids
      return registers.syscall(Nr.WAIT4, -1, 0);
    }
    if (registers.get(UserContext.RESULT) == -Errno.ECHILD) {
      memory.store(Layout.ENDED, System.nanoTime());
    }
    return registers.syscall(Nr.EXIT, 0);
  }

  // ---- senders and receivers

  private Trap begin(UserContext registers) {
    boolean receives = registers.get(TASK) % (2L * size.fds()) < size.fds();
    registers.setPc(receives ? RECEIVE : SEND);
    return Trap.POLL;
  }

  private int groupOf(long task) {
    return (int) (task / (2L * size.fds()));
  }

  /** Looks at what the last call moved; false where it failed. */
  private static boolean moved(UserContext registers) {
    if (registers.get(PENDING) == 0) {
      return true;
    }
    long result = registers.get(UserContext.RESULT);
    registers.set(PENDING, 0);
    registers.set(DONE, registers.get(DONE) + Math.max(0, result));
    return result > 0;
  }

  private static Trap move(UserContext registers, int call, long fd, long message) {
    long done = registers.get(DONE);
    registers.set(PENDING, 1);
    return registers.syscall(call, fd, message + done, Layout.MESSAGE_BYTES - done);
  }

  private Trap send(UserContext registers, UserMemory memory) {
    if (!moved(registers)) {
      return registers.syscall(Nr.EXIT, Math.max(1, -registers.get(UserContext.RESULT)));
    }
    if (registers.get(DONE) == Layout.MESSAGE_BYTES) {
      registers.set(DONE, 0);
      registers.set(RECEIVER, (registers.get(RECEIVER) + 1) % size.fds());
      if (registers.get(RECEIVER) == 0) {
        registers.set(COUNT, registers.get(COUNT) + 1);
      }
    }
    if (registers.get(COUNT) == size.loops()) {
      return registers.syscall(Nr.EXIT, 0);
    }
    long task = registers.get(TASK);
    long message = layout.area(task);
    memory.store(message, task % size.fds());
    memory.store(message + Long.BYTES, registers.get(COUNT));
    long pipe = layout.pipe(groupOf(task), registers.get(RECEIVER));
    return move(registers, Nr.WRITE, memory.load(pipe + Long.BYTES), message);
  }

  private Trap receive(UserContext registers, UserMemory memory) {
    if (!moved(registers)) {
      return registers.syscall(Nr.EXIT, Math.max(1, -registers.get(UserContext.RESULT)));
    }
    long task = registers.get(TASK);
    if (registers.get(DONE) == Layout.MESSAGE_BYTES) {
      registers.set(DONE, 0);
      registers.set(COUNT, registers.get(COUNT) + 1);
      check(memory, task);
    }
    if (registers.get(COUNT) == (long) size.fds() * size.loops()) {
      return registers.syscall(Nr.EXIT, 0);
    }
    long pipe = layout.pipe(groupOf(task), task % (2L * size.fds()));
    return move(registers, Nr.READ, memory.load(pipe), layout.area(task));
  }

  /** A message is whole: it is counted, and must be the next of its sender. */
  private void check(UserMemory memory, long task) {
    long sender = memory.load(layout.area(task));
    long number = memory.load(layout.area(task) + Long.BYTES);
    boolean known = sender >= 0 && sender < size.fds();
    if (!known || number != memory.load(layout.next(task, sender))) {
      memory.store(layout.misplaced(task), memory.load(layout.misplaced(task)) + 1);
    }
    if (known) {
      memory.store(layout.next(task, sender), number + 1);
    }
    memory.store(layout.received(task), memory.load(layout.received(task)) + 1);
  }
}
