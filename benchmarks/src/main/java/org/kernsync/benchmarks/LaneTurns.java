package org.kernsync.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Whose turn each place of a ring is, for one thread that sends and one that receives. Each tells
 * the other about thirty-two places at a time, so what a block costs on its way is next to nothing
 * beside what taking it and giving it back costs.
 */
final class LaneTurns {
  /** How many places there are. */
  static final int PLACES = 1_024;

  private static final int TOLD_AT_ONCE = 32;
  private static final int LINE = 16; // two cache lines of longs
  private static final int SENT = LINE;
  private static final int RECEIVED = 2 * LINE;
  private static final VarHandle TOLD = tellers();

  /** What the threads tell each other, far from what each keeps to itself. */
  private final long[] told = new long[3 * LINE];

  private final Sender sender = new Sender();
  private final Receiver receiver = new Receiver();

  private static VarHandle tellers() {
    return MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
  }

  /** What only the sending thread uses. */
  private static final class Sender {
    private final long[] next = new long[3 * LINE]; // an object of its own on lines of its own
    private long limit = PLACES;
  }

  /** What only the receiving thread uses. */
  private static final class Receiver {
    private final long[] next = new long[3 * LINE];
    private long limit;
  }

  /** The place for the next block, or -1 if all are taken. */
  int placeToSend() {
    long next = sender.next[LINE];
    if (next == sender.limit) {
      sender.limit = receivedAcquire() + PLACES; // acquire: the places have been read
      if (next == sender.limit) {
        return -1;
      }
    }
    return (int) next & PLACES - 1;
  }

  /** A block is in the place. */
  void sent() {
    long next = ++sender.next[LINE];
    if ((next & TOLD_AT_ONCE - 1) == 0) {
      setSentRelease(next); // release: pairs with #placeToReceive; publishes the blocks
    }
  }

  /** The place of the next block that has arrived, or -1 if there is none. */
  int placeToReceive() {
    long next = receiver.next[LINE];
    if (next == receiver.limit) {
      receiver.limit = sentAcquire(); // acquire: pairs with #sent; the blocks are in their places
      if (next == receiver.limit) {
        return -1;
      }
    }
    return (int) next & PLACES - 1;
  }

  /** The place is empty again. */
  void received() {
    long next = ++receiver.next[LINE];
    if ((next & TOLD_AT_ONCE - 1) == 0) {
      setReceivedRelease(next); // release: pairs with #placeToSend; the places have been read
    }
  }

  /** Tells of every block that was sent; only when neither thread is at work any more. */
  void tellAll() {
    setSentRelease(sender.next[LINE]); // release: more than is needed, one thread is left
  }

  private long sentAcquire() {
    return (long) TOLD.getAcquire(told, SENT);
  }

  private void setSentRelease(long value) {
    TOLD.setRelease(told, SENT, value);
  }

  private long receivedAcquire() {
    return (long) TOLD.getAcquire(told, RECEIVED);
  }

  private void setReceivedRelease(long value) {
    TOLD.setRelease(told, RECEIVED, value);
  }
}
