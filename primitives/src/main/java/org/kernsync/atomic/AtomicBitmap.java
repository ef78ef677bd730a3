package org.kernsync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.kernsync.internal.FullyOrdered;

/**
 * A row of bits, each of which changes atomically: the operations, and the orders, of Linux's
 * bitops on an array of words.
 *
 * <p>Take it for flags, for sets of small numbers that many threads change, for allocators of small
 * numbers, and for locks of one bit each ({@code org.kernsync.spin.BitSpinLock}). Take {@link
 * java.util.BitSet} where one thread, or one lock, owns the bits; it also grows, which this one
 * does not.
 *
 * <pre>{@code
 * AtomicBitmap ids = new AtomicBitmap(32_768);
 *
 * int allocate() {
 *   int id = ids.findFirstZeroBit();
 *   while (id < ids.size() && ids.testAndSetBit(id)) {  // fully ordered; true: another was faster
 *     id = ids.findNextZeroBit(id);
 *   }
 *   return id;                                          // size(): none is free
 * }
 * }</pre>
 *
 * <p><b>Context:</b> never waits; any thread, any context. <b>Progress:</b> tests and searches are
 * wait-free; changes are lock-free, and one may be tried again when another bit among the same 64
 * changes. Searches, {@code forEachSetBit} and {@code cardinality} look at each word once, one
 * after the other, and are weakly consistent: a bit that does not change meanwhile is seen as it
 * is, one that does is seen as it was or as it became, and the bits together need never have been
 * as seen.
 *
 * <p><b>Memory effects:</b>
 *
 * <table>
 * <caption>Orders</caption>
 * <tr><th>operation</th><th>order</th></tr>
 * <tr><td>{@code testBit}, searches, {@code cardinality}</td><td>opaque: none</td></tr>
 * <tr><td>{@code setBit}, {@code clearBit}, {@code changeBit}</td><td>none is promised</td></tr>
 * <tr><td>{@code testBitAcquire}</td><td>acquire</td></tr>
 * <tr><td>{@code testAndSetBitLock}, where it set the bit</td><td>acquire</td></tr>
 * <tr><td>{@code clearBitUnlock}</td><td>release</td></tr>
 * <tr><td>{@code testAndSetBit}, {@code testAndClearBit}, {@code testAndChangeBit}, whatever they
 * found</td><td>fully ordered: as if {@link VarHandle#fullFence} stood before and behind</td></tr>
 * </table>
 *
 * <p>What a thread did before {@code clearBitUnlock} happens-before what another does after the
 * {@code testAndSetBitLock} that sets the bit again, or the {@code testBitAcquire} that finds it
 * clear; changes of other bits of the same word in between do no harm.
 *
 * <p><b>Differences from Linux:</b> the size is checked, and the word size is 64 bits on every
 * machine. There are no non-atomic forms ({@code __set_bit}): in C they save a locked instruction
 * in a word that the caller owns; here such bits belong into a {@code BitSet}, or are set before
 * the bitmap is published, at that price. {@code clearBitUnlock} also tells what it found.
 */
public final class AtomicBitmap {
  /*
   * words[i] holds the bits 64 i to 64 i + 63, the lowest first. Bits from size on are always zero.
   *
   * Every change is a read-modify-write in volatile mode, also where the contract wants less. 64
   * bits share a word, and whoever takes bit a may read what somebody who changed bit b wrote over
   * the release of a. With volatile changes each synchronizes with the next, so the release
   * arrives; acquire alone would need release sequences, which Java does not promise (label B1).
   */
  private static final int WORD_BITS = 64;
  private static final int WORD_SHIFT = 6;

  private final int size;
  private final long[] words;

  /**
   * Creates a bitmap with all bits clear.
   *
   * @param bits how many, from 0 to {@link Integer#MAX_VALUE}; fixed from now on
   * @throws IllegalArgumentException if {@code bits} is negative
   */
  public AtomicBitmap(int bits) {
    if (bits < 0) {
      throw new IllegalArgumentException("a bitmap cannot have " + bits + " bits");
    }
    size = bits;
    words = new long[(int) (((long) bits + WORD_BITS - 1) >>> WORD_SHIFT)];
  }

  /**
   * The number of bits, set or not.
   *
   * @return what the constructor was given
   */
  public int size() {
    return size;
  }

