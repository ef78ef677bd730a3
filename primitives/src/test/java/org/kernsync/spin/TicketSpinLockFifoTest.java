package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** First come, first served. */
class TicketSpinLockFifoTest {
  static Stream<Arguments> queues() {
    return Crew.kinds().stream()
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, 5, 0),
                    Arguments.of(kind, 5, -3),
                    Arguments.of(kind, 5, Integer.MAX_VALUE - 2),
                    // More waiters than the first ring of slots takes, and than the second.
                    Arguments.of(kind, 2 * TicketSlots.FIRST_LENGTH, -70),
                    Arguments.of(kind, 5 * TicketSlots.FIRST_LENGTH, 0)));
  }

  /** Threads that came one after the other get the lock in that order, awake or parked. */
  @ParameterizedTest(name = "{1} {0} threads from ticket {2}")
  @MethodSource("queues")
  void lock_waitersInOrder_servedInThatOrder(ThreadFactory kind, int waiters, int firstTicket) {
    CountingWait wait = new CountingWait();
    TicketSpinLock lock = new TicketSpinLock(wait, firstTicket);
    List<Integer> served = new ArrayList<>(); // guarded by lock
    lock.lock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < waiters; i++) {
        int arrival = i;
        crew.start(
            () -> {
              lock.lock();
              served.add(arrival);
              lock.unlock();
            });
        Crew.until("waiter " + i + " has its ticket", () -> lock.queueLength() == arrival + 1);
      }
      Crew.until("all parked", () -> wait.parksInSlots.get() >= waiters);
      lock.unlock();
    }
    assertThat(served).isEqualTo(IntStream.range(0, waiters).boxed().toList());
  }

  /** Nobody overtakes a waiter: with one in line, tryLock fails even though the lock is free. */
  @ParameterizedTest
  @MethodSource("kinds")
  void tryLock_whileOthersWait_neverOvertakes(ThreadFactory kind) {
    TicketSpinLock lock = new TicketSpinLock();
    int[] overtakers = new int[1]; // guarded by lock
    boolean[] waiterIsIn = new boolean[1]; // guarded by lock
    for (int round = 0; round < 300; round++) {
      waiterIsIn[0] = false;
      lock.lock();
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              lock.lock();
              waiterIsIn[0] = true;
              lock.unlock();
            });
        Crew.until("it waits", lock::isContended);
        crew.start(
            () -> {
              while (!lock.tryLock()) {
                LockSupport.parkNanos(1_000); // a yield alone may keep its carrier from the other
              }
              overtakers[0] += waiterIsIn[0] ? 0 : 1;
              lock.unlock();
            });
        lock.unlock();
      }
    }
    assertThat(overtakers[0]).isZero();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }
}
