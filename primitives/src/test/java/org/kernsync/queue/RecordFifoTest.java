package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;
import org.kernsync.spin.TicketSpinLock;

/** Records go through whole, in order, or not at all. */
class RecordFifoTest {
  private static final int RECORDS = 60_000;

  private final RecordFifo fifo = new RecordFifo(16);
  private final byte[] buffer = new byte[70_000];

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** Each record comes out with its own length, an empty one too, in the order of going in. */
  @Test
  void get_afterPuts_recordsWholeAndInOrder() {
    assertThat(get()).isNull();
    assertThat(put("abc")).isTrue();
    assertThat(fifo.isEmpty()).isFalse();
    assertThat(put("")).isTrue();
    assertThat(put("de")).isTrue();
    assertThat(fifo.length()).isEqualTo(11);
    assertThat(get()).isEqualTo("abc");
    assertThat(get()).isEmpty();
    assertThat(get()).isEqualTo("de");
    assertThat(get()).isNull();
    assertThat(fifo.isEmpty()).isTrue();
  }

  /** At every place of the ring: a record and its length may be cut in two by the end of it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 13, 14})
  void get_atEveryPlaceOfTheRing_whole(int length) {
    byte[] record = new byte[length];
    for (int i = 0; i < 100; i++) {
      Arrays.fill(record, (byte) i);
      assertThat(fifo.put(record)).isTrue();
      assertThat(fifo.peekLength()).isEqualTo(length);
      assertThat(fifo.get(buffer, 3, 20)).isEqualTo(length);
      assertThat(Arrays.copyOfRange(buffer, 3, 3 + length)).isEqualTo(record);
      assertThat(put("x") && fifo.skip()).isTrue();
    }
  }

  /** A length of more than one byte, and more than 127 in either. */
  @ParameterizedTest
  @ValueSource(ints = {255, 256, 0x80, 0x8080, 0xFFFF})
  void get_longRecord_whole(int length) {
    RecordFifo large = new RecordFifo(100_000);
    byte[] record = new byte[length];
    ThreadLocalRandom.current().nextBytes(record);
    for (int i = 0; i < 5; i++) {
      assertThat(large.put(record)).isTrue();
      assertThat(large.get(buffer, 0, buffer.length)).isEqualTo(length);
      assertThat(Arrays.copyOf(buffer, length)).isEqualTo(record);
    }
  }

  /** A full fifo refuses and stays as it was; the room is told to the byte. */
  @Test
  void put_noRoom_refusedAndUnchanged() {
    assertThat(fifo.available()).isEqualTo(14);
    assertThat(put("0123456789")).isTrue();
    assertThat(fifo.available()).isEqualTo(2);
    assertThat(put("abc")).isFalse();
    assertThat(fifo.length()).isEqualTo(12);
    assertThat(put("ab")).isTrue();
    assertThat(fifo.available()).as("not even an empty one").isEqualTo(-1);
    assertThat(put("")).isFalse();
    assertThat(get()).isEqualTo("0123456789");
    assertThat(get()).isEqualTo("ab");
  }

  /** What the target has no room for is lost, and the next record is not touched. */
  @Test
  void get_targetTooShort_restOfTheRecordIsLost() {
    put("abcdef");
    put("gh");
    assertThat(fifo.peek(buffer, 0, 3)).isEqualTo(3);
    assertThat(fifo.get(buffer, 0, 4)).isEqualTo(4);
    assertThat(text(4)).isEqualTo("abcd");
    assertThat(get()).isEqualTo("gh");
  }

  /** A look takes nothing; a skip drops one; a reset drops all. */
  @Test
  void skip_recordsThere_dropsTheOldest() {
    assertThat(fifo.skip()).isFalse();
    assertThat(fifo.peek(buffer, 0, 9)).isEqualTo(-1);
    assertThat(fifo.peekLength()).isEqualTo(-1);
    put("a");
    put("bc");
    put("d");
    assertThat(fifo.peek(buffer, 0, 9)).isEqualTo(1);
    assertThat(fifo.peekLength()).isEqualTo(1);
    assertThat(fifo.skip()).isTrue();
    assertThat(fifo.peekLength()).isEqualTo(2);
    fifo.resetOut();
    assertThat(fifo.isEmpty()).isTrue();
    put("e");
    assertThat(get()).isEqualTo("e");
    put("f");
    assertThat(fifo.peekLength()).isEqualTo(1);
    put("g"); // since the reader last looked
    fifo.resetOut();
    assertThat(fifo.isEmpty()).isTrue();
    assertThat(fifo.peekLength()).isEqualTo(-1);
  }

