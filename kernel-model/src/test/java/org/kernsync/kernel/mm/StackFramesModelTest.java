package org.kernsync.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Oops;

/** Stack frames are used again, and what touches a dead one is found. */
class StackFramesModelTest {
  private static void assertOops(Run run, String sentence) {
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations()).singleElement().asString().startsWith(sentence);
  }

  /** The frame that was left last is the next one, with its words as they were left. */
  @Test
  void enter_afterLeave_givesTheSameMemory() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              StackFrames stack = new StackFrames(false);
              StackFrame first = stack.enter(cpu, "first");
              first.store(0, 7);
              stack.leave(first);
              StackFrame second = stack.enter(cpu, "second");
              assertThat(second).isSameAs(first);
              assertThat(second.load(cpu, 0)).isEqualTo(7);
              assertThat(second.addReturn(cpu, 0, 1)).isEqualTo(8);
              assertThat(second.trySet(cpu, 1)).isTrue();
              assertThat(second.trySet(cpu, 1)).isFalse();
            })
        .assertFine();
  }

  /** Each way to read a dead word finds the poison. */
  @Test
  void read_ofADeadFrame_isFound() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  StackFrames stack = new StackFrames(true);
                  StackFrame frame = stack.enter(cpu, "function");
                  frame.store(0, 7);
                  assertThat(frame.load(cpu, 0)).isEqualTo(7);
                  stack.leave(frame);
                  assertThatThrownBy(() -> frame.load(cpu, 0)).isInstanceOf(Oops.class);
                  assertThatThrownBy(() -> frame.trySet(cpu, 1)).isInstanceOf(Oops.class);
                  assertThatThrownBy(() -> frame.addReturn(cpu, 2, 1)).isInstanceOf(Oops.class);
                });
    run.assertNotThrown();
    assertThat(run.kernel().violations())
        .hasSize(3)
        .allSatisfy(one -> assertThat(one).startsWith("poison 0x6b6b6b6b read from word"));
  }

  /** A write that reads nothing is found when the frame is used again. */
  @Test
  void write_toADeadFrame_isFoundByTheNextFunction() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  StackFrames stack = new StackFrames(true);
                  StackFrame frame = stack.enter(cpu, "function");
                  stack.leave(frame);
                  frame.store(3, 0);
                  assertThatThrownBy(() -> stack.enter(cpu, "next")).isInstanceOf(Oops.class);
                });
    assertOops(run, "poison overwritten in word 3");
  }
}
