package org.kernsync.kernel.printk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelLogTest {
  private static final int CAPACITY = 4096;

  /** Each line carries seconds since boot and the text, in the order of writing. */
  @Test
  void lines_areStamped_inOrder() {
    KernelLog log = new KernelLog(System.nanoTime() - 3_000_000_000L);
    log.printk("first %d", 1);
    log.printk("second");
    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().get(0)).matches("\\[ +[3-9]\\.\\d{6}\\] first 1");
    assertThat(log.lines().get(1)).endsWith("] second");
  }

  /** The ring keeps the newest lines. */
  @Test
  void lines_beyondCapacity_keepsTheNewest() {
    KernelLog log = new KernelLog(System.nanoTime());
    for (int i = 0; i < CAPACITY + 10; i++) {
      log.printk("line %d.", i);
    }
    List<String> lines = log.lines();
    assertThat(lines).hasSize(CAPACITY);
    assertThat(lines.getFirst()).endsWith("line 10.");
    assertThat(lines.getLast()).endsWith("line " + (CAPACITY + 9) + ".");
  }

  /** Many writers at once lose no line and tear none. */
  @Test
  void printk_fromManyThreads_keepsEachLine() throws InterruptedException {
    KernelLog log = new KernelLog(System.nanoTime());
    int writers = 8;
    int each = 500;
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, writers)
            .mapToObj(
                writer ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              try {
                                go.await();
                              } catch (InterruptedException stopped) {
                                return;
                              }
                              for (int i = 0; i < each; i++) {
                                log.printk("writer %d line %d", writer, i);
                              }
                            }))
            .toList();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> texts =
        log.lines().stream().map(line -> line.substring(line.indexOf(']') + 2)).toList();
    assertThat(texts).hasSize(writers * each).doesNotHaveDuplicates();
    for (int writer = 0; writer < writers; writer++) {
      String prefix = "writer " + writer + " ";
      assertThat(texts.stream().filter(text -> text.startsWith(prefix)).toList())
          .containsExactlyElementsOf(
              IntStream.range(0, each).mapToObj(i -> prefix + "line " + i).toList());
    }
  }
}
