package org.kernsync.stress.torture.busted;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.kernsync.stress.torture.TorturedLock;

/** What is wrong with a {@link BustedLock} or a {@link SleepyLock}. */
public enum LockFault {
  /** Who finds the lock taken goes in now and then, without a word. */
  TWO_INSIDE,

  /** A reader that finds the lock taken goes in now and then. */
  READER_BESIDE_WRITER,

  /** Now and then an unlock does nothing. */
  LOST_RELEASE,

  /** Now and then nobody wakes a waiter. */
  LOST_WAKE,

  /**
   * Now and then an unlock wakes nobody; whoever is interrupted looks again, and so is whoever is
   * first when somebody else unlocks.
   */
  WAKES_NOBODY,

  /** A wait that times out keeps to itself that it has been woken; otherwise as above. */
  TIMEOUT_EATS_WAKE,

  /** A wait that times out gets the lock after all, and says that it has not. */
  TIMEOUT_KEEPS,

  /** A wait that is interrupted takes the lock or permit with it. */
  INTERRUPT_KEEPS,

  /** A wait with a timeout does not wait. */
  EARLY_TIMEOUT,

  /** Waiting loses the interrupt flag. */
  INTERRUPT_LOST,

  /** Who asks first is not served first, where this is promised. */
  BARGING;

  /**
   * The name on the command line.
   *
   * @return in lower case, with dashes
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The fault of a name.
   *
   * @param word the name on the command line
   * @return its fault
   * @throws IllegalArgumentException if there is none
   */
  public static LockFault of(String word) {
    return Stream.of(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fault called " + word));
  }

  /**
   * Plants this fault.
   *
   * @param right a right lock
   * @param givenUp whether a run has failed, so that waiters may go
   * @return a broken lock around it
   */
  public TorturedLock planted(TorturedLock right, BooleanSupplier givenUp) {
    return switch (this) {
      case WAKES_NOBODY, TIMEOUT_EATS_WAKE -> new SleepyLock(right, this, givenUp);
      default -> new BustedLock(right, this, givenUp);
    };
  }

  /**
   * Whether a lock can have this fault.
   *
   * @param lock a lock
   * @return false if it lacks the form that would be broken
   */
  public boolean suits(TorturedLock lock) {
    return switch (this) {
      case READER_BESIDE_WRITER -> lock.reading() != null;
      case TIMEOUT_KEEPS, TIMEOUT_EATS_WAKE, EARLY_TIMEOUT -> lock.writing().isTimed();
      case INTERRUPT_KEEPS -> lock.writing().isTimed() || lock.writing().isInterruptible();
      case BARGING -> lock.mostOvertaken() >= 0;
      default -> true;
    };
  }
}
