package org.kernsync.kernel.mm.phys;

/**
 * An address in the kernel's direct map of memory: what {@code kmalloc} returns, and what {@link
 * PhysicalMemory} takes. A type of its own, so that it is not taken for a {@link UserAddress}; hot
 * paths pass raw numbers instead.
 *
 * @param value the address, at or above {@link PhysicalMemory#DIRECT_MAP}
 */
public record KernelAddress(long value) {
  /**
   * Makes an address.
   *
   * @throws IllegalArgumentException if the value is not in the direct map
   */
  public KernelAddress {
    if (value - PhysicalMemory.DIRECT_MAP < 0 || value >= 0) {
      throw new IllegalArgumentException(
          "0x" + Long.toHexString(value) + " is not in the kernel's direct map");
    }
  }

  /**
   * Which byte of memory it is: {@code __pa}.
   *
   * @return its physical address
   */
  public PhysicalAddress toPhysical() {
    return new PhysicalAddress(value - PhysicalMemory.DIRECT_MAP);
  }

  @Override
  public String toString() {
    return "kernel 0x" + Long.toHexString(value);
  }
}
