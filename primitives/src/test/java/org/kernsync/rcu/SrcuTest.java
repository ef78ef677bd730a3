package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Sections that block, and that end elsewhere. */
class SrcuTest {
  private final Srcu srcu = new Srcu();

  @AfterEach
  void close() {
    srcu.close();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  private static void letPass() {
    for (int i = 0; i < 200; i++) {
      Thread.yield();
    }
  }

  /** A section that blocks is waited for, and handed to another thread it still is. */
  @ParameterizedTest
  @MethodSource("kinds")
  void synchronize_sectionBlocksAndIsHandedOver_lastsUntilItEnds(ThreadFactory kind) {
    Exchanger<Long> handOver = new Exchanger<>();
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean inside = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            long section = srcu.readLock();
            inside.set(true);
            handOver.exchange(section); // blocks
          });
      Crew.until("inside", inside::get);
      Thread waiter =
          crew.start(
              () -> {
                srcu.synchronize();
                assertThat(ended).isTrue();
                over.set(true);
              });
      Crew.until("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
      crew.start(
          () -> {
            long section = handOver.exchange(null);
            letPass();
            assertThat(over).isFalse();
            ended.set(true);
            srcu.readUnlock(section);
          });
    }
    assertThat(over).isTrue();
  }

  /** A domain waits for its own readers only, and refuses the tokens of others. */
  @Test
  void synchronize_sectionOfAnotherDomain_isNotWaitedFor() {
    Srcu other = new Srcu();
    long section = other.readLock();
    srcu.synchronize();
    srcu.synchronizeExpedited();
    assertThatThrownBy(() -> srcu.readUnlock(section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token");
    other.readUnlock(section);
    other.close();
  }

  /** Sections nest, each with its token, and end in any order. */
  @Test
  void readUnlock_inAnyOrder_theLastOneCounts() {
    long outer = srcu.readLock();
    long inner = srcu.readLock();
    long cookie = srcu.startPoll();
    srcu.readUnlock(outer);
    letPass();
    assertThat(srcu.poll(cookie)).isFalse();
    assertThat(srcu.statistics().readers()).isEqualTo(1);
    srcu.readUnlock(inner);
    srcu.condSynchronize(cookie);
    assertThat(srcu.poll(cookie)).isTrue();
    assertThat(srcu.poll(Srcu.COMPLETED)).isTrue();
  }

  /** A callback runs after the sections that were open, and barrier waits for it. */
  @Test
  void call_sectionIsOpen_runsAfterIt() {
    AtomicInteger runs = new AtomicInteger();
    long section = srcu.readLock();
    srcu.call((Runnable) runs::incrementAndGet);
    letPass();
    assertThat(runs).hasValue(0);
    srcu.readUnlock(section);
    srcu.barrier();
    assertThat(runs).hasValue(1);
  }

  /** A domain with an open section is not closed, and goes on to work. */
  @Test
  void close_sectionIsOpen_throwsAndStaysUsable() {
    long section = srcu.readLock();
    assertThatThrownBy(srcu::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 open");
    AtomicInteger runs = new AtomicInteger();
    srcu.call((Runnable) runs::incrementAndGet);
    srcu.readUnlock(section);
    srcu.close();
    assertThat(runs).hasValue(1);
    assertThatThrownBy(() -> srcu.call((Runnable) runs::incrementAndGet))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Stalls are reported only where that was asked for. */
  @Test
  void stall_timeoutSet_isReported() {
    List<RcuStall> stalls = new CopyOnWriteArrayList<>();
    Srcu watched =
        Srcu.builder().stallTimeout(10, TimeUnit.MILLISECONDS).onStall(stalls::add).build();
    long section = watched.readLock();
    try (Crew crew = new Crew()) {
      crew.start(watched::synchronize);
      Crew.until("a report", () -> !stalls.isEmpty());
      watched.readUnlock(section);
    }
    assertThat(stalls.get(0).sections()).isEqualTo(1);
  }
}
