package org.kernsync.stress.conformance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The operations of an atomic of the JDK, as they are there: what {@link AtomicConformance} asks.
 */
public enum AtomicOperation {
  /** {@code get()}. */
  GET,
  /** {@code set(a)}; the result is 0. */
  SET,
  /** {@code getAndSet(a)}. */
  GET_AND_SET,
  /** {@code compareAndSet(a, b)}; the result is 1 or 0. */
  COMPARE_AND_SET,
  /** {@code compareAndExchange(a, b)}. */
  COMPARE_AND_EXCHANGE,
  /** {@code getAndAdd(a)}. */
  GET_AND_ADD,
  /** {@code addAndGet(a)}. */
  ADD_AND_GET,
  /** {@code getAndAdd(-a)}. */
  GET_AND_SUBTRACT,
  /** {@code addAndGet(-a)}. */
  SUBTRACT_AND_GET,
  /** {@code getAndIncrement()}. */
  GET_AND_INCREMENT,
  /** {@code incrementAndGet()}. */
  INCREMENT_AND_GET,
  /** {@code getAndDecrement()}. */
  GET_AND_DECREMENT,
  /** {@code decrementAndGet()}. */
  DECREMENT_AND_GET,
  /** {@code getAndAccumulate(a, and)}. */
  GET_AND_AND,
  /** {@code accumulateAndGet(a, and)}. */
  AND_AND_GET,
  /** {@code getAndAccumulate(a, or)}. */
  GET_AND_OR,
  /** {@code accumulateAndGet(a, or)}. */
  OR_AND_GET,
  /** {@code getAndAccumulate(a, exclusive or)}. */
  GET_AND_XOR,
  /** {@code accumulateAndGet(a, exclusive or)}. */
  XOR_AND_GET;

  /**
   * Does it to the JDK's.
   *
   * @param atomic the variable
   * @param a the first argument, if it has one
   * @param b the second argument, if it has one
   * @return what it returns
   */
  public long apply(AtomicLong atomic, long a, long b) {
    switch (this) {
      case GET:
        return atomic.get();
      case SET:
        atomic.set(a);
        return 0;
      case GET_AND_SET:
        return atomic.getAndSet(a);
      case COMPARE_AND_SET:
        return atomic.compareAndSet(a, b) ? 1 : 0;
      case COMPARE_AND_EXCHANGE:
        return atomic.compareAndExchange(a, b);
      case GET_AND_ADD:
        return atomic.getAndAdd(a);
      case ADD_AND_GET:
        return atomic.addAndGet(a);
      case GET_AND_SUBTRACT:
        return atomic.getAndAdd(-a);
      case SUBTRACT_AND_GET:
        return atomic.addAndGet(-a);
      case GET_AND_INCREMENT:
        return atomic.getAndIncrement();
      case INCREMENT_AND_GET:
        return atomic.incrementAndGet();
      case GET_AND_DECREMENT:
        return atomic.getAndDecrement();
      case DECREMENT_AND_GET:
        return atomic.decrementAndGet();
      case GET_AND_AND:
        return atomic.getAndAccumulate(a, (v, x) -> v & x);
      case AND_AND_GET:
        return atomic.accumulateAndGet(a, (v, x) -> v & x);
      case GET_AND_OR:
        return atomic.getAndAccumulate(a, (v, x) -> v | x);
      case OR_AND_GET:
        return atomic.accumulateAndGet(a, (v, x) -> v | x);
      case GET_AND_XOR:
        return atomic.getAndAccumulate(a, (v, x) -> v ^ x);
      default:
        return atomic.accumulateAndGet(a, (v, x) -> v ^ x);
    }
  }

  /**
   * Does it to the JDK's.
   *
   * @param atomic the variable
   * @param a the first argument, if it has one
   * @param b the second argument, if it has one
   * @return what it returns
   */
  public int apply(AtomicInteger atomic, int a, int b) {
    switch (this) {
      case GET:
        return atomic.get();
      case SET:
        atomic.set(a);
        return 0;
      case GET_AND_SET:
        return atomic.getAndSet(a);
      case COMPARE_AND_SET:
        return atomic.compareAndSet(a, b) ? 1 : 0;
      case COMPARE_AND_EXCHANGE:
        return atomic.compareAndExchange(a, b);
      case GET_AND_ADD:
        return atomic.getAndAdd(a);
      case ADD_AND_GET:
        return atomic.addAndGet(a);
      case GET_AND_SUBTRACT:
        return atomic.getAndAdd(-a);
      case SUBTRACT_AND_GET:
        return atomic.addAndGet(-a);
      case GET_AND_INCREMENT:
        return atomic.getAndIncrement();
      case INCREMENT_AND_GET:
        return atomic.incrementAndGet();
      case GET_AND_DECREMENT:
        return atomic.getAndDecrement();
      case DECREMENT_AND_GET:
        return atomic.decrementAndGet();
      case GET_AND_AND:
        return atomic.getAndAccumulate(a, (v, x) -> v & x);
      case AND_AND_GET:
        return atomic.accumulateAndGet(a, (v, x) -> v & x);
      case GET_AND_OR:
        return atomic.getAndAccumulate(a, (v, x) -> v | x);
      case OR_AND_GET:
        return atomic.accumulateAndGet(a, (v, x) -> v | x);
      case GET_AND_XOR:
        return atomic.getAndAccumulate(a, (v, x) -> v ^ x);
      default:
        return atomic.accumulateAndGet(a, (v, x) -> v ^ x);
    }
  }
}
