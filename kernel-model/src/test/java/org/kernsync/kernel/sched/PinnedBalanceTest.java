package org.kernsync.kernel.sched;

import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;

class PinnedBalanceTest {
  /**
   * An idle CPU that may not take anything from the busiest queue takes from the next: pinned tasks
   * on one CPU do not keep the movable ones of another waiting.
   */
  @Test
  void idleCpu_busiestQueueIsPinned_pullsFromTheNext() throws InterruptedException {
    KernelHarness.on(3)
        .run(
            (self, kernel) -> {
              List<BusyLoop> loops = new ArrayList<>();
              for (int i = 0; i < 6; i++) {
                BusyLoop pinned = new BusyLoop(kernel.scheduler());
                loops.add(pinned);
                startThreadOn(kernel, self, "pinned/" + i, 0b001, pinned);
              }
              BusyLoop[] movable = new BusyLoop[2];
              Task[] tasks = new Task[2];
              for (int i = 0; i < 2; i++) {
                movable[i] = new BusyLoop(kernel.scheduler());
                loops.add(movable[i]);
                tasks[i] = startThreadOn(kernel, self, "movable/" + i, 0b010, movable[i]);
              }
              BusyLoop first = movable[0];
              BusyLoop second = movable[1];
              await(kernel, self, "both run", () -> first.chunks() > 0 && second.chunks() > 0);
              kernel.scheduler().setAffinity(self, tasks[0], 0b110);
              kernel.scheduler().setAffinity(self, tasks[1], 0b110);
              await(
                  kernel,
                  self,
                  "CPU 2 has one of them",
                  () -> first.lastCpu() == 2 || second.lastCpu() == 2);
              loops.forEach(BusyLoop::stop);
            })
        .assertFine();
  }
}
