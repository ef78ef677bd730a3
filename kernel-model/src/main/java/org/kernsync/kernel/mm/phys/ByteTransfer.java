package org.kernsync.kernel.mm.phys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Moves bytes between arrays and memory: eight at a time where the address allows it.
 *
 * <p><b>Context.</b> Anywhere. <b>Memory effects.</b> Plain accesses: the caller's order.
 */
public final class ByteTransfer {
  private ByteTransfer() {}

  /**
   * Copies into memory.
   *
   * @param memory the memory
   * @param address a kernel address
   * @param source where from
   * @param from the first byte of it
   * @param bytes how many
   */
  public static void copyIn(
      PhysicalMemory memory, long address, byte[] source, int from, int bytes) {
    int done = 0;
    while (done < bytes) {
      if (isWhole(address + done, bytes - done)) {
        memory.putLong(address + done, (long) WORDS.get(source, from + done)); // plain: as above
        done += Long.BYTES;
      } else {
        memory.putByte(address + done, source[from + done]);
        done++;
      }
    }
  }

  /**
   * Copies out of memory.
   *
   * @param memory the memory
   * @param address a kernel address
   * @param target where to
   * @param to its first byte
   * @param bytes how many
   */
  public static void copyOut(
      PhysicalMemory memory, long address, byte[] target, int to, int bytes) {
    int done = 0;
    while (done < bytes) {
      if (isWhole(address + done, bytes - done)) {
        WORDS.set(target, to + done, memory.getLong(address + done)); // plain: as above
        done += Long.BYTES;
      } else {
        target[to + done] = memory.getByte(address + done);
        done++;
      }
    }
  }

  private static boolean isWhole(long address, int left) {
    return (address & Long.BYTES - 1) == 0 && left >= Long.BYTES;
  }

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder())
          .withInvokeExactBehavior();
}
