package org.kernsync.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.callWith;
import static org.kernsync.kernel.syscall.Script.exitWithErrno;
import static org.kernsync.kernel.syscall.Script.jump;
import static org.kernsync.kernel.syscall.Script.jumpIfZero;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.fs.FileTable;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.sched.Task;

/** Descriptors as programs see them: what each call returns, and that none is left open. */
class FileCallsTest {
  private static final int READ_END = 3; // the first pipe of a process
  private static final int WRITE_END = 4;
  private static final int PIPE_AT = 64;
  private static final int TEXT_AT = 128;
  private static final int BACK_AT = 256;

  /** Ends the program with 99 unless the last call returned that. */
  private static Script.Instruction expect(long result) {
    return (context, memory) ->
        context.get(UserContext.RESULT) == result ? Trap.POLL : context.syscall(Nr.EXIT, 99);
  }

  private static void assertExits(int code, Script.Instruction... text)
      throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task task = startProgram(kernel, self, "program", Script.of(text));
              assertThat(kernel.processes().await(self, task.pid()).code()).isEqualTo(code);
            })
        .assertFine(); // no pipe is left open
  }

  /** What is written to a pipe is read from it; its descriptors are the lowest free ones. */
  @Test
  void pipe_writtenAndRead_givesTheBytes() throws InterruptedException {
    assertExits(
        0,
        call(Nr.PIPE, PIPE_AT),
        expect(0),
        (context, memory) -> {
          boolean right = memory.load(PIPE_AT) == READ_END && memory.load(PIPE_AT + 8) == WRITE_END;
          memory.store(TEXT_AT, 42);
          return right ? context.syscall(Nr.WRITE, WRITE_END, TEXT_AT, 8) : Trap.POLL;
        },
        expect(8),
        call(Nr.READ, READ_END, BACK_AT, 100),
        expect(8),
        (context, memory) -> context.syscall(Nr.EXIT, memory.load(BACK_AT) == 42 ? 0 : 1));
  }

  /** A descriptor that is closed, never was, or is the wrong end is refused. */
  @Test
  void calls_onBadDescriptors_returnEbadf() throws InterruptedException {
    assertExits(
        0,
        call(Nr.READ, READ_END, BACK_AT, 8),
        expect(-Errno.EBADF),
        call(Nr.CLOSE, READ_END),
        expect(-Errno.EBADF),
        call(Nr.PIPE, PIPE_AT),
        expect(0),
        call(Nr.WRITE, READ_END, TEXT_AT, 8),
        expect(-Errno.EBADF),
        call(Nr.READ, WRITE_END, BACK_AT, 8),
        expect(-Errno.EBADF),
        call(Nr.CLOSE, -1),
        expect(-Errno.EBADF),
        call(Nr.WRITE, 1L << 40, TEXT_AT, 8),
        expect(-Errno.EBADF),
        call(Nr.CLOSE, WRITE_END),
        expect(0),
        call(Nr.CLOSE, WRITE_END),
        expect(-Errno.EBADF),
        call(Nr.READ, READ_END, BACK_AT, 8),
        expect(0));
  }

  /** Addresses that are not there are refused, and the pipe made for one is closed again. */
  @Test
  void calls_onBadAddresses_returnEfault() throws InterruptedException {
    assertExits(
        0,
        call(Nr.PIPE, 1L << 40),
        expect(-Errno.EFAULT),
        call(Nr.PIPE, -8),
        expect(-Errno.EFAULT),
        call(Nr.PIPE, PIPE_AT),
        expect(0),
        (context, memory) -> {
          boolean lowest = memory.load(PIPE_AT) == READ_END;
          return lowest ? context.syscall(Nr.WRITE, WRITE_END, 1L << 40, 8) : Trap.POLL;
        },
        expect(-Errno.EFAULT),
        call(Nr.WRITE, WRITE_END, TEXT_AT, 8),
        expect(8),
        call(Nr.READ, READ_END, 1L << 40, 8),
        expect(-Errno.EFAULT));
  }

  /** When the descriptors are used up, pipe says so, and leaves none half made. */
  @Test
  void pipe_noDescriptorsLeft_returnsEmfile() throws InterruptedException {
    int fit = (FileTable.LIMIT - READ_END) / 2;
    assertExits(
        Errno.EMFILE,
        call(Nr.PIPE, PIPE_AT),
        (context, memory) -> {
          boolean made = context.get(UserContext.RESULT) == 0;
          if (made) {
            context.set(UserContext.FREE, context.get(UserContext.FREE) + 1);
            context.setPc(0);
            return Trap.POLL;
          }
          boolean all = context.get(UserContext.FREE) == fit;
          long error = -context.get(UserContext.RESULT);
          return context.syscall(Nr.EXIT, all ? error : 1);
        });
  }

  /** The last reader has gone: the writer is ended by SIGPIPE. */
  @Test
  void write_noReader_endsTheWriter() throws InterruptedException {
    assertExits(
        128 + 13,
        call(Nr.PIPE, PIPE_AT),
        call(Nr.CLOSE, READ_END),
        call(Nr.WRITE, WRITE_END, TEXT_AT, 8),
        exitWithErrno());
  }

  /**
   * A child that copied the table closes descriptors of its own: its parent's stay open, and the
   * parent does not read the end before the child has closed its copy.
   */
  @Test
  void clone_copiesTheTable_closesItsOwnOnly() throws InterruptedException {
    assertExits(
        0,
        call(Nr.PIPE, PIPE_AT),
        call(Nr.CLONE, 0),
        jumpIfZero(8),
        call(Nr.CLOSE, WRITE_END),
        expect(0),
        call(Nr.READ, READ_END, BACK_AT, 100), // the child is a writer still
        expect(8),
        jump(12),
        call(Nr.CLOSE, READ_END), // the child
        callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 3_000_000),
        call(Nr.WRITE, WRITE_END, TEXT_AT, 8),
        call(Nr.EXIT, 0),
        call(Nr.READ, READ_END, BACK_AT, 100), // the parent, when the child has ended
        expect(0),
        call(Nr.EXIT, 0));
  }

  /** A child that shares the table closes for both. */
  @Test
  void clone_sharesTheTable_closesForBoth() throws InterruptedException {
    assertExits(
        0,
        call(Nr.PIPE, PIPE_AT),
        call(Nr.CLONE, CloneFlags.SHARE_ALL),
        jumpIfZero(7),
        call(Nr.WAIT4, -1, 0),
        call(Nr.WRITE, WRITE_END, TEXT_AT, 8),
        expect(-Errno.EBADF),
        call(Nr.EXIT, 0),
        call(Nr.CLOSE, WRITE_END));
  }

  /** Tasks that clone while the model stops leave no table behind, whichever step they were at. */
  @RepeatedTest(10)
  void requestStop_whileTasksFork_closesEveryPipe() throws InterruptedException {
    Program forker =
        Script.of(
            call(Nr.PIPE, PIPE_AT),
            call(Nr.CLONE, 0),
            jumpIfZero(4),
            jump(1),
            call(Nr.READ, READ_END, BACK_AT, 8));
    KernelHarness.on(4)
        .withLimit(20, TimeUnit.SECONDS)
        .run(
            (self, kernel) -> {
              for (int i = 0; i < 4; i++) {
                startProgram(kernel, self, "forker/" + i, forker);
              }
              KernelHarness.sleep(kernel, self, 3_000_000);
              kernel.requestStop();
            })
        .assertStoppedFine();
  }
}
