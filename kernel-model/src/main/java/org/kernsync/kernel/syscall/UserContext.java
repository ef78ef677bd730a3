package org.kernsync.kernel.syscall;

/**
 * The registers of a user task. A system call's number goes to {@link #NUMBER}, its arguments to
 * {@link #ARG0} and following; the result, or a negative error number, comes back in {@link
 * #RESULT}, which is the same register.
 */
public final class UserContext {
  /** The register of a system call's number. */
  public static final int NUMBER = 0;

  /** The register of a system call's result. */
  public static final int RESULT = 0;

  /** The first argument; the others follow. */
  public static final int ARG0 = 1;

  /** The first register that system calls leave alone. */
  public static final int FREE = 7;

  private static final int REGISTERS = 32;

  private long pc;
  private final long[] registers = new long[REGISTERS];

  /** Makes a context of zeros. */
  public UserContext() {}

  /**
   * Copies a context, as fork does.
   *
   * @param other the one to copy
   */
  public UserContext(UserContext other) {
    pc = other.pc;
    System.arraycopy(other.registers, 0, registers, 0, REGISTERS);
  }

  /**
   * The program counter.
   *
   * @return what the program takes it for
   */
  public long pc() {
    return pc;
  }

  /**
   * Sets the program counter.
   *
   * @param value where to go on
   */
  public void setPc(long value) {
    pc = value;
  }

  /**
   * A register.
   *
   * @param register 0 to 31
   * @return its value
   */
  public long get(int register) {
    return registers[register];
  }

  /**
   * Sets a register.
   *
   * @param register 0 to 31
   * @param value its new value
   */
  public void set(int register, long value) {
    registers[register] = value;
  }

  /**
   * Prepares a system call.
   *
   * @param number its number
   * @param arguments up to six
   * @return {@link Trap#SYSCALL}
   */
  public Trap syscall(long number, long... arguments) {
    registers[NUMBER] = number;
    System.arraycopy(arguments, 0, registers, ARG0, arguments.length);
    return Trap.SYSCALL;
  }
}
