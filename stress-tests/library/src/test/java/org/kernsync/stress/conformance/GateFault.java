package org.kernsync.stress.conformance;

/** What is wrong with a {@link FaultyGate}. */
enum GateFault {
  /** Nothing: a positive control. */
  NONE,
  /** The interruptible forms do not look at the flag before they take what is free. */
  LOOKS_LATE,
  /** With a timeout it does not look at the flag before it takes what is free. */
  LOOKS_LATE_WHEN_TIMED,
  /** Throws without clearing the flag. */
  THROWS_WITH_FLAG,
  /** The uninterruptible form clears the flag on its way in. */
  CLEARS_FLAG,
  /** The form that does not wait throws a flag away. */
  TRY_CLEARS_FLAG,
  /** In line, an interrupt does not end the interruptible wait. */
  DEAF,
  /** In line, an interrupt does not end the timed wait. */
  DEAF_WHEN_TIMED,
  /** In line, an interrupt ends the uninterruptible wait as if it had been served. */
  GIVES_UP,
  /** An interrupt that comes after the hand-over throws what was handed over away. */
  DROPS_AT_INTERRUPT,
  /** A timeout that comes after the hand-over throws what was handed over away. */
  DROPS_AT_TIMEOUT,
  /** Waits three quarters of the time. */
  EARLY,
  /** Takes a timeout below zero for none at all. */
  NEGATIVE_IS_ENDLESS,
  /** The sum of the clock and a long timeout lies in the past. */
  OVERFLOWS,
  /** Who gives up stays in line. */
  LEAVES_NODE,
  /** Remembers all who gave up. */
  HOARDS,
  /** Counts who holds it as in line. */
  COUNTS_HOLDER,
  /** Says that threads wait once some have. */
  SAYS_WAITERS_FOR_EVER,
  /** Who gives up stays in the count of those in line. */
  MISCOUNTS,
  /** Last in, first out. */
  LIFO,
  /** Whoever runs takes what was given to one in line. */
  LETS_PASS
}