  /** What can never fit, and a range that is not there, throw and change nothing. */
  @Test
  void put_impossible_throwsAndChangesNothing() {
    assertThat(fifo.longestRecord()).isEqualTo(14);
    assertThat(new RecordFifo(1 << 20).longestRecord()).isEqualTo(65_535);
    assertThatThrownBy(() -> fifo.put(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fifo.put(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    put("a");
    assertThatThrownBy(() -> fifo.get(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(get()).isEqualTo("a");
    assertThat(fifo.toString()).endsWith("[0 of 16 bytes]");
  }

  /** A capacity that cannot be is refused; others are rounded up. */
  @Test
  void new_capacity_roundedUpOrRefused() {
    for (int capacity : new int[] {Integer.MIN_VALUE, 0, 3, (1 << 30) + 1}) {
      assertThatThrownBy(() -> new RecordFifo(capacity))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new RecordFifo(4).capacity()).isEqualTo(4);
    assertThat(new RecordFifo(5).capacity()).isEqualTo(8);
    assertThat(new RecordFifo(1024).capacity()).isEqualTo(1024);
  }

  /** Records of all lengths from one thread to another: each once, in order, whole. */
  @ParameterizedTest
  @MethodSource("kinds")
  void get_oneWriterBeside_everyRecordOnceInOrder(ThreadFactory kind) {
    for (int capacity : new int[] {16, 512}) {
      RecordFifo ring = new RecordFifo(capacity);
      int longest = Math.min(40, ring.longestRecord());
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              byte[] record = new byte[longest];
              for (int i = 0; i < RECORDS; i++) {
                int length = 1 + i % longest;
                Arrays.fill(record, 0, length, (byte) i);
                for (int step = 0; !ring.put(record, 0, length); step++) {
                  pause(step);
                }
              }
            });
        crew.start(
            () -> {
              byte[] record = new byte[64];
              for (int i = 0; i < RECORDS; i++) {
                int length = ring.get(record, 0, record.length);
                for (int step = 0; length < 0; step++) {
                  pause(step);
                  length = ring.get(record, 0, record.length);
                }
                assertIs(i, longest, record, length);
              }
            });
      }
      assertThat(ring.isEmpty()).isTrue();
    }
  }

  /** Two writers and two readers, each side under its lock: each record whole, none lost. */
  @ParameterizedTest
  @MethodSource("kinds")
  void putSpinLocked_manyWritersAndReaders_everyRecordWhole(ThreadFactory kind) {
    RecordFifo ring = new RecordFifo(64);
    TicketSpinLock writers = new TicketSpinLock();
    TicketSpinLock readers = new TicketSpinLock();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < 2; t++) {
        crew.start(
            () -> {
              byte[] record = new byte[10];
              for (int i = 0; i < RECORDS / 4; i++) {
                int length = 1 + i % record.length;
                Arrays.fill(record, (byte) length);
                for (int step = 0; !ring.putSpinLocked(record, 0, length, writers); step++) {
                  pause(step);
                }
              }
            });
        crew.start(
            () -> {
              byte[] record = new byte[10];
              for (int i = 0; i < RECORDS / 4; i++) {
                int length = ring.getSpinLocked(record, 0, record.length, readers);
                for (int step = 0; length < 0; step++) {
                  pause(step);
                  length = ring.getSpinLocked(record, 0, record.length, readers);
                }
                for (int b = 0; b < length; b++) {
                  if (record[b] != length) {
                    throw new AssertionError("a mixed record");
                  }
                }
              }
            });
      }
    }
    assertThat(ring.length()).isZero();
  }

  /** Records that are dropped beside a writer are the oldest; the room is right afterwards. */
  @ParameterizedTest
  @MethodSource("kinds")
  void resetOut_writerBeside_dropsTheOldestOnly(ThreadFactory kind) {
    RecordFifo ring = new RecordFifo(128);
    AtomicBoolean written = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            byte[] record = new byte[4];
            for (int i = 1; i <= RECORDS; i++) {
              write(record, i);
              for (int step = 0; !ring.put(record); step++) {
                pause(step);
              }
            }
            written.set(true);
          });
      crew.start(
          () -> {
            byte[] record = new byte[4];
            int last = 0;
            boolean over = false;
            for (int step = 0; !over; step++) {
              if (step % 64 == 0) {
                ring.resetOut();
              }
              boolean lastLook = written.get();
              assertThat(ring.available()).isBetween(-1, ring.longestRecord());
              if (ring.get(record, 0, 4) == 4) {
                int number = read(record);
                assertThat(number).isGreaterThan(last);
                last = number;
              } else if (lastLook) {
                over = true;
              } else {
                pause(step);
              }
            }
          });
    }
    assertThat(ring.available()).isEqualTo(ring.longestRecord());
  }

  private static void write(byte[] record, int number) {
    for (int b = 0; b < 4; b++) {
      record[b] = (byte) (number >> 8 * b);
    }
  }

  private static int read(byte[] record) {
    int number = 0;
    for (int b = 0; b < 4; b++) {
      number |= (record[b] & 0xFF) << 8 * b;
    }
    return number;
  }

  private static void assertIs(int number, int longest, byte[] record, int length) {
    if (length != 1 + number % longest) {
      throw new AssertionError("length of record " + number + ": " + length);
    }
    for (int b = 0; b < length; b++) {
      if (record[b] != (byte) number) {
        throw new AssertionError("byte " + b + " of record " + number + ": " + record[b]);
      }
    }
  }

  private boolean put(String text) {
    return fifo.put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String get() {
    int length = fifo.get(buffer, 0, buffer.length);
    return length < 0 ? null : text(length);
  }

  private String text(int length) {
    return new String(buffer, 0, length, StandardCharsets.US_ASCII);
  }

  /** Lets the other side run. */
  private static void pause(int step) {
    if (step % 64 == 63) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }
}
