package org.kernsync.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/** What goes in comes out, in order, once, and whole; who waits is woken. */
class PipeTest {
  private static final int MESSAGE = 100;
  private static final int FULL = 16 * (Pipe.PAGE / MESSAGE); // messages that fill a pipe

  private static byte[] message(int number) {
    byte[] bytes = new byte[MESSAGE];
    Arrays.fill(bytes, (byte) number);
    bytes[0] = (byte) (number >> 8);
    return bytes;
  }

  /** The number in a message, or -1 where it is not whole. */
  private static int numberOf(byte[] bytes) {
    for (int i = 2; i < MESSAGE; i++) {
      if (bytes[i] != bytes[1]) {
        return -1;
      }
    }
    return (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
  }

  private static boolean sleeps(Task task) {
    return !task.isOnRq() && !task.isOnCpu() && task.state() != TaskState.RUNNING;
  }

  /** A stream of a million bytes, written and read in pieces of any length, arrives as it was. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readAndWrite_piecesOfAnyLength_keepTheStream(int cpus) throws InterruptedException {
    byte[] sent = new byte[1_000_000];
    new Random(5).nextBytes(sent);
    byte[] got = new byte[sent.length];
    int[] length = {0};
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              Pipe pipe = new PipeFs(kernel.scheduler()).create();
              Task writer =
                  startThread(
                      kernel,
                      self,
                      "writer",
                      task -> {
                        Random random = new Random(6);
                        int at = 0;
                        while (at < sent.length) {
                          int piece = Math.min(sent.length - at, 1 + random.nextInt(9_000));
                          byte[] part = Arrays.copyOfRange(sent, at, at + piece);
                          assertThat(pipe.writeEnd().write(task, part)).isEqualTo(piece);
                          at += piece;
                        }
                        pipe.writeEnd().put();
                      });
              Random random = new Random(7);
              while (true) {
                byte[] part = new byte[1 + random.nextInt(9_000)];
                int count = pipe.readEnd().read(self, part);
                if (count == 0) {
                  break;
                }
                System.arraycopy(part, 0, got, length[0], count);
                length[0] += count;
              }
              pipe.readEnd().put();
              await(kernel, self, "the writer ended", () -> writer.exitState() != 0);
            })
        .assertFine();
    assertThat(length[0]).isEqualTo(sent.length);
    assertThat(got).isEqualTo(sent);
  }

  /** Many writers, many readers: each message comes out once and whole, and all get to the end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void readAndWrite_byMany_eachMessageOnceAndWhole(int cpus) throws InterruptedException {
    int writers = 6;
    int each = 3_000;
    ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              Pipe pipe = new PipeFs(kernel.scheduler()).create();
              List<Task> tasks = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                tasks.add(
                    startThread(kernel, self, "reader/" + i, task -> readAll(pipe, task, got)));
              }
              AtomicInteger left = new AtomicInteger(writers);
              for (int i = 0; i < writers; i++) {
                int first = i * each;
                Task.Body body =
                    task -> {
                      for (int number = first; number < first + each; number++) {
                        pipe.writeEnd().write(task, message(number));
                      }
                      if (left.decrementAndGet() == 0) {
                        pipe.writeEnd().put();
                      }
                    };
                tasks.add(startThread(kernel, self, "writer/" + i, body));
              }
              await(kernel, self, "all ended", () -> allEnded(tasks));
            })
        .assertFine();
    List<Integer> expected = new ArrayList<>();
    for (int number = 0; number < writers * each; number++) {
      expected.add(number);
    }
    assertThat(got.stream().sorted().toList()).isEqualTo(expected);
  }

  private static void readAll(Pipe pipe, Task task, ConcurrentLinkedQueue<Integer> got) {
    byte[] bytes = new byte[MESSAGE];
    int count;
    while ((count = pipe.readEnd().read(task, bytes)) > 0) {
      got.add(count == MESSAGE ? numberOf(bytes) : -1);
    }
  }

  private static boolean allEnded(List<Task> tasks) {
    return tasks.stream().allMatch(task -> task.exitState() != 0);
  }

  /** 640 messages of 100 bytes fill a pipe; there is room when a page has been read to its end. */
  @Test
  void write_full_sleepsUntilAPageIsFree() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Pipe pipe = new PipeFs(kernel.scheduler()).create();
              AtomicInteger written = new AtomicInteger();
              Task writer =
                  startThread(
                      kernel,
                      self,
                      "writer",
                      task -> {
                        for (int i = 0; i <= FULL; i++) {
                          pipe.writeEnd().write(task, message(i));
                          written.incrementAndGet();
                        }
                      });
              await(kernel, self, "the pipe is full", () -> written.get() == FULL);
              byte[] bytes = new byte[MESSAGE];
              for (int i = 0; i < Pipe.PAGE / MESSAGE; i++) {
                await(kernel, self, "the writer sleeps", () -> sleeps(writer));
                assertThat(written).hasValue(FULL);
                assertThat(pipe.readEnd().read(self, bytes)).isEqualTo(MESSAGE);
                assertThat(numberOf(bytes)).isEqualTo(i);
              }
              await(kernel, self, "the writer ended", () -> writer.exitState() != 0);
              assertThat(written).hasValue(FULL + 1);
            })
        .assertFine();
  }

  /** The end of the last writer ends readers that sleep, after they have read all. */
  @Test
  void read_writersGone_readsTheRestThenZero() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Pipe pipe = new PipeFs(kernel.scheduler()).create();
              ConcurrentLinkedQueue<Integer> counts = new ConcurrentLinkedQueue<>();
              Task reader =
                  startThread(
                      kernel,
                      self,
                      "reader",
                      task -> {
                        byte[] bytes = new byte[60];
                        int count;
                        do {
                          count = pipe.readEnd().read(task, bytes);
                          counts.add(count);
                        } while (count > 0);
                      });
              await(kernel, self, "it sleeps", () -> sleeps(reader));
              pipe.writeEnd().write(self, message(1));
              await(kernel, self, "it read all", () -> counts.size() == 2 && sleeps(reader));
              pipe.writeEnd().put();
              await(kernel, self, "it ended", () -> reader.exitState() != 0);
              assertThat(counts).containsExactly(60, 40, 0);
            })
        .assertFine();
  }

  /** Without a reader a write fails, also one that sleeps already, and the writer gets SIGPIPE. */
  @Test
  void write_readersGone_failsWithASignal() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Pipe pipe = new PipeFs(kernel.scheduler()).create();
              int[] results = new int[2];
              Task writer =
                  startThread(
                      kernel,
                      self,
                      "writer",
                      task -> {
                        results[0] = pipe.writeEnd().write(task, new byte[100_000]);
                        results[1] = pipe.writeEnd().write(task, message(1));
                      });
              await(kernel, self, "it sleeps", () -> sleeps(writer));
              assertThat(writer.signals().isPending()).isFalse();
              pipe.readEnd().put();
              await(kernel, self, "it ended", () -> writer.exitState() != 0);
              assertThat(results).containsExactly(16 * Pipe.PAGE, OpenFile.BROKEN_PIPE);
              assertThat(writer.signals().fatal()).isEqualTo(13);
            })
        .assertFine();
  }

  /**
   * A sleeper that is killed just when it was woken hands the wake-up on: of two that wait for one
   * message, one gets it.
   */
  @Test
  void read_killedWhileWoken_theOtherGetsTheMessage() throws InterruptedException {
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              for (int round = 0; round < 300; round++) {
                oneRoundOfKilling(kernel, self, round);
              }
            })
        .assertFine();
  }

  private static void oneRoundOfKilling(Kernel kernel, Task self, int round) {
    Pipe pipe = new PipeFs(kernel.scheduler()).create();
    AtomicInteger got = new AtomicInteger();
    List<Task> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Task.Body body =
          task -> {
            int count = pipe.readEnd().read(task, new byte[MESSAGE]);
            got.addAndGet(Math.max(0, count));
          };
      readers.add(startThread(kernel, self, "reader/" + i, body));
      Task newest = readers.getLast();
      await(kernel, self, "it sleeps", () -> sleeps(newest));
    }
    Task writer =
        startThread(kernel, self, "writer", task -> pipe.writeEnd().write(task, message(round)));
    if (round % 2 == 0) {
      kernel.scheduler().condResched(self);
    }
    kernel.scheduler().signal(self.cpu(), readers.getFirst(), PendingSignals.SIGTERM);
    await(kernel, self, "one has the message", () -> got.get() == MESSAGE);
    pipe.writeEnd().put();
    readers.add(writer);
    await(kernel, self, "all ended", () -> allEnded(readers));
  }

  /** A pipe that stays open when all tasks have ended is found. */
  @Test
  void checkAtRest_openPipe_isReported() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              PipeFs pipes = new PipeFs(kernel.scheduler());
              Pipe pipe = pipes.create();
              List<String> found = new ArrayList<>();
              pipe.readEnd().put();
              pipes.checkAtRest(found::add);
              assertThat(found).containsExactly("1 pipes were never closed");
              pipe.writeEnd().put();
              found.clear();
              pipes.checkAtRest(found::add);
              assertThat(found).isEmpty();
            })
        .assertFine();
  }
}
