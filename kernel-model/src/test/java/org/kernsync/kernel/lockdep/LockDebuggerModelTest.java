package org.kernsync.kernel.lockdep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Task;

/** What lock debugging refuses, and what it lets pass. */
class LockDebuggerModelTest {
  private static final int LINE = 3;

  private final RawSpinLock a = new RawSpinLock(new LockClass("a"));
  private final RawSpinLock b = new RawSpinLock(new LockClass("b"));
  private final RawSpinLock c = new RawSpinLock(new LockClass("c"));

  private static Run run(KernelHarness.Body body) throws InterruptedException {
    KernelConfig config =
        KernelConfig.ofCpus(1)
            .withPreemption(Preemption.valueOf(System.getProperty("kernsync.preempt", "NONE")))
            .withLockDebugging(true);
    return KernelHarness.of(config).run(body).assertNotThrown();
  }

  private static void assertFound(Run run, String... sentences) {
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    List<OopsReport> reports = run.kernel().oopsReports();
    assertThat(reports).as("%s", reports).hasSize(sentences.length);
    for (int i = 0; i < sentences.length; i++) {
      assertThat(reports.get(i).sentence()).startsWith(sentences[i]);
    }
    assertThat(run.kernel().log().lines()).anySatisfy(line -> assertThat(line).contains("lock(a)"));
  }

  /** Takes two locks, one inside the other, and gives both back, whatever happens. */
  private static void both(Cpu cpu, RawSpinLock outer, RawSpinLock inner) {
    outer.lock(cpu);
    try {
      inner.lock(cpu);
      inner.unlock(cpu);
    } finally {
      outer.unlock(cpu);
    }
  }

