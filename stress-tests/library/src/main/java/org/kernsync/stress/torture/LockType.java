package org.kernsync.stress.torture;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kernsync.stress.torture.busted.LockFault;

/**
 * A type of lock under torture, of the library or one's own, with the broken twins that can be made
 * of any lock.
 *
 * <pre>{@code
 * LockType mine = new LockType("mine", "my lock", () -> TorturedLock.of(new MyLock()));
 * Verdict verdict =
 *     new TortureRun(mine, settings, null).run(Duration.ofSeconds(10), System.err::println);
 * }</pre>
 *
 * @param word its name on the command line
 * @param description what it is and what it promises to those who wait
 * @param maker makes a lock that is free, a new one each time
 */
public record LockType(String word, String description, Supplier<TorturedLock> maker)
    implements TortureType {
  private static final List<LockType> LIBRARY =
      List.of(
          new LockType(
              "ticket",
              "TicketSpinLock: strict order, at most threads - 1 others before one in line",
              SpinLocks::ticket),
          new LockType(
              "queued",
              "QueuedSpinLock: in order, but who runs may pass the first for 1 ms",
              SpinLocks::queued),
          new LockType("bit", "BitSpinLock: one bit of a word, no order promised", SpinLocks::bit),
          new LockType(
              "lockref",
              "LockRef: the lock beside a count, which is right at every end; no order promised",
              SpinLocks::lockRef),
          new LockType(
              "rwspin",
              "ReadWriteSpinLock: one line of readers and writers, nobody starves",
              SpinLocks::readWrite),
          new LockType(
              "mutex",
              "Mutex: who runs may pass, and after 1 ms the first in line is next",
              SleepingLocks::mutex),
          new LockType(
              "rwsem",
              "RwSemaphore: one line of readers and writers, nobody starves",
              SleepingLocks::rwSemaphore),
          new LockType(
              "semaphore",
              "CountingSemaphore: first in, first out; 2 permits",
              SleepingLocks::semaphore),
          new LockType(
              "percpu-rwsem",
              "PerCpuRwSemaphore: readers on their own CPU, nobody starves",
              SleepingLocks::perCpuRwSemaphore),
          new LockType(
              "completion",
              "Completion: each complete lets one await in; 2 of them stand for permits",
              SleepingLocks::completion),
          new LockType(
              "waitqueue",
              "WaitQueue: readers are shared waiters, writers exclusive ones; no order promised",
              SleepingLocks::waitQueue));

  /**
   * As the canonical one.
   *
   * @param word not null
   * @param description not null
   * @param maker not null
   */
  public LockType {
    Objects.requireNonNull(word, "word");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(maker, "maker");
  }

  /**
   * Those of the library.
   *
   * @return in the order of the help text
   */
  public static List<LockType> library() {
    return LIBRARY;
  }

  @Override
  public List<String> bustedModes() {
    TorturedLock one = maker.get();
    return Stream.of(LockFault.values())
        .filter(fault -> fault.suits(one))
        .map(LockFault::word)
        .toList();
  }

  @Override
  public List<String> foreignOptions() {
    Stream<String> ofRcu =
        Stream.of("--reads", "--grace-periods", "--burst", "--inside", "--flood");
    LockSide side = maker.get().writing();
    Stream<String> missing =
        Stream.of(
            side.isTimed() ? "" : "--timeouts",
            side.isTimed() || side.isInterruptible() ? "" : "--interrupts");
    return Stream.concat(ofRcu, missing).filter(option -> !option.isEmpty()).toList();
  }

  @Override
  public Torture newTorture(TortureSettings settings, String busted) {
    if (busted == null) {
      return new LockTorture(settings, failed -> maker.get());
    }
    if (!bustedModes().contains(busted)) {
      throw new IllegalArgumentException(word + " has no twin called " + busted);
    }
    LockFault fault = LockFault.of(busted);
    return new LockTorture(settings, failed -> fault.planted(maker.get(), failed));
  }
}
