package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.rcu.Rcu;
import org.openjdk.jmh.annotations.Param;

/** What is compared does what its name says, and ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KindsTest {
  private static final int TIMES = 20_000;
  private static final CalibratedWork NO_WORK = CalibratedWork.ofNanos(0, 1);

  /** Readers of a pair never see one field changed and the other not. */
  @ParameterizedTest
  @EnumSource
  void read_whileAnotherWrites_isConsistent(SequencePair.Kind kind) throws Exception {
    SequencePair pair = kind.open();
    Partners writer = new Partners();
    writer.start(false, 1, () -> pair.write(NO_WORK));
    try {
      for (int i = 0; i < 200_000; i++) {
        assertThat(pair.read(NO_WORK)).isZero();
      }
    } finally {
      writer.stop();
    }
  }

  /** Two readers are inside at once. */
  @ParameterizedTest
  @EnumSource
  void run_readLock_isShared(ReadLockKind kind) throws Exception {
    Guard guard = kind.newGuard();
    CountDownLatch bothInside = new CountDownLatch(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> readers =
          Stream.generate(() -> threads.submit(() -> guard.run(() -> meet(bothInside))))
              .limit(2)
              .<Future<?>>map(Function.identity())
              .toList();
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  private static void meet(CountDownLatch all) {
    all.countDown();
    try {
      assertThat(all.await(10, TimeUnit.SECONDS)).as("another reader came in").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Every call is answered, and the answering thread ends when it is told to. */
  @ParameterizedTest
  @EnumSource
  void call_often_isAnsweredEachTime(PingPong.Kind kind) throws Exception {
    PingPong pair = kind.open();
    Partners answering = new Partners();
    answering.start(false, 1, pair::answer);
    for (int i = 0; i < 1_000; i++) {
      pair.call();
    }
    answering.stop();
  }

  /** The turn goes to another and comes back, and its threads end when they are told to. */
  @ParameterizedTest
  @EnumSource
  void pass_often_comesBack(WakeRing.Kind kind) throws Exception {
    int threads = 4;
    WakeRing ring = kind.open(threads);
    Partners others = new Partners();
    for (int i = 1; i < threads; i++) {
      int self = i;
      others.start(
          false,
          self,
          () -> {
            ring.join(self);
            while (true) {
              ring.pass(self);
            }
          });
    }
    for (int i = 0; i < 500; i++) {
      long before = ring.handOvers();
      ring.pass(0);
      assertThat(ring.handOvers()).isGreaterThanOrEqualTo(before + 2);
    }
    others.stop();
  }

  /** Elements come out in order, and none is lost between two threads. */
  @ParameterizedTest
  @EnumSource
  void transfer_betweenTwoThreads_keepsOrder(TransferQueue.Kind kind) throws Exception {
    TransferQueue queue = kind.open();
    int[] next = new int[1];
    Partners putting = new Partners();
    putting.start(
        false,
        1,
        () -> {
          if (queue.put(next[0])) {
            next[0]++;
          }
        });
    for (int i = 0; i < 50_000; i++) {
      Object element = queue.get();
      while (element == null) {
        Thread.onSpinWait();
        element = queue.get();
      }
      assertThat(element).isEqualTo(i);
    }
    putting.stop();
  }

  /** The last reference says so, and one beyond it is an error. */
  @ParameterizedTest
  @EnumSource
  void put_last_saysSo(CountedObject.Kind kind) {
    CountedObject counted = kind.open();
    counted.get();
    assertThat(counted.put()).isFalse();
    assertThat(counted.put()).isTrue();
    assertThatThrownBy(counted::get).isInstanceOf(IllegalStateException.class);
  }

  /** A read gives what stands there, and leaves no section open that a writer would wait for. */
  @ParameterizedTest
  @EnumSource
  void read_ofAPointer_givesItsContent(ProtectedPointer.Kind kind) {
    ProtectedPointer.Reader reader = kind.make().open();
    for (int i = 0; i < 1_000; i++) {
      assertThat(reader.read()).isEqualTo(1);
    }
    reader.close(); // inside of a section this throws
  }

  /** Waiting for readers ends while none reads. */
  @ParameterizedTest
  @EnumSource
  void wait_withoutReaders_ends(ReaderWaitKind kind) {
    try (Rcu rcu = new Rcu()) {
      Runnable wait = kind.of(rcu);
      for (int i = 0; i < 100; i++) {
        wait.run();
      }
      boolean waits = kind != ReaderWaitKind.MEMBARRIER;
      assertThat(rcu.statistics().gracePeriods()).isEqualTo(waits ? 100 : 0);
    }
  }

  /** All that is handed over is done, once each, by another thread. */
  @ParameterizedTest
  @EnumSource
  void give_often_isDoneOnceEach(HandOver.Kind kind) throws Exception {
    int all = 10_000;
    HandOver handOver = kind.make();
    handOver.start(false);
    AtomicInteger done = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(1);
    Thread self = Thread.currentThread();
    for (int i = 0; i < all; i++) {
      handOver.give(
          () -> {
            if (Thread.currentThread() != self && done.incrementAndGet() == all) {
              last.countDown();
            }
          });
    }
    assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
    handOver.stop();
    assertThat(done).hasValue(all);
  }

  /** No addition of four threads is lost. */
  @ParameterizedTest
  @EnumSource
  void add_fourThreads_isExact(EventCounter.Kind kind) throws Exception {
    EventCounter counter = kind.make();
    inFourThreads(counter::add);
    assertThat(counter.sum()).isEqualTo(4 * TIMES);
  }

  /** Users of four threads come and go: then the first one is the last. */
  @ParameterizedTest
  @EnumSource
  void put_fourThreads_leavesTheFirst(UserCount.Kind kind) throws Exception {
    UserCount users = kind.make();
    inFourThreads(
        () -> {
          users.get();
          users.put();
        });
    assertThat(users.end()).isTrue();
  }

  /** Blocks are taken and given back by one thread, in use for a while or not at all. */
  @ParameterizedTest
  @EnumSource
  void turn_often_goesOn(SmallBlocks.Kind kind) {
    try (SmallBlocks blocks = kind.open()) {
      SmallBlocks.Stock stock = blocks.stock(64);
      for (int i = 0; i < TIMES; i++) {
        blocks.takeAndGive();
        stock.turn();
      }
      stock.clear();
    }
  }

  /** Blocks that one thread takes another gives back, as many as were sent. */
  @ParameterizedTest
  @EnumSource
  void receive_inAnotherThread_givesAllBack(SmallBlocks.Kind kind) throws Exception {
    try (SmallBlocks blocks = kind.open()) {
      SmallBlocks.Lane lane = blocks.lane();
      AtomicInteger received = new AtomicInteger();
      Partners receiving = new Partners();
      receiving.start(
          false,
          1,
          () -> {
            if (lane.receive()) {
              received.incrementAndGet();
            }
          });
      int sent = 32 * 1_000; // in whole lots: the receiver is told of them
      for (int i = 0; i < sent; i++) {
        while (!lane.send()) {
          Thread.onSpinWait();
        }
      }
      while (received.get() < sent) {
        Thread.onSpinWait();
      }
      receiving.stop();
      lane.clear();
      assertThat(received).hasValue(sent);
    }
  }

  /** Single pages are to be had again and again. */
  @ParameterizedTest
  @EnumSource
  void takeAndGive_often_goesOn(SinglePages.Kind kind) {
    try (SinglePages pages = kind.open()) {
      for (int i = 0; i < TIMES; i++) {
        pages.takeAndGive();
      }
    }
  }

  /** Two blocks in use are two, whatever their sizes. */
  @ParameterizedTest
  @EnumSource
  void take_mixedSizes_neverOverlap(MixedPages.Kind kind) {
    try (MixedPages pages = kind.open()) {
      BitSet used = new BitSet();
      for (int i = 0; i < 600; i++) {
        int order = i % 7;
        int page = (int) pages.take(order);
        assertThat(used.get(page, page + (1 << order)).isEmpty()).isTrue();
        used.set(page, page + (1 << order));
      }
    }
  }

  private static void inFourThreads(Runnable step) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all =
          Stream.generate(() -> threads.submit(() -> repeat(step)))
              .limit(4)
              .<Future<?>>map(Function.identity())
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void repeat(Runnable step) {
    for (int i = 0; i < TIMES; i++) {
      step.run();
    }
  }

  /** The parameter of each benchmark lists every kind, in the same order. */
  @Test
  void impl_listsEveryKind() throws NoSuchFieldException {
    assertLists(SequenceRead.Shared.class, SequencePair.Kind.values(), k -> k.label());
    assertLists(ReadLockThroughput.Contended.class, ReadLockKind.values(), k -> k.label());
    assertLists(RoundTrip.class, PingPong.Kind.values(), k -> k.label());
    assertLists(WakeOne.class, WakeRing.Kind.values(), k -> k.label());
    assertLists(Transfer.class, TransferQueue.Kind.values(), k -> k.label());
    assertLists(ReferenceCounting.Shared.class, CountedObject.Kind.values(), k -> k.label());
    assertLists(PointerRead.Shared.class, ProtectedPointer.Kind.values(), k -> k.label());
    assertLists(GracePeriodWait.class, ReaderWaitKind.values(), k -> k.label());
    assertLists(CallbackFlood.class, HandOver.Kind.values(), k -> k.label());
    assertLists(Counting.Shared.class, EventCounter.Kind.values(), k -> k.label());
    assertLists(UserCounting.Shared.class, UserCount.Kind.values(), k -> k.label());
    assertLists(BlockTurnover.Shared.class, SmallBlocks.Kind.values(), k -> k.label());
    assertLists(BlockPassing.class, SmallBlocks.Kind.values(), k -> k.label());
    assertLists(PageTurnover.Shared.class, SinglePages.Kind.values(), k -> k.label());
    assertLists(PageMix.Shared.class, MixedPages.Kind.values(), k -> k.label());
  }

  private static <K> void assertLists(Class<?> state, K[] kinds, Function<K, String> label)
      throws NoSuchFieldException {
    assertThat(state.getField("impl").getAnnotation(Param.class).value())
        .containsExactly(Arrays.stream(kinds).map(label).toArray(String[]::new));
  }
}