  // Changes that return nothing: atomic, unordered.

  /**
   * Sets a bit; no order is promised.
   *
   * @param bit which one
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void setBit(int bit) {
    int word = wordOf(bit);
    long unused = fetchOrVolatile(word, maskOf(bit)); // volatile: B1, for the word's other bits
  }

  /**
   * Clears a bit; no order is promised.
   *
   * @param bit which one
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void clearBit(int bit) {
    int word = wordOf(bit);
    long unused = fetchAndVolatile(word, ~maskOf(bit)); // volatile: B1, for the word's other bits
  }

  /**
   * Flips a bit; no order is promised.
   *
   * @param bit which one
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void changeBit(int bit) {
    int word = wordOf(bit);
    long unused = fetchXorVolatile(word, maskOf(bit)); // volatile: B1, for the word's other bits
  }

  // Tests.

  /**
   * Tests a bit; no order.
   *
   * @param bit which one
   * @return whether it is set
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testBit(int bit) {
    int word = wordOf(bit);
    return (wordOpaque(word) & maskOf(bit)) != 0; // opaque: the contract, no order wanted
  }

  /**
   * Tests a bit; acquire: what follows in program order stays behind the test.
   *
   * @param bit which one
   * @return whether it is set
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testBitAcquire(int bit) {
    int word = wordOf(bit);
    // acquire: B1, pairs with #clearBitUnlock and the fully ordered changes
    return (wordAcquire(word) & maskOf(bit)) != 0;
  }

  // Changes that tell what they found: fully ordered, whatever that was.

  /**
   * Sets a bit; fully ordered, also where it was set already.
   *
   * @param bit which one
   * @return whether it was set before
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testAndSetBit(int bit) {
    int word = wordOf(bit);
    long mask = maskOf(bit);
    FullyOrdered.before(); // full: FO, pairs with the caller's; earlier stores, later loads
    long old = fetchOrVolatile(word, mask); // volatile: FO, fully ordered with its two fences
    FullyOrdered.after(); // full: FO, pairs with the caller's; this change, later loads
    return (old & mask) != 0;
  }

  /**
   * Clears a bit; fully ordered, also where it was clear already.
   *
   * @param bit which one
   * @return whether it was set before
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testAndClearBit(int bit) {
    int word = wordOf(bit);
    long mask = maskOf(bit);
    FullyOrdered.before(); // full: FO, pairs with the caller's; earlier stores, later loads
    long old = fetchAndVolatile(word, ~mask); // volatile: FO, as in #testAndSetBit
    FullyOrdered.after(); // full: FO, pairs with the caller's; this change, later loads
    return (old & mask) != 0;
  }

  /**
   * Flips a bit; fully ordered.
   *
   * @param bit which one
   * @return whether it was set before
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testAndChangeBit(int bit) {
    int word = wordOf(bit);
    long mask = maskOf(bit);
    FullyOrdered.before(); // full: FO, pairs with the caller's; earlier stores, later loads
    long old = fetchXorVolatile(word, mask); // volatile: FO, as in #testAndSetBit
    FullyOrdered.after(); // full: FO, pairs with the caller's; this change, later loads
    return (old & mask) != 0;
  }

  // The forms for locks.

  /**
   * Sets a bit as a lock is taken; acquire if it was clear. Where it was set already nothing is
   * written, and no order is promised.
   *
   * @param bit which one
   * @return whether it was set before: false means that the caller set it
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean testAndSetBitLock(int bit) {
    int word = wordOf(bit);
    long mask = maskOf(bit);
    long old = wordOpaque(word); // opaque: a guess, what counts is the exchange
    while ((old & mask) == 0) {
      // volatile: B1, acquire pairs with #clearBitUnlock; release hands on those of other bits
      long found = compareAndExchangeVolatile(word, old, old | mask);
      if (found == old) {
        return false;
      }
      old = found;
    }
    return true;
  }

  /**
   * Clears a bit as a lock is released; release: what precedes in program order stays before.
   *
   * @param bit which one
   * @return whether it was set before; false is a mistake in a lock, which nobody had then
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean clearBitUnlock(int bit) {
    int word = wordOf(bit);
    long mask = maskOf(bit);
    // volatile: B1, release pairs with #testAndSetBitLock, #testBitAcquire
    return (fetchAndVolatile(word, ~mask) & mask) != 0;
  }

  // Searches.

  /**
   * Finds the lowest bit that is set.
   *
   * @return the bit; {@link #size} if none is set
   */
  public int findFirstBit() {
    return find(0, 0L);
  }

