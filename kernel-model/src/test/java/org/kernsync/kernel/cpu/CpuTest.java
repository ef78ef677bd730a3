package org.kernsync.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CpuTest {
  private final List<Interrupt> taken = new ArrayList<>(); // the CPU only, read after its end

  /** Powers a CPU on, lets it execute a body with interrupts off, and waits for its end. */
  private Cpu execute(Consumer<Cpu> body) throws InterruptedException {
    Cpu cpu = new Cpu(3, -1, Preemption.NONE, Fault.NONE);
    for (Interrupt interrupt : Interrupt.values()) {
      cpu.setHandler(
          interrupt,
          (on, now) -> {
            assertThat(on).isSameAs(cpu);
            assertThat(on.irqsDisabled()).isTrue();
            assertThat(on.inAtomic()).isTrue();
            assertThat(on.clock().mode()).isEqualTo(CpuMode.IRQ);
            taken.add(interrupt);
            if (interrupt == Interrupt.TIMER) {
              on.setTimerDeadline(Cpu.NEVER);
            }
          });
    }
    cpu.setClockEvents(
        new ClockEvents() {
          @Override
          public void enterIdle(Cpu on) {}

          @Override
          public void leaveIdle(Cpu on, long nowNanos) {}
        });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    cpu.start(
        () -> {
          try {
            body.accept(cpu);
          } catch (Throwable thrown) {
            failure.set(thrown);
          }
        });
    cpu.thread().join(TimeUnit.SECONDS.toMillis(10));
    assertThat(cpu.thread().isAlive()).as("the CPU has ended").isFalse();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    return cpu;
  }

  /**
   * An interrupt raised while they are off waits until they are on; raised twice it is taken once.
   */
  @Test
  void raise_irqsOff_waitsForRestore() throws InterruptedException {
    Cpu cpu =
        execute(
            on -> {
              on.raise(Interrupt.RESCHEDULE);
              on.raise(Interrupt.RESCHEDULE);
              on.poll();
              assertThat(taken).isEmpty();
              on.irqRestore(false);
              assertThat(taken).containsExactly(Interrupt.RESCHEDULE);
              on.poll();
              assertThat(taken).hasSize(1);
            });
    assertThat(cpu.interruptCount()).isEqualTo(1);
  }

  /** Restoring nests: only the outermost restore enables. */
  @Test
  void irqSave_nested_onlyTheOutermostEnables() throws InterruptedException {
    execute(
        on -> {
          on.irqRestore(false);
          boolean outer = on.irqSave();
          boolean inner = on.irqSave();
          on.raise(Interrupt.BALANCE);
          on.irqRestore(inner);
          assertThat(taken).isEmpty();
          on.irqRestoreWithoutPoll(outer);
          assertThat(taken).as("not where the JDK called").isEmpty();
          on.poll();
          assertThat(taken).containsExactly(Interrupt.BALANCE);
        });
  }

  /**
   * The local timer fires when the clock has passed its deadline, not before, and before whatever
   * else is pending.
   */
  @Test
  void timer_firesAtItsDeadline() throws InterruptedException {
    execute(
        on -> {
          long deadline = System.nanoTime() + 2_000_000;
          on.setTimerDeadline(deadline);
          on.irqRestore(false);
          while (taken.isEmpty()) {
            on.poll();
            assertThat(taken.isEmpty() || System.nanoTime() - deadline >= 0).isTrue();
          }
          assertThat(taken).containsExactly(Interrupt.TIMER);
          boolean flags = on.irqSave();
          on.setTimerDeadline(System.nanoTime());
          on.raise(Interrupt.RESCHEDULE);
          on.raise(Interrupt.WAKE_LIST);
          on.irqRestore(flags);
          assertThat(taken)
              .containsExactly(
                  Interrupt.TIMER, Interrupt.TIMER, Interrupt.WAKE_LIST, Interrupt.RESCHEDULE);
        });
  }

  /** An idle CPU is woken by an interrupt that another thread raises, however the two race. */
  @Test
  void idle_raisedFromOutside_wakes() throws InterruptedException {
    int rounds = 2_000;
    int[] served = {0};
    Cpu cpu = new Cpu(0, -1, Preemption.NONE, Fault.NONE);
    cpu.setHandler(Interrupt.WAKE_LIST, (on, now) -> served[0]++);
    cpu.setClockEvents(
        new ClockEvents() {
          @Override
          public void enterIdle(Cpu on) {}

          @Override
          public void leaveIdle(Cpu on, long nowNanos) {}
        });
    AtomicReference<Integer> seen = new AtomicReference<>(0);
    long[] longest = {0};
    cpu.start(
        () -> {
          while (served[0] < rounds) {
            long begin = System.nanoTime();
            cpu.idle(TimeUnit.SECONDS.toNanos(20));
            longest[0] = Math.max(longest[0], System.nanoTime() - begin);
            seen.set(served[0]);
          }
        });
    for (int round = 0; round < rounds; round++) {
      cpu.raise(Interrupt.WAKE_LIST);
      while (seen.get() <= round) {
        Thread.onSpinWait();
      }
    }
    cpu.thread().join();
    assertThat(served[0]).isEqualTo(rounds);
    assertThat(longest[0]).as("no sleep went to its end").isLessThan(TimeUnit.SECONDS.toNanos(19));
  }

  /** A CPU's thread finds its CPU; others find none. */
  @Test
  void currentCpu_ofTheThread_isFound() throws InterruptedException {
    assertThat(CurrentCpu.get()).isNull();
    AtomicReference<Cpu> found = new AtomicReference<>();
    Cpu cpu = execute(on -> found.set(CurrentCpu.get()));
    assertThat(found.get()).isSameAs(cpu);
    assertThat(cpu.toString()).contains("cpu 3");
  }
}
