package org.kernsync.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserContextTest {
  /** A copy has every register and the program counter, and from then on a life of its own. */
  @Test
  void copy_isWhole_andIndependent() {
    UserContext original = new UserContext();
    original.setPc(77);
    for (int register = 0; register < 32; register++) {
      original.set(register, register * 3L);
    }
    UserContext copy = new UserContext(original);
    assertThat(copy.pc()).isEqualTo(77);
    for (int register = 0; register < 32; register++) {
      assertThat(copy.get(register)).isEqualTo(register * 3L);
    }
    copy.setPc(1);
    copy.set(5, -1);
    assertThat(original.pc()).isEqualTo(77);
    assertThat(original.get(5)).isEqualTo(15);
  }

  /**
   * A system call leaves its number and arguments where the kernel looks, and the free registers
   * alone.
   */
  @Test
  void syscall_putsNumberAndArguments() {
    UserContext context = new UserContext();
    context.set(UserContext.FREE, 9);
    assertThat(context.syscall(Nr.WAIT4, 1, 2, 3, 4, 5, 6)).isEqualTo(Trap.SYSCALL);
    assertThat(context.get(UserContext.NUMBER)).isEqualTo(Nr.WAIT4);
    for (int argument = 0; argument < 6; argument++) {
      assertThat(context.get(UserContext.ARG0 + argument)).isEqualTo(argument + 1);
    }
    assertThat(context.get(UserContext.FREE)).isEqualTo(9);
  }
}
