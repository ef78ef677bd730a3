package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.kernsync.atomic.MemoryBarriers;

/**
 * Store buffering on the asymmetric fence: each of two threads stores to one variable and loads the
 * other. Both loads may not miss the other's store. Run as a main class it prints the fence mode,
 * and how often both missed it with the fences and, as the twin that shows that the test can fail,
 * without.
 */
public final class StoreLoadLitmus {
  private static final int BATCH = 16_000;
  private static final int STEP = 16;

  private final int[] x = new int[BATCH * STRIDE];
  private final int[] y = new int[BATCH * STRIDE];
  private final int[] sawY = new int[BATCH];
  private final int[] sawX = new int[BATCH];
  private final AtomicIntegerArray arrived = new AtomicIntegerArray(2);
  private final boolean fenced;

  private static final int STRIDE = 16; // one variable per cache line
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);

  private StoreLoadLitmus(boolean fenced) {
    this.fenced = fenced;
  }

  /** Plays a number of batches and counts the rounds in which both threads missed. */
  public static long bothMissed(boolean fenced, int batches) {
    long missed = 0;
    for (int batch = 0; batch < batches; batch++) {
      missed += new StoreLoadLitmus(fenced).play();
    }
    return missed;
  }

  private long play() {
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            for (int i = 0; i < BATCH; i++) {
              keepStep(0, i);
              sawY[i] = lightSide(i * STRIDE);
            }
          });
      crew.start(
          () -> {
            for (int i = 0; i < BATCH; i++) {
              keepStep(1, i);
              sawX[i] = heavySide(i * STRIDE);
            }
          });
    }
    long missed = 0;
    for (int i = 0; i < BATCH; i++) {
      missed += sawX[i] == 0 && sawY[i] == 0 ? 1 : 0;
    }
    return missed;
  }

  /** Lets the two threads meet every few rounds, or one would be done before the other begins. */
  private void keepStep(int me, int i) {
    if (i % STEP != 0) {
      return;
    }
    arrived.set(me, i + 1);
    for (int spins = 0; arrived.get(1 - me) <= i; spins++) {
      if (spins < 2_000) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private int lightSide(int i) {
    CELL.setRelease(x, i, 1); // release: as TicketSpinLock#unlock stores owner
    if (fenced) {
      MemoryBarriers.lightMb();
    }
    return (int) CELL.getOpaque(y, i); // opaque: as it loads the slots
  }

  private int heavySide(int i) {
    CELL.setRelease(y, i, 1);
    if (fenced) {
      MemoryBarriers.heavyMb();
    }
    return (int) CELL.getOpaque(x, i);
  }

  /** Prints mode, misses with fences, misses without. */
  public static void main(String[] arguments) {
    System.out.println(
        MemoryBarriers.fenceMode() + " " + bothMissed(true, 20) + " " + bothMissed(false, 20));
  }
}
