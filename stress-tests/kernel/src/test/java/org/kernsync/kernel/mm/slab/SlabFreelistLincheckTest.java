package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * The freelist of a slab in every interleaving that the model checker tries: each object is on it
 * or with one taker, whatever others take and put meanwhile.
 */
class SlabFreelistLincheckTest {
  private static final int INTERLEAVINGS = 100;
  private static final int INTERLEAVINGS_OF_TWINS = 400; // the first that shows the fault ends it

  // Static, for the model checker does not see that what a lambda captures gets to other threads.
  private static FreelistUnderTest freelist;
  private static List<Integer> ofFirst;
  private static List<Integer> ofSecond;
  private static List<Integer> ofThird;
  private static boolean[] accepted;

  /** One takes an object while another takes some and puts them back in another order. */
  @Test
  void takeOne_othersTakeAndPut_eachObjectOnce() {
    takeWhileOthersReorder(INTERLEAVINGS, () -> FreelistUnderTest.ofSlab(3));
  }

  /** The same where a word comes back is red. */
  @Test
  void takeOne_withoutTag_rejected() {
    assertThatThrownBy(
            () -> takeWhileOthersReorder(INTERLEAVINGS_OF_TWINS, () -> NaiveFreelist.withoutTag(3)))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** The owner takes all, one puts, one takes one: three threads. */
  @Test
  void takeAll_othersTakeAndPut_eachObjectOnce() {
    Lincheck.runConcurrentTest(
        INTERLEAVINGS,
        () -> {
          begin(FreelistUnderTest.ofSlab(3));
          ofFirst.add(freelist.takeOne());
          Thread owner = new Thread(() -> ofSecond.addAll(freelist.takeAll()));
          Thread taker = new Thread(SlabFreelistLincheckTest::thirdTakesOne);
          owner.start();
          taker.start();
          freelist.put(ofFirst.removeLast());
          join(owner);
          join(taker);
          checkEachOnce(3);
        });
  }

  /** Two free the same object: one of them is refused. */
  @Test
  void put_sameObjectTwice_oneRefused() {
    freeTwice(INTERLEAVINGS, () -> FreelistUnderTest.ofSlab(2));
  }

  /** The same where nobody looks is red. */
  @Test
  void put_withoutLookAtTheFirst_rejected() {
    assertThatThrownBy(
            () -> freeTwice(INTERLEAVINGS_OF_TWINS, () -> NaiveFreelist.withoutLookAtTheFirst(2)))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static void takeWhileOthersReorder(int interleavings, Supplier<FreelistUnderTest> slabs) {
    Lincheck.runConcurrentTest(
        interleavings,
        () -> {
          begin(slabs.get());
          Thread taker = new Thread(SlabFreelistLincheckTest::thirdTakesOne);
          taker.start();
          List<Integer> held = new ArrayList<>(freelist.takeAll());
          if (held.size() == 3) {
            // Back in another order, with the same one first: the word would be as before.
            freelist.put(held.get(1));
            freelist.put(held.get(2));
            freelist.put(held.get(0));
            held.clear();
          }
          ofFirst.addAll(held);
          join(taker);
          checkEachOnce(3);
        });
  }

  private static void freeTwice(int interleavings, Supplier<FreelistUnderTest> slabs) {
    Lincheck.runConcurrentTest(
        interleavings,
        () -> {
          begin(slabs.get());
          int object = freelist.takeOne();
          accepted = new boolean[2];
          Thread other = new Thread(() -> accepted[1] = freelist.put(object));
          other.start();
          accepted[0] = freelist.put(object);
          join(other);
          if (accepted[0] == accepted[1]) {
            throw new AssertionError("freed twice: " + accepted[0]);
          }
          checkEachOnce(2);
        });
  }

  private static void begin(FreelistUnderTest fresh) {
    freelist = fresh;
    ofFirst = new ArrayList<>();
    ofSecond = new ArrayList<>();
    ofThird = new ArrayList<>();
  }

  private static void thirdTakesOne() {
    int object = freelist.takeOne();
    if (object != FreelistUnderTest.NONE) {
      ofThird.add(object);
    }
  }

  private static void checkEachOnce(int objects) {
    List<Integer> all = new ArrayList<>(freelist.takeAll());
    all.addAll(ofFirst);
    all.addAll(ofSecond);
    all.addAll(ofThird);
    all.sort(null);
    for (int i = 0; i < objects; i++) {
      if (all.size() != objects || all.get(i) != i) {
        throw new AssertionError("objects " + all + " of " + objects);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
