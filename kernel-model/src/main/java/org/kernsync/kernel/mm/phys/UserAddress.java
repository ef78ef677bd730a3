package org.kernsync.kernel.mm.phys;

/**
 * An address as a program sees it, in the lower half of the address space. A type of its own, so
 * that the kernel cannot follow it without asking whose it is.
 *
 * @param value the address, from 0 to 2^47 - 1
 */
public record UserAddress(long value) {
  private static final int BITS = 47;

  /**
   * Makes an address.
   *
   * @throws IllegalArgumentException if a program cannot have it
   */
  public UserAddress {
    if (value >>> BITS != 0) {
      throw new IllegalArgumentException(
          "0x" + Long.toHexString(value) + " is not an address of user space");
    }
  }

  @Override
  public String toString() {
    return "user 0x" + Long.toHexString(value);
  }
}
