package org.kernsync.kernel.mm.slab;

import java.util.Objects;
import java.util.function.LongConsumer;
import org.kernsync.kernel.mm.page.Gfp;

/**
 * What a cache is to be like. Immutable: each method makes other options.
 *
 * <pre>{@code
 * new CacheOptions("task_struct", 512).alignedTo(64).checkedFor(SlabCheck.POISON)
 * }</pre>
 *
 * <p>Without options: aligned to 8 bytes, no constructor, not checked.
 */
public final class CacheOptions {
  private final String name;
  private final int objectSize;
  private final int alignment;
  private final LongConsumer constructor; // null: none
  private final boolean typesafeByRcu;
  private final int pageGfp;
  private final int checks;

  /**
   * Options of a plain cache.
   *
   * @param name its name in slabinfo and reports
   * @param objectSize bytes of an object, at least 1
   * @throws IllegalArgumentException if the size is not positive, or too large for any slab
   */
  public CacheOptions(String name, int objectSize) {
    this(Objects.requireNonNull(name, "name"), objectSize, Long.BYTES, null, false, 0, 0);
    if (objectSize <= 0 || objectSize > SlabGeometry.PAGE_SIZE << SlabGeometry.MAX_ORDER - 1) {
      throw new IllegalArgumentException("cache " + name + ": object size " + objectSize);
    }
  }

  private CacheOptions(
      String name,
      int objectSize,
      int alignment,
      LongConsumer constructor,
      boolean typesafeByRcu,
      int pageGfp,
      int checks) {
    this.name = name;
    this.objectSize = objectSize;
    this.alignment = alignment;
    this.constructor = constructor;
    this.typesafeByRcu = typesafeByRcu;
    this.pageGfp = pageGfp;
    this.checks = checks;
  }

  /**
   * Aligns objects.
   *
   * @param bytes a power of two from 8 to 4096
   * @return the options
   * @throws IllegalArgumentException if it is none
   */
  public CacheOptions alignedTo(int bytes) {
    if (Integer.bitCount(bytes) != 1 || bytes < Long.BYTES || bytes > SlabGeometry.PAGE_SIZE) {
      throw new IllegalArgumentException("alignment " + bytes + ": a power of two, 8 to 4096");
    }
    return new CacheOptions(name, objectSize, bytes, constructor, typesafeByRcu, pageGfp, checks);
  }

  /**
   * Has each object constructed once, when its slab is made; users free it constructed.
   *
   * @param onObject given the address of an object; must not allocate or wait
   * @return the options
   */
  public CacheOptions constructedBy(LongConsumer onObject) {
    Objects.requireNonNull(onObject, "onObject");
    return new CacheOptions(name, objectSize, alignment, onObject, typesafeByRcu, pageGfp, checks);
  }

  /**
   * Gives the pages of a slab back only after a grace period: {@code SLAB_TYPESAFE_BY_RCU}. A
   * reader that holds the address of a freed object may still look at it: it is an object of this
   * cache, if perhaps another one.
   *
   * @return the options
   */
  public CacheOptions withTypesafeByRcu() {
    return new CacheOptions(name, objectSize, alignment, constructor, true, pageGfp, checks);
  }

  /**
   * Takes its pages from somewhere special.
   *
   * @param gfp flags added to those of each allocation of pages, as {@code Gfp.DMA} or {@code
   *     Gfp.RECLAIMABLE}
   * @return the options
   */
  public CacheOptions withPagesOf(int gfp) {
    return new CacheOptions(name, objectSize, alignment, constructor, typesafeByRcu, gfp, checks);
  }

  /**
   * Has misuse looked for at each allocation and free, see {@link SlabCheck}. A checked cache is
   * slow: each operation takes the lock of the node.
   *
   * @param what the checks, one or more
   * @return the options
   */
  public CacheOptions checkedFor(SlabCheck... what) {
    int bits = checks;
    for (SlabCheck check : what) {
      bits |= check.bit();
    }
    return new CacheOptions(name, objectSize, alignment, constructor, typesafeByRcu, pageGfp, bits);
  }

  /**
   * The cache's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  int objectSize() {
    return objectSize;
  }

  LongConsumer constructor() {
    return constructor;
  }

  boolean isTypesafeByRcu() {
    return typesafeByRcu;
  }

  int pageGfp() {
    return pageGfp;
  }

  boolean isReclaimable() {
    return (pageGfp & Gfp.RECLAIMABLE) != 0;
  }

  boolean isChecked() {
    return checks != 0;
  }

  boolean checks(SlabCheck check) {
    return (checks & check.bit()) != 0;
  }

  SlabLayout layout() {
    boolean linkOutside = constructor != null || typesafeByRcu || isChecked();
    return SlabLayout.of(objectSize, alignment, linkOutside, checks(SlabCheck.RED_ZONE));
  }

  /** Poison would overwrite what a constructor wrote, or a reader looks at. */
  boolean poisons() {
    return checks(SlabCheck.POISON) && constructor == null && !typesafeByRcu;
  }
}
