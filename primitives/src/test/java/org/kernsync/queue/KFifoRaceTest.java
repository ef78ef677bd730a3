package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.spin.TicketSpinLock;

/** What a writer and a reader see of each other. */
class KFifoRaceTest {
  private static final int ELEMENTS = 60_000;
  private static final int BULK = 5;
  private static final int BATCH = 256;
  private static final int BATCHES = 2_000;

  /** Its fields are plain: only the fifo orders their writes before their reads. */
  private static final class Element {
    int number;
    long square;

    Element(int number) {
      this.number = number;
      this.square = (long) number * number;
    }
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** Each element arrives once, in order, with what its writer wrote into it. */
  @ParameterizedTest
  @MethodSource("kinds")
  void get_oneWriterBeside_everyElementOnceInOrder(ThreadFactory kind) {
    for (int capacity : new int[] {1, 4, 256}) {
      KFifo<Element> fifo = new KFifo<>(capacity);
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              for (int i = 0; i < ELEMENTS / 4; i++) {
                Element element = new Element(i);
                for (int step = 0; !fifo.put(element); step++) {
                  pause(step);
                }
              }
            });
        crew.start(
            () -> {
              for (int i = 0; i < ELEMENTS / 4; i++) {
                Element element = fifo.get();
                for (int step = 0; element == null; step++) {
                  pause(step);
                  element = fifo.get();
                }
                assertIs(i, element);
              }
            });
      }
      assertThat(fifo.isEmpty()).isTrue();
    }
  }

  /** Bulk forms and single ones mixed at either end: each element once, in order. */
  @ParameterizedTest
  @MethodSource("kinds")
  void out_bulkWriterBeside_everyElementOnceInOrder(ThreadFactory kind) {
    KFifo<Element> fifo = new KFifo<>(16);
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            Element[] batch = new Element[BULK];
            int given = 0;
            for (int step = 0; given < ELEMENTS; step++) {
              for (int i = 0; i < BULK; i++) {
                batch[i] = new Element(given + i);
              }
              int count =
                  step % 3 == 0
                      ? (fifo.put(batch[0]) ? 1 : 0)
                      : fifo.in(batch, 0, Math.min(BULK, ELEMENTS - given));
              given += count;
              step = count > 0 ? step : step + pause(step);
            }
          });
      crew.start(
          () -> {
            Element[] batch = new Element[BULK];
            int taken = 0;
            for (int step = 0; taken < ELEMENTS; step++) {
              int count;
              if (step % 3 == 0) {
                batch[0] = fifo.get();
                count = batch[0] == null ? 0 : 1;
              } else {
                count = fifo.out(batch, 0, BULK);
              }
              for (int i = 0; i < count; i++) {
                assertIs(taken++, batch[i]);
              }
              step = count > 0 ? step : step + pause(step);
            }
          });
    }
    assertThat(fifo.length()).isZero();
  }

  /** A batch appears as a whole: a reader that sees its first element can take all of it. */
  @ParameterizedTest
  @MethodSource("kinds")
  void in_readerBeside_batchAppearsAtOnce(ThreadFactory kind) {
    KFifo<Element> fifo = new KFifo<>(2 * BATCH);
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            Element[] batch = new Element[BATCH];
            for (int given = 0; given < BATCHES * BATCH; given += BATCH) {
              for (int i = 0; i < BATCH; i++) {
                batch[i] = new Element(given + i);
              }
              for (int step = 0; fifo.available() < BATCH; step++) {
                pause(step);
              }
              assertThat(fifo.in(batch, 0, BATCH)).isEqualTo(BATCH);
            }
          });
      crew.start(
          () -> {
            Element[] batch = new Element[BATCH];
            for (int taken = 0; taken < BATCHES * BATCH; ) {
              int count = fifo.out(batch, 0, BATCH);
              if (count == 0) {
                pause(taken);
              } else {
                assertThat(count).as("elements of a batch of " + BATCH).isEqualTo(BATCH);
                assertIs(taken, batch[0]);
                taken += BATCH;
              }
            }
          });
    }
  }

  /** The reader finds at least the length it was told, the writer at least the room. */
  @ParameterizedTest
  @MethodSource("kinds")
  void length_otherSideRuns_isALowerBound(ThreadFactory kind) {
    KFifo<Element> fifo = new KFifo<>(32);
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            int given = 0;
            for (int step = 0; given < ELEMENTS; step++) {
              int room = Math.min(fifo.available(), ELEMENTS - given);
              for (int i = 0; i < room; i++) {
                assertThat(fifo.put(new Element(given++))).as("room that was promised").isTrue();
              }
              step += room == 0 ? pause(step) : 0;
            }
          });
      crew.start(
          () -> {
            int taken = 0;
            for (int step = 0; taken < ELEMENTS; step++) {
              int length = fifo.length();
              assertThat(length).isBetween(0, 32);
              for (int i = 0; i < length; i++) {
                assertIs(taken++, fifo.get());
              }
              step += length == 0 ? pause(step) : 0;
            }
          });
    }
  }

  /** Several writers and several readers, each side under its lock: each element once. */
  @ParameterizedTest
  @MethodSource("kinds")
  void putSpinLocked_manyWritersAndReaders_everyElementOnce(ThreadFactory kind) {
    int each = 20_000;
    int threads = 3;
    KFifo<Element> fifo = new KFifo<>(8);
    TicketSpinLock writers = new TicketSpinLock();
    TicketSpinLock readers = new TicketSpinLock();
    AtomicIntegerArray seen = new AtomicIntegerArray(threads * each);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < threads; t++) {
        int first = t * each;
        crew.start(
            () -> {
              for (int i = 0; i < each; i++) {
                Element element = new Element(first + i);
                for (int step = 0; !fifo.putSpinLocked(element, writers); step++) {
                  pause(step);
                }
              }
            });
        crew.start(
            () -> {
              for (int i = 0; i < each; i++) {
                Element element = fifo.getSpinLocked(readers);
                for (int step = 0; element == null; step++) {
                  pause(step);
                  element = fifo.getSpinLocked(readers);
                }
                seen.incrementAndGet(element.number);
              }
            });
      }
    }
    for (int i = 0; i < seen.length(); i++) {
      assertThat(seen.get(i)).isOne();
    }
  }

  /** A reset beside a writer drops a run of elements: what is left is later, in order, whole. */
  @ParameterizedTest
  @MethodSource("kinds")
  void resetOut_writerBeside_dropsTheOldestOnly(ThreadFactory kind) {
    KFifo<Element> fifo = new KFifo<>(64);
    AtomicBoolean ended = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            for (int i = 0; i < ELEMENTS; i++) {
              Element element = new Element(i);
              for (int step = 0; !fifo.put(element); step++) {
                pause(step);
              }
            }
            ended.set(true);
          });
      crew.start(
          () -> {
            int last = -1;
            for (int step = 0; !ended.get() || !fifo.isEmpty(); step++) {
              if (ThreadLocalRandom.current().nextInt(16) == 0) {
                fifo.resetOut();
              }
              Element element = fifo.get();
              if (element != null) {
                assertThat(element.number).isGreaterThan(last);
                last = element.number;
                assertIs(last, element);
              } else {
                pause(step);
              }
            }
          });
    }
    assertThat(fifo.length()).isZero();
    assertThat(fifo.available()).isEqualTo(64);
  }

  private static void assertIs(int number, Element element) {
    if (element == null || element.number != number || element.square != (long) number * number) {
      assertThat(element).as("element " + number).isNotNull();
      assertThat(element.number).isEqualTo(number);
      assertThat(element.square).as("contents of " + number).isEqualTo((long) number * number);
    }
  }

  /** Lets the other side run; returns 0. */
  private static int pause(int step) {
    if (step % 64 == 63) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
    return 0;
  }
}
