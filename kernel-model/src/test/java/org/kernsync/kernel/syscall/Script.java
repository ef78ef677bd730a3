package org.kernsync.kernel.syscall;

import java.util.function.ToLongFunction;
import org.kernsync.kernel.mm.UserMemory;

/**
 * A user program for tests: a list of instructions, one a step, that ends with exit(0) behind the
 * last. The program counter is the index of the next instruction, so instructions may jump by
 * setting it.
 */
public final class Script implements Program {
  /** One instruction. */
  @FunctionalInterface
  public interface Instruction {
    /** Executes, with the program counter already on the next instruction. */
    Trap execute(UserContext context, UserMemory memory);
  }

  private final Instruction[] text;

  private Script(Instruction[] text) {
    this.text = text;
  }

  /** A program of these instructions. */
  public static Script of(Instruction... text) {
    return new Script(text);
  }

  @Override
  public Trap step(UserContext context, UserMemory memory) {
    int pc = (int) context.pc();
    context.setPc(pc + 1L);
    return pc < text.length ? text[pc].execute(context, memory) : context.syscall(Nr.EXIT, 0);
  }

  /** A system call with constant arguments. */
  public static Instruction call(long number, long... arguments) {
    return (context, memory) -> context.syscall(number, arguments);
  }

  /** A system call with one argument that is computed when the instruction executes. */
  public static Instruction callWith(long number, ToLongFunction<UserContext> argument) {
    return (context, memory) -> context.syscall(number, argument.applyAsLong(context));
  }

  /** Keeps the result of the last system call in a register. */
  public static Instruction keep(int register) {
    return (context, memory) -> {
      context.set(register, context.get(UserContext.RESULT));
      return Trap.POLL;
    };
  }

  /** Goes on elsewhere if the last system call returned zero, as clone does in the child. */
  public static Instruction jumpIfZero(int target) {
    return (context, memory) -> {
      if (context.get(UserContext.RESULT) == 0) {
        context.setPc(target);
      }
      return Trap.POLL;
    };
  }

  /** Goes on elsewhere. */
  public static Instruction jump(int target) {
    return (context, memory) -> {
      context.setPc(target);
      return Trap.POLL;
    };
  }

  /** Ends with the negated result of the last system call as exit code: an error number, or 0. */
  public static Instruction exitWithErrno() {
    return (context, memory) -> context.syscall(Nr.EXIT, -context.get(UserContext.RESULT));
  }
}
