package org.kernsync.kernel.mm.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SlotTest {
  private static final int VALUE = Slot.WORD;
  private static final int WORDS = 3;
  private static final int BYTES = WORDS * Slot.WORD;
  private static final long ROUNDS = 1_000_000;
  private static final int KIND = 0x7a5c_00ff;

  private final FixedSlots cache = FixedSlots.onHeap(BYTES, 4);

  private static final class Point extends Slot {
    private final long low;

    Point(SlotCache cache, int kind) {
      this(cache, kind, 0);
    }

    Point(SlotCache cache, int kind, long low) {
      super(cache, cache.allocate(), kind, WORDS);
      this.low = low;
    }

    /** Whether its owner wrote it: each writes two values of its own. */
    boolean isOwn(long value) {
      return value == 0 || value == low || value == low + 1;
    }

    @Override
    public String toString() {
      return "point";
    }
  }

  private Point point() {
    return new Point(cache, KIND);
  }

  /** A new slot is zero, whatever was in it before, and has its handle's stamp. */
  @Test
  void new_inAUsedSlot_isClear() {
    Point first = point();
    first.setWord(VALUE, 5);
    first.free();
    Point second = point();
    assertThat(second.address()).isEqualTo(first.address());
    assertThat(second.word(VALUE)).isZero();
    assertThat(second.problem()).isNull();
  }

  /** Where there is no memory there is no structure. */
  @Test
  void new_withoutMemory_throws() {
    for (int i = 0; i < 4; i++) {
      point();
    }
    assertThatThrownBy(this::point)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("out of memory");
  }

  /** What was freed, given to another, or written over is told apart. */
  @Test
  void problem_ofABrokenSlot_saysWhichWay() {
    Point freed = point();
    freed.free();
    assertThat(freed.problem()).contains("after it was freed");
    Point next = point();
    assertThat(next.address()).isEqualTo(freed.address());
    assertThat(freed.problem()).contains("which is another's now");
    next.setWord(0, 0x1234);
    assertThat(next.problem()).contains("written over: its stamp is 0x1234");
  }

  /** A structure of another kind in the same slot is no structure of this one. */
  @Test
  void problem_ofAnotherKind_isNotTakenForOne() {
    Point freed = point();
    freed.free();
    new Point(cache, KIND + 1);
    assertThat(freed.problem()).contains("after it was freed").doesNotContain("another's");
  }

  /** Freeing twice is refused, also where the slot is another's meanwhile, which stays whole. */
  @Test
  void free_twice_throws() {
    Point freed = point();
    freed.free();
    assertThatThrownBy(freed::free).hasMessageContaining("point").hasMessageContaining("was freed");
    Point next = point();
    next.setWord(VALUE, 7);
    assertThatThrownBy(freed::free).hasMessageContaining("another's now");
    assertThat(next.word(VALUE)).isEqualTo(7);
    assertThat(next.problem()).isNull();
  }

  /** A freed slot is full of poison; who may be late reads what was there before. */
  @Test
  void wordSeen_afterTheEnd_isTheLastValue() {
    Point point = point();
    point.setWord(VALUE, 42);
    assertThat(point.wordSeen(VALUE)).isEqualTo(42);
    point.free();
    assertThat(point.isFreed()).isTrue();
    assertThat(point.word(VALUE)).isEqualTo(Slot.POISON);
    assertThat(point.wordSeen(VALUE)).isEqualTo(42);
  }

  /** Label SE1: a reader that races with the end never sees poison, nor another's words. */
  @Test
  void wordSeen_racingWithFree_isNeverAnothers() throws InterruptedException {
    FixedSlots one = FixedSlots.onHeap(BYTES, 1);
    AtomicReference<Point> current = new AtomicReference<>(new Point(one, KIND, 10));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    Point point = current.get();
                    long value = point.wordSeen(VALUE);
                    long again = point.wordSeen(VALUE);
                    if (!point.isOwn(value) || !point.isOwn(again)) {
                      wrong.set("saw " + value + ", then " + again);
                    }
                  }
                });
    for (long low = 10; low < ROUNDS && wrong.get() == null; low += 10) {
      Point point = current.get();
      point.setWordOpaque(VALUE, low);
      point.setWordOpaque(VALUE, low + 1);
      point.free();
      current.set(new Point(one, KIND, low + 10));
    }
    stop.set(true);
    reader.join();
    assertThat(wrong.get()).isNull();
  }

  /** Full exchange: returns what was there, and writes also where it is the same. */
  @Test
  void getAndSetWord_returnsTheWordBefore() {
    Point point = point();
    assertThat(point.getAndSetWord(VALUE, 1)).isZero();
    assertThat(point.getAndSetWord(VALUE, 1)).isOne();
    assertThat(point.getAndAddWord(VALUE, 2)).isOne();
    assertThat(point.wordVolatile(VALUE)).isEqualTo(3);
  }

  /** At the end everything embedded is freed, but for what was freed before. */
  @Test
  void freeAll_freesWhatIsLeft() {
    EmbeddedSlots embedded = new EmbeddedSlots();
    Point early = point();
    Point late = point();
    embedded.add(early);
    embedded.add(late);
    early.free();
    embedded.freeAll();
    assertThat(late.isFreed()).isTrue();
    assertThat(cache.allocate()).isEqualTo(late.address() == 0 ? 0 : early.address());
  }
}
