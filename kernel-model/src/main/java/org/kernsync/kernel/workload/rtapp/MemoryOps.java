package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.workload.Event.MemAccess;
import org.kernsync.kernel.workload.Event.MemPattern;
import org.kernsync.kernel.workload.Event.MemRun;

/** Operations on the thread's buffer, which is mapped at its first use. */
final class MemoryOps {
  private static final int FILL_CHUNK = 1 << 17;
  private static final int ACCESS_CHUNK = 4_000;
  private static final long MULTIPLIER = 6364136223846793005L;
  private static final long INCREMENT = 1442695040888963407L;

  private MemoryOps() {}

  /** Wraps an operation that needs the buffer: maps it first where there is none. */
  private static Op withBuffer(int bytes, Op op) {
    return (registers, memory) -> {
      if (registers.get(Registers.BUFFER) == 0) {
        if (registers.get(Registers.SCRATCH) == 0) {
          registers.set(Registers.SCRATCH, 1);
          registers.syscall(Nr.MMAP, bytes);
          return Step.SYSCALL;
        }
        registers.set(Registers.BUFFER, registers.get(UserContext.RESULT));
        registers.set(Registers.SCRATCH, 0);
      }
      return op.step(registers, memory);
    };
  }

  /** {@code mem}: fills as many bytes, wrapping around in the buffer. */
  static Op fill(int bytes, int bufferBytes) {
    return withBuffer(
        bufferBytes,
        (registers, memory) -> {
          long done = registers.get(Registers.LEFT);
          int offset = (int) (done % bufferBytes);
          int now = (int) Math.min(Math.min(FILL_CHUNK, bytes - done), bufferBytes - offset);
          memory.fill(registers.get(Registers.BUFFER) + offset, now, (byte) 0);
          registers.set(Registers.LEFT, done + now);
          return done + now >= bytes ? Step.DONE_POLL : Step.POLL;
        });
  }

  /** {@code memrun}: count times over size bytes, in strides. */
  static Op access(MemRun event, int bufferBytes) {
    int size = Math.max(Long.BYTES, Math.min(event.sizeBytes(), bufferBytes)) & -Long.BYTES;
    int stride = Math.max(Long.BYTES, event.strideBytes()) & -Long.BYTES;
    long slots = Math.max(1, size / stride);
    long total = slots * event.count();
    return withBuffer(
        bufferBytes,
        (registers, memory) -> {
          long done = registers.get(Registers.LEFT);
          long end = Math.min(total, done + ACCESS_CHUNK);
          long base = registers.get(Registers.BUFFER);
          long sum = registers.get(Registers.SEED);
          long at = registers.get(Registers.SCRATCH);
          for (; done < end; done++) {
            at = event.pattern() == MemPattern.RANDOM ? at * MULTIPLIER + INCREMENT : done;
            long address = base + Long.remainderUnsigned(at, slots) * stride;
            sum += touch(memory, address, event.type(), sum);
            if (event.type() == MemAccess.CHASE) {
              at += sum & 1; // the next address depends on what was read
            }
          }
          registers.set(Registers.SEED, sum | 1);
          registers.set(Registers.SCRATCH, at);
          registers.set(Registers.LEFT, done);
          return done >= total ? Step.DONE_POLL : Step.POLL;
        });
  }

  private static long touch(UserMemory memory, long address, MemAccess type, long value) {
    if (type == MemAccess.WRITE) {
      memory.store(address, value);
      return 1;
    }
    return memory.load(address);
  }

  /** {@code iorun}: writes as many bytes to the device, a buffer at a time. */
  static Op write(int bytes, int bufferBytes) {
    return withBuffer(
        bufferBytes,
        (registers, memory) -> {
          if (registers.get(Registers.STAGE) == 1) {
            long written = Math.max(0, registers.get(UserContext.RESULT));
            registers.set(Registers.LEFT, registers.get(Registers.LEFT) + written);
          }
          long left = bytes - registers.get(Registers.LEFT);
          if (left <= 0) {
            return Step.DONE;
          }
          registers.set(Registers.STAGE, 1);
          long device = registers.get(Registers.DEVICE);
          registers.syscall(
              Nr.WRITE,
              device == 0 ? Nr.NULL_DEVICE : device,
              registers.get(Registers.BUFFER),
              Math.min(left, bufferBytes));
          return Step.SYSCALL;
        });
  }
}
