package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.Crew;
import org.kernsync.internal.ThreadKinds;

/** Domains that count sections per CPU, as somebody else says what a CPU is. */
class RcuCpusTest {
  /** A machine on which everybody is on the CPU that the test says, and never alone. */
  private static final class Machine implements CpuIds {
    private final int count;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int current;

    Machine(int count) {
      this.count = count;
    }

    @Override
    public int current() {
      asked.incrementAndGet();
      return current;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public boolean exclusive() {
      return false;
    }
  }

  /** A domain whose sections have tokens. */
  private record Domain(RcuDomain domain, Supplier<Long> enter, Function<Long, Void> exit) {
    static Domain of(Srcu srcu) {
      return new Domain(
          srcu,
          srcu::readLock,
          token -> {
            srcu.readUnlock(token);
            return null;
          });
    }

    static Domain of(Rcu rcu) {
      return new Domain(
          rcu,
          rcu::readEnter,
          token -> {
            rcu.readExit(token);
            return null;
          });
    }

    void exit(long token) {
      exit.apply(token);
    }
  }

  static Stream<Function<CpuIds, Domain>> makers() {
    return Stream.of(
        cpus -> Domain.of(new Srcu(cpus)),
        cpus -> Domain.of(Srcu.builder().cpus(cpus).build()),
        cpus -> Domain.of(new Rcu(cpus)),
        cpus -> Domain.of(Rcu.builder().cpus(cpus).build()));
  }

  /** A section asks the given CPUs where it is, once, and its token is of that CPU. */
  @ParameterizedTest
  @MethodSource("makers")
  void enter_givenCpus_countsOnThatCpu(Function<CpuIds, Domain> maker) {
    Machine machine = new Machine(100);
    Domain domain = maker.apply(machine);
    for (int cpu = 0; cpu < machine.count(); cpu++) {
      machine.current = cpu;
      machine.asked.set(0);
      long token = domain.enter().get();
      assertThat((int) token >> 1).isEqualTo(cpu);
      domain.exit(token);
      assertThat(machine.asked).hasValue(1);
    }
    domain.domain().synchronize();
    domain.domain().close();
  }

  /** A section that ends on another CPU is waited for until then, and not after. */
  @ParameterizedTest
  @MethodSource("makers")
  void synchronize_sectionMovesToAnotherCpu_lastsUntilItEnds(Function<CpuIds, Domain> maker) {
    Machine machine = new Machine(3);
    Domain domain = maker.apply(machine);
    machine.current = 2;
    long token = domain.enter().get();
    AtomicBoolean ended = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      Thread waiter =
          crew.start(
              () -> {
                domain.domain().synchronize();
                assertThat(ended).isTrue();
              });
      Crew.until("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
      machine.current = 0;
      ended.set(true);
      domain.exit(token);
    }
    domain.domain().close();
  }

  /** A CPU that the machine does not have is refused, and nothing is counted. */
  @ParameterizedTest
  @MethodSource("makers")
  void enter_noSuchCpu_throwsAndCountsNothing(Function<CpuIds, Domain> maker) {
    Machine machine = new Machine(2);
    Domain domain = maker.apply(machine);
    for (int cpu : new int[] {-1, 2, Integer.MIN_VALUE}) {
      machine.current = cpu;
      assertThatThrownBy(() -> domain.enter().get()).isInstanceOf(IndexOutOfBoundsException.class);
    }
    domain.domain().synchronize();
    domain.domain().close();
  }

  /** A virtual thread's sections are counted by CPU, a platform thread's are its own. */
  @Test
  void readLock_givenCpus_asksThemForVirtualThreadsOnly() {
    Machine machine = new Machine(2);
    try (Rcu rcu = new Rcu(machine)) {
      Crew.kinds()
          .forEach(
              kind -> {
                AtomicBoolean virtual = new AtomicBoolean();
                machine.asked.set(0);
                try (Crew crew = new Crew(kind)) {
                  crew.start(
                      () -> {
                        virtual.set(ThreadKinds.isVirtual(Thread.currentThread()));
                        rcu.readLock();
                        rcu.readLock();
                        rcu.readUnlock();
                        rcu.readUnlock();
                      });
                }
                assertThat(machine.asked).hasValue(virtual.get() ? 1 : 0);
              });
    }
  }

  /** Without a choice the CPUs are those of ordinary threads. */
  @Test
  void cpus_notGiven_areThoseOfThreads() {
    try (Srcu srcu = new Srcu()) {
      long token = srcu.readLock();
      assertThat((int) token >> 1).isEqualTo(CpuIds.threads().current());
      srcu.readUnlock(token);
    }
  }
}