  /**
   * Finds the lowest bit that is set, from a given one on.
   *
   * @param from the first bit to look at, from 0 to {@link #size}
   * @return the bit; {@link #size} if none is set
   * @throws IndexOutOfBoundsException if {@code from} is negative or beyond {@link #size}
   */
  public int findNextBit(int from) {
    return find(from, 0L);
  }

  /**
   * Finds the lowest bit that is clear.
   *
   * @return the bit; {@link #size} if all are set
   */
  public int findFirstZeroBit() {
    return find(0, -1L);
  }

  /**
   * Finds the lowest bit that is clear, from a given one on.
   *
   * @param from the first bit to look at, from 0 to {@link #size}
   * @return the bit; {@link #size} if all are set
   * @throws IndexOutOfBoundsException if {@code from} is negative or beyond {@link #size}
   */
  public int findNextZeroBit(int from) {
    return find(from, -1L);
  }

  /**
   * Hands each bit that is set to an action, in rising order; weakly consistent.
   *
   * @param action what to do; it may change the bitmap, and if it throws, the walk ends there
   */
  public void forEachSetBit(IntConsumer action) {
    Objects.requireNonNull(action, "action");
    for (int word = 0; word < words.length; word++) {
      long left = wordOpaque(word); // opaque: one look, weakly consistent by contract
      while (left != 0) {
        action.accept((word << WORD_SHIFT) + Long.numberOfTrailingZeros(left));
        left &= left - 1;
      }
    }
  }

  /**
   * Counts the bits that are set; weakly consistent.
   *
   * @return how many
   */
  public int cardinality() {
    int count = 0;
    for (int word = 0; word < words.length; word++) {
      count += Long.bitCount(wordOpaque(word)); // opaque: one look, weakly consistent by contract
    }
    return count;
  }

  /**
   * The size and how many bits are set, for diagnostics.
   *
   * @return a text without the bits themselves
   */
  @Override
  public String toString() {
    String identity = AtomicBitmap.class.getSimpleName() + "@" + Integer.toHexString(hashCode());
    return identity + "[" + cardinality() + " of " + size + " bits set]";
  }

  /** The lowest bit from a given one on that differs from those of {@code skipped}, 0 or -1. */
  private int find(int from, long skipped) {
    if (from < 0 || from > size) {
      throw new IndexOutOfBoundsException(
          "a search cannot begin at " + from + " in a bitmap of " + size + " bits");
    }
    if (from == size) {
      return size;
    }
    int word = from >>> WORD_SHIFT;
    // opaque: one look at each word, here and below, weakly consistent by contract
    long found = (wordOpaque(word) ^ skipped) & (-1L << from); // the shift is modulo 64
    while (found == 0) {
      if (++word == words.length) {
        return size;
      }
      found = wordOpaque(word) ^ skipped; // opaque: as above
    }
    // At most size: where the last word has room left, its bit number size is zero.
    return (word << WORD_SHIFT) + Long.numberOfTrailingZeros(found);
  }

  private int wordOf(int bit) {
    if (bit < 0 || bit >= size) {
      throw new IndexOutOfBoundsException("there is no bit " + bit + " in a bitmap of " + size);
    }
    return bit >>> WORD_SHIFT;
  }

  private static long maskOf(int bit) {
    return 1L << bit; // the shift is modulo 64
  }

  private long wordOpaque(int word) {
    return (long) WORD.getOpaque(words, word);
  }

  private long wordAcquire(int word) {
    return (long) WORD.getAcquire(words, word);
  }

  private long fetchOrVolatile(int word, long mask) {
    return (long) WORD.getAndBitwiseOr(words, word, mask);
  }

  private long fetchAndVolatile(int word, long mask) {
    return (long) WORD.getAndBitwiseAnd(words, word, mask);
  }

  private long fetchXorVolatile(int word, long mask) {
    return (long) WORD.getAndBitwiseXor(words, word, mask);
  }

  private long compareAndExchangeVolatile(int word, long expected, long update) {
    return (long) WORD.compareAndExchange(words, word, expected, update);
  }

  private static final VarHandle WORD =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
}