  /** Two locks in both orders: refused the second time, although nobody else is there to wait. */
  @Test
  void lock_twoOrders_isRefused() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              both(self.cpu(), a, b);
              both(self.cpu(), a, b);
              assertThatThrownBy(() -> both(self.cpu(), b, a)).isInstanceOf(Oops.class);
            });
    assertFound(run, "possible circular locking dependency of b and a");
  }

  /** The order goes by way of a third lock; the report names each step. */
  @Test
  void lock_orderByWayOfAThird_isRefused() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              both(self.cpu(), a, b);
              both(self.cpu(), b, c);
              assertThatThrownBy(() -> both(self.cpu(), c, a)).isInstanceOf(Oops.class);
            });
    assertFound(run, "possible circular locking dependency of c and a");
    assertThat(String.join("\n", run.kernel().oopsReports().getFirst().lines()))
        .containsSubsequence(
            "but a comes before c", "went for b", "holding a", "went for c", "holding b");
  }

  /** What was refused is not learnt: the same mistake is found again, the right order is fine. */
  @Test
  void lock_refusedOrder_isNotLearnt() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              both(self.cpu(), a, b);
              assertThatThrownBy(() -> both(self.cpu(), b, a)).isInstanceOf(Oops.class);
              both(self.cpu(), a, b);
              assertThatThrownBy(() -> both(self.cpu(), b, a)).isInstanceOf(Oops.class);
            });
    String sentence = "possible circular locking dependency of b and a";
    assertFound(run, sentence, sentence);
  }

  /** A lock that was refused is not held, and the context is what it was. */
  @Test
  void lock_refused_leavesTheContext() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              a.lock(cpu);
              int before = cpu.preemptCount();
              assertThatThrownBy(() -> a.lock(cpu)).isInstanceOf(Oops.class);
              assertThatThrownBy(() -> a.lockIrqSave(cpu)).isInstanceOf(Oops.class);
              assertThat(cpu.preemptCount()).isEqualTo(before);
              assertThat(cpu.irqsDisabled()).isFalse();
              a.unlock(cpu);
              assertThat(a.isLocked()).isFalse();
              a.lock(self.cpu());
              a.unlock(self.cpu());
            });
    assertFound(run, "possible recursive locking of a", "possible recursive locking of a");
  }

  /** Two locks of one class are one too many, unless the class says that they have an order. */
  @Test
  void lock_anotherOfItsClass_isRefusedWithoutAnOrder() throws InterruptedException {
    LockClass plain = new LockClass("a");
    LockClass numbered = new LockClass("numbered", "by number");
    Run run =
        run(
            (self, kernel) -> {
              both(self.cpu(), new RawSpinLock(numbered), new RawSpinLock(numbered));
              assertThatThrownBy(
                      () -> both(self.cpu(), new RawSpinLock(plain), new RawSpinLock(plain)))
                  .isInstanceOf(Oops.class);
            });
    assertFound(run, "possible recursive locking of a");
  }

  /** Locks without a class are looked at for recursion, and have no order. */
  @Test
  void lock_withoutClass_hasNoOrder() throws InterruptedException {
    RawSpinLock one = new RawSpinLock();
    RawSpinLock other = new RawSpinLock();
    Run run =
        run(
            (self, kernel) -> {
              both(self.cpu(), one, other);
              both(self.cpu(), other, one);
              assertThatThrownBy(() -> both(self.cpu(), one, one)).isInstanceOf(Oops.class);
            });
    assertThat(run.kernel().oopsReports())
        .singleElement()
        .satisfies(
            report ->
                assertThat(report.sentence())
                    .startsWith("possible recursive locking of a lock without a class"));
  }

  /** Who does not wait does not deadlock: tryLock against the order is fine, and teaches none. */
  @Test
  void tryLock_againstTheOrder_isFine() throws InterruptedException {
    run((self, kernel) -> {
          both(self.cpu(), a, b);
          Cpu cpu = self.cpu();
          b.lock(cpu);
          assertThat(a.tryLock(cpu)).isTrue();
          assertThat(a.tryLock(cpu)).isFalse();
          b.unlock(cpu); // not in the order of taking
          both(cpu, c, b); // a is held: it comes before c and b
          a.unlock(cpu);
          both(self.cpu(), a, b);
        })
        .assertFine();
  }

  private void interruptTaking(Task self, Kernel kernel) {
    IrqAction action =
        kernel
            .irqs()
            .requestIrq(
                self,
                LINE,
                "taker",
                (cpu, irq) -> {
                  a.lock(cpu);
                  a.unlock(cpu);
                  return IrqReturn.HANDLED;
                },
                false);
    kernel.irqs().raise(LINE);
    self.cpu().poll();
    kernel.irqs().freeIrq(self, action);
  }

  /** The handler first: the task that takes its lock with interrupts on is refused. */
  @Test
  void lock_ofAHandler_withInterruptsOn_isRefused() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              interruptTaking(self, kernel);
              boolean flags = a.lockIrqSave(self.cpu());
              a.unlockIrqRestore(self.cpu(), flags);
              assertThatThrownBy(() -> a.lock(self.cpu())).isInstanceOf(Oops.class);
              assertThat(a.tryLock(self.cpu())).isTrue(); // reported
              a.unlock(self.cpu());
              assertThat(a.isLocked()).isFalse();
              assertThat(self.cpu().inAtomic()).isFalse();
            });
    assertFound(run, "inconsistent lock state of a", "inconsistent lock state of a");
  }

  /** The task first: the handler is refused, and the line goes on. */
  @Test
  void handler_lockTakenWithInterruptsOn_isRefused() throws InterruptedException {
    Run run =
        run(
            (self, kernel) -> {
              a.lock(self.cpu());
              a.unlock(self.cpu());
              interruptTaking(self, kernel);
              interruptTaking(self, kernel);
              assertThat(kernel.irqs().count(LINE, 0)).isEqualTo(2);
            });
    assertFound(run, "inconsistent lock state of a", "inconsistent lock state of a");
    assertThat(run.kernel().violations())
        .anySatisfy(violation -> assertThat(violation).contains("the handler of irq 3 (taker)"));
  }

  /** Off: nobody watches, nothing is kept. */
  @Test
  void debugging_off_watchesNothing() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .withoutLockDebugging()
            .run(
                (self, kernel) -> {
                  assertThat(self.cpu().lockWatch()).isNull();
                  both(self.cpu(), a, b);
                  both(self.cpu(), b, a);
                })
            .assertFine();
    assertThat(run.kernel().oopsReports()).isEmpty();
  }
}
