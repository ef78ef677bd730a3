package org.kernsync.kernel.mm.phys;

/**
 * An address in the machine's memory, counted from its first byte. A type of its own, so that it is
 * not taken for a {@link KernelAddress}; hot paths pass raw numbers instead.
 *
 * @param value bytes from the beginning of memory, 0 or more
 */
public record PhysicalAddress(long value) {
  /**
   * Makes an address.
   *
   * @throws IllegalArgumentException if the value is negative
   */
  public PhysicalAddress {
    if (value < 0) {
      throw new IllegalArgumentException("physical address 0x" + Long.toHexString(value));
    }
  }

  /**
   * The page it lies in.
   *
   * @return the page's frame number
   */
  public long pfn() {
    return value >>> PhysicalMemory.PAGE_SHIFT;
  }

  /**
   * Where the kernel sees it: {@code __va}.
   *
   * @return its address in the direct map
   */
  public KernelAddress toKernel() {
    return new KernelAddress(PhysicalMemory.DIRECT_MAP + value);
  }

  @Override
  public String toString() {
    return "physical 0x" + Long.toHexString(value);
  }
}
