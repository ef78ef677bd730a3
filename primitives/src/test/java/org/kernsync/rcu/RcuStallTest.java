package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

class RcuStallTest {
  private final List<RcuStall> stalls = new CopyOnWriteArrayList<>();
  private final Rcu rcu =
      Rcu.builder().stallTimeout(20, TimeUnit.MILLISECONDS).onStall(stalls::add).build();

  /** A reader that does not leave is named, with how long and where; again and again. */
  @Test
  void stall_ofAThread_isNamedWithItsStack() {
    AtomicBoolean leave = new AtomicBoolean();
    AtomicBoolean inside = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      Thread reader =
          crew.start(
              () -> {
                rcu.readLock();
                inside.set(true);
                Crew.until("it may leave", leave::get);
                rcu.readUnlock();
              });
      Crew.until("it is inside", inside::get);
      crew.start(rcu::synchronize);
      Crew.until("two reports", () -> stalls.size() >= 2);
      RcuStall stall = stalls.get(0);
      assertThat(stall.reader()).isSameAs(reader);
      assertThat(stall.waitedNanos()).isGreaterThanOrEqualTo(20_000_000);
      assertThat(stall.describe()).contains(reader.getName()).contains("RcuStallTest");
      assertThat(stalls.get(1).waitedNanos()).isGreaterThan(stall.waitedNanos());
      leave.set(true);
    }
  }

  /** A section by token belongs to nobody: the report says how many there are. */
  @Test
  void stall_ofATokens_isCounted() {
    long first = rcu.readEnter();
    long second = rcu.readEnter();
    try (Crew crew = new Crew()) {
      crew.start(rcu::synchronize);
      Crew.until("a report", () -> !stalls.isEmpty());
      assertThat(stalls.get(0).reader()).isNull();
      assertThat(stalls.get(0).sections()).isEqualTo(2);
      assertThat(stalls.get(0).describe()).contains("2 sections");
      rcu.readExit(first);
      rcu.readExit(second);
    }
  }

  /** More ends than beginnings can only be misuse, and the report says so. */
  @Test
  void describe_fewerThanNoSections_namesTheMisuse() {
    assertThat(new RcuStall(null, -1, 7_000_000).describe())
        .contains("7 ms")
        .contains("used twice");
  }

  /** A handler that throws does not end the wait. */
  @Test
  void handler_throws_theWaitGoesOn() throws InterruptedException {
    Rcu fragile =
        Rcu.builder()
            .stallTimeout(5, TimeUnit.MILLISECONDS)
            .onStall(
                stall -> {
                  stalls.add(stall);
                  throw new IllegalArgumentException("confused");
                })
            .build();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    long token = fragile.readEnter();
    Thread waiter = new Thread(fragile::synchronize);
    waiter.setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown));
    waiter.start();
    Crew.until("told", () -> !told.isEmpty());
    assertThat(waiter.isAlive()).isTrue();
    fragile.readExit(token);
    waiter.join();
    assertThat(told).allMatch(thrown -> thrown.getMessage().equals("confused"));
  }

  /** A timeout that is none is refused. */
  @Test
  void stallTimeout_notAboveZero_isRefused() {
    assertThatThrownBy(() -> Rcu.builder().stallTimeout(0, TimeUnit.SECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
