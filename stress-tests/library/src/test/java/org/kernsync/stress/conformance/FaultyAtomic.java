package org.kernsync.stress.conformance;

import java.util.concurrent.atomic.AtomicLong;
import org.kernsync.stress.conformance.AtomicConformance.AtomicUnderTest;

/** An atomic of 64 bits with one fault. */
final class FaultyAtomic implements AtomicUnderTest {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** To add and get returns what was there before. */
    RETURNS_OLD,
    /** A failed exchange returns what was expected. */
    RETURNS_EXPECTED,
    /** Stays at the ends. */
    SATURATES,
    /** Counts in two steps. */
    TWO_STEPS
  }

  private final AtomicLong value;
  private final Fault fault;

  FaultyAtomic(long initial, Fault fault) {
    this.value = new AtomicLong(initial);
    this.fault = fault;
  }

  @Override
  public long apply(AtomicOperation operation, long a, long b) {
    long before = value.get();
    switch (fault) {
      case RETURNS_OLD:
        if (operation == AtomicOperation.ADD_AND_GET) {
          return value.getAndAdd(a);
        }
        break;
      case RETURNS_EXPECTED:
        if (operation == AtomicOperation.COMPARE_AND_EXCHANGE) {
          long unused = value.compareAndExchange(a, b);
          return a;
        }
        break;
      case SATURATES:
        if (operation == AtomicOperation.INCREMENT_AND_GET && before == Long.MAX_VALUE) {
          return before;
        }
        break;
      case TWO_STEPS:
        if (operation == AtomicOperation.GET_AND_INCREMENT) {
          if (before % 64 == 0) {
            Thread.yield();
          }
          value.set(before + 1);
          return before;
        }
        break;
      default:
        break;
    }
    return operation.apply(value, a, b);
  }
}
