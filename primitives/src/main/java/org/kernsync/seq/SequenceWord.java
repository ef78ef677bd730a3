package org.kernsync.seq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The number that readers compare: what {@link SeqCount}, {@link SeqLock} and {@link SeqLatch} have
 * in common. It only grows, by one per step of a writer, and wraps around.
 */
abstract class SequenceWord {
  /*
   * field     written by            written with     read with
   * sequence  one writer at a time  opaque, release  acquire, opaque (readers), plain (writer)
   *
   * SQ1: whoever begins to read at a number sees all that writers wrote before they stored it.
   * SQ2: whoever reads anything that a writer wrote after it stored a number finds that number, or
   *   a later one, when it looks again. A loadLoad on the reader's side and a storeStore on the
   *   writer's: the usual pair for two words that are written in one order and read in the other.
   * So if both looks of a reader find the same number, then what it read in between is what was
   * written up to that number, and nothing else: by SQ1 not older, by SQ2 not newer.
   */

  /** Accessed by its accessors only, and plain by SeqLock where a call might not find the stack. */
  int sequence;

  SequenceWord(int first) {
    sequence = first; // plain: nobody else has the object yet
  }

  /** The first look of a reader. */
  final int beginAcquire() {
    return sequenceAcquire(); // acquire: SQ1, pairs with #step, #stepTwice
  }

  /** The second look of a reader, after all that it read in between. */
  final int lookAgain() {
    // acquire fence: SQ2, pairs with #stepBefore, #stepBetween; loads of the data stay before the
    // load of sequence, and before whatever the reader does next
    VarHandle.acquireFence();
    return sequenceOpaque(); // opaque: SQ2, ordered by the fence
  }

  /** Steps on, before data is written: odd, so readers keep out. */
  final void stepBefore() {
    setSequenceOpaque(sequencePlain() + 1); // plain: only the writer writes it; opaque: SQ2
    // store-store: SQ2, pairs with #lookAgain; stores of the data stay behind it
    VarHandle.storeStoreFence();
  }

  /** Steps on, after data was written. */
  final void step() {
    // plain: as above; release: SQ1, pairs with #beginAcquire; publishes the data
    setSequenceRelease(sequencePlain() + 1);
  }

  /** Steps on, after data was written and before other data is. */
  final void stepBetween() {
    step();
    // store-store: SQ2, pairs with #lookAgain; stores of what follows stay behind it
    VarHandle.storeStoreFence();
  }

  /** Steps by two, so that it stays even or odd: sections that read now must do it again. */
  final void stepTwice() {
    // plain: as above; release: SQ1, pairs with #beginAcquire; publishes what made it necessary
    setSequenceRelease(sequencePlain() + 2);
  }

  /** For the writer, or for whoever holds the lock that writers take. */
  final boolean isOddPlain() {
    return isOdd(sequencePlain()); // plain: nobody else writes it meanwhile
  }

  final int sequencePlain() {
    return (int) SEQUENCE.get(this);
  }

  final int sequenceOpaque() {
    return (int) SEQUENCE.getOpaque(this);
  }

  static boolean isOdd(int number) {
    return (number & 1) != 0;
  }

  private int sequenceAcquire() {
    return (int) SEQUENCE.getAcquire(this);
  }

  private void setSequenceOpaque(int number) {
    SEQUENCE.setOpaque(this, number);
  }

  private void setSequenceRelease(int number) {
    SEQUENCE.setRelease(this, number);
  }

  private static final VarHandle SEQUENCE;

  static {
    try {
      SEQUENCE =
          MethodHandles.lookup()
              .findVarHandle(SequenceWord.class, "sequence", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
