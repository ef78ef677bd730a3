package org.kernsync.stress.lincheck;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.kernsync.queue.RecordFifo;
import org.kernsync.stress.broken.EarlyIndexRecordFifo;

/** A fifo of records between one writer and one reader is a bounded queue of whole records. */
class RecordFifoTest {
  /** Two short records, or one long one and none besides. */
  private static final int CAPACITY = 8;

  private static final int NOTHING = -1;

  /** In every interleaving that the model checker tries. */
  @Test
  void modelChecking_recordFifo_linearizable() {
    Check.modelChecking().operations(1, 3, 1).asIn(Records.class).linearizable(OfRecordFifo.class);
  }

  /** And in threads that run freely. */
  @Test
  void stress_recordFifo_linearizable() {
    Check.stress().asIn(Records.class).linearizable(OfRecordFifo.class);
  }

  /** The same check is red where the index comes before the bytes. */
  @Test
  void modelChecking_earlyIndex_rejected() {
    Check.modelChecking().operations(1, 3, 1).asIn(Endless.class).rejected(OfEarlyIndex.class);
  }

  private static byte[] record(int length, int number) {
    byte[] record = new byte[length];
    for (int i = 0; i < length; i++) {
      record[i] = (byte) (number + i);
    }
    return record;
  }

  /** The bytes as digits; a record of none is 0. */
  private static int digits(byte[] bytes, int length) {
    int digits = length;
    for (int i = 0; i < length; i++) {
      digits = digits * 10 + bytes[i];
    }
    return digits;
  }

  /** What it is to one thread. */
  public static final class Records {
    private final Queue<byte[]> records = new ArrayDeque<>();
    private int used;

    public boolean put(int length, int number) {
      if (used + 2 + length > CAPACITY) {
        return false;
      }
      used += 2 + length;
      return records.add(record(length, number));
    }

    public int get() {
      byte[] oldest = records.poll();
      if (oldest == null) {
        return NOTHING;
      }
      used -= 2 + oldest.length;
      return digits(oldest, oldest.length);
    }

    public int peekLength() {
      return records.isEmpty() ? NOTHING : records.peek().length;
    }

    public boolean skip() {
      return get() != NOTHING;
    }
  }

  /** Ours. */
  public static final class OfRecordFifo {
    private final RecordFifo fifo = new RecordFifo(CAPACITY);

    public OfRecordFifo() {}

    @Operation(nonParallelGroup = "writer")
    public boolean put(
        @Param(gen = IntGen.class, conf = "0:3") int length,
        @Param(gen = IntGen.class, conf = "1:5") int number) {
      return fifo.put(record(length, number));
    }

    @Operation(nonParallelGroup = "reader")
    public int get() {
      byte[] bytes = new byte[CAPACITY];
      int length = fifo.get(bytes, 0, CAPACITY);
      return length < 0 ? NOTHING : digits(bytes, length);
    }

    @Operation(nonParallelGroup = "reader")
    public int peekLength() {
      return fifo.peekLength();
    }

    @Operation(nonParallelGroup = "reader")
    public boolean skip() {
      return fifo.skip();
    }
  }

  /** What the broken one would be, right, and with room for all. */
  public static final class Endless {
    private final Queue<byte[]> records = new ArrayDeque<>();

    public boolean put(int length, int number) {
      return records.add(record(length, number));
    }

    public int get() {
      byte[] oldest = records.poll();
      return oldest == null ? NOTHING : digits(oldest, oldest.length);
    }
  }

  public static final class OfEarlyIndex {
    private final EarlyIndexRecordFifo fifo = new EarlyIndexRecordFifo(100);

    public OfEarlyIndex() {}

    @Operation(nonParallelGroup = "writer")
    public boolean put(
        @Param(gen = IntGen.class, conf = "0:3") int length,
        @Param(gen = IntGen.class, conf = "1:5") int number) {
      return fifo.put(record(length, number));
    }

    @Operation(nonParallelGroup = "reader")
    public int get() {
      byte[] record = fifo.get();
      return record == null ? NOTHING : digits(record, record.length);
    }
  }
}
