package org.kernsync.kernel.mm.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The handle of a structure whose scalar fields live in a slot of a cache. Every field is a word of
 * 64 bits at an offset that the structure names, and is touched only through accessors named after
 * the access mode: for the rooms of the structure, not for its users.
 *
 * <p>The first word is the <b>stamp</b>: a number of the kind of structure, and one of the handle.
 * {@link #problem} compares it: a slot that was freed early, was given to another structure, or was
 * written over, does not have its handle's stamp any more. Freeing fills the slot with {@link
 * #POISON}.
 *
 * <p><b>After the end.</b> Reports are made of structures that were freed. So freeing keeps a copy
 * of the words, and the accessors named {@code Seen} read it where there is one. All others must
 * not be used after the slot was freed.
 *
 * <p><b>Context.</b> Any; the structure says what guards each field.
 */
public abstract class Slot {
  /** What a freed slot is full of: {@code POISON_FREE}. */
  public static final long POISON = 0x6b6b6b6b_6b6b6b6bL;

  /** Of a word. */
  public static final int WORD = Long.BYTES;

  private static final long HANDLE_MASK = 0xffff_ffffL;
  private static final AtomicLong SERIAL = new AtomicLong(); // a number alone

  private final SlotCache cache;
  private final PhysicalMemory memory;
  private final long base;
  private final long stamp;
  private final int words;
  Slot nextEmbedded; // EmbeddedSlots

  /*
   * The words as they were when the slot was freed; null before. Label SE1: freeing writes it (release) before it poisons the
   * slot; who may be late reads the word (acquire or more), then this (acquire). Whoever finds no copy has read the word of a slot that
   * was not freed yet.
   */
  private long[] remains;

  /**
   * Takes a slot and clears it, but for its stamp.
   *
   * @param cache where the slot is from
   * @param slot its address, which {@link SlotCache#allocate} returned
   * @param kind a number of the kind of structure
   * @param words how many words there are, the stamp among them
   * @throws IllegalStateException where there was no memory
   */
  protected Slot(SlotCache cache, long slot, int kind, int words) {
    if (slot == 0) {
      throw new IllegalStateException("out of memory: no slot");
    }
    this.cache = cache;
    this.words = words;
    memory = cache.memory();
    base = slot;
    stamp = (long) kind << Integer.SIZE | SERIAL.getAndIncrement() & HANDLE_MASK;
    memory.putLong(base, stamp);
    for (int word = 1; word < words; word++) {
      memory.putLong(base + (long) word * WORD, 0);
    }
  }

  // ---- life
  // ---------------------------------------------------------------------------------------------------------

  /**
   * Whether the slot is still this handle's own.
   *
   * @return null if so, else what is wrong with it, to follow the structure's name
   */
  public final String problem() {
    long word = memory.getLong(base); // plain: it changes only by a bug
    return word == stamp ? null : describe(word);
  }

  private String describe(long word) {
    String at = " its slot at 0x" + Long.toHexString(base);
    String found = ": its stamp is 0x" + Long.toHexString(word);
    boolean freed = isFreed() || word == POISON;
    if (word >>> Integer.SIZE == stamp >>> Integer.SIZE) {
      return "uses"
          + at
          + (freed ? " after it was freed" : "")
          + ", which is another's now"
          + found;
    }
    return freed
        ? "uses" + at + " after it was freed" + found
        : "finds" + at + " written over" + found;
  }

  /**
   * Gives the slot back, poisoned, and keeps a copy for reports. Once; nobody uses it any more.
   *
   * @throws IllegalStateException where the slot is not this handle's own any more
   */
  public final void free() {
    String problem = problem();
    if (problem != null) {
      throw new IllegalStateException(this + " " + problem);
    }
    long[] copy = new long[words];
    for (int word = 0; word < words; word++) {
      copy[word] = memory.getLong(base + (long) word * WORD);
    }
    REMAINS.setRelease(this, copy); // release: SE1, pairs with #wordSeen; before the poison
    VarHandle.releaseFence(); // release: SE1, the copy before the poison
    for (int word = 0; word < words; word++) {
      memory.putLongOpaque(base + (long) word * WORD, POISON); // opaque: late readers look at it
    }
    cache.free(base);
  }

  /**
   * Whether the slot was given back.
   *
   * @return true once {@link #free} has begun
   */
  public final boolean isFreed() {
    return remainsAcquire() != null;
  }

  /**
   * The slot.
   *
   * @return its address
   */
  public final long address() {
    return base;
  }

  // ---- words
  // --------------------------------------------------------------------------------------------------------

  /**
   * Reads a word that the caller guards.
   *
   * @param offset of the word
   * @return the word
   */
  public final long word(int offset) {
    return memory.getLong(base + offset);
  }

  /**
   * Writes a word that the caller guards.
   *
   * @param offset of the word
   * @param value the word
   */
  public final void setWord(int offset, long value) {
    memory.putLong(base + offset, value);
  }

  /**
   * Adds to a word that the caller guards.
   *
   * @param offset of the word
   * @param delta what to add
   */
  public final void addWord(int offset, long delta) {
    memory.putLong(base + offset, memory.getLong(base + offset) + delta);
  }

  /**
   * Writes a word that others read meanwhile.
   *
   * @param offset of the word
   * @param value the word
   */
  public final void setWordOpaque(int offset, long value) {
    memory.putLongOpaque(base + offset, value);
  }

  /**
   * Reads a word that others write meanwhile.
   *
   * @param offset of the word
   * @return the word
   */
  public final long wordOpaque(int offset) {
    return memory.getLongOpaque(base + offset);
  }

  /**
   * Reads a word, in the total order of such accesses.
   *
   * @param offset of the word
   * @return the word
   */
  public final long wordVolatile(int offset) {
    return memory.getLongVolatile(base + offset);
  }

  /**
   * Writes a word, in the total order of such accesses.
   *
   * @param offset of the word
   * @param value the word
   */
  public final void setWordVolatile(int offset, long value) {
    memory.putLongVolatile(base + offset, value);
  }

  /**
   * Adds to a word, fully ordered.
   *
   * @param offset of the word
   * @param delta what to add
   * @return the word before
   */
  public final long getAndAddWord(int offset, long delta) {
    return memory.getAndAddLong(base + offset, delta);
  }

  /**
   * Exchanges a word, fully ordered.
   *
   * @param offset of the word
   * @param value the word after
   * @return the word before
   */
  public final long getAndSetWord(int offset, long value) {
    long before;
    do {
      before = memory.getLongVolatile(base + offset); // volatile: as the exchange
    } while (!memory.compareAndSetLong(
        base + offset, before, value)); // full: also if it is the same
    return before;
  }

  /**
   * Reads a word for who may be late: of a slot that was freed, the last value.
   *
   * @param offset of the word
   * @return the word
   */
  public final long wordSeen(int offset) {
    long value = memory.getLongVolatile(base + offset); // volatile: SE1 needs acquire, users more
    long[] copy = remainsAcquire();
    return copy == null ? value : copy[offset / WORD];
  }

  private long[] remainsAcquire() {
    return (long[]) REMAINS.getAcquire(this); // acquire: SE1, pairs with #free; the whole copy
  }

  private static final VarHandle REMAINS;

  static {
    try {
      REMAINS =
          MethodHandles.lookup()
              .findVarHandle(Slot.class, "remains", long[].class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
