package org.kernsync.kernel.process;

import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.callWith;
import static org.kernsync.kernel.syscall.Script.jump;
import static org.kernsync.kernel.syscall.Script.jumpIfZero;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Script;

class ForkAndStopTest {
  private static final int FORKERS = 8;

  /** Clones twenty thousand times a second; each child would sleep for an hour. */
  private static final Program FORKER =
      Script.of(
          call(Nr.CLONE, 0),
          jumpIfZero(4),
          callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 50_000),
          jump(0),
          callWith(Nr.CLOCK_NANOSLEEP, context -> System.nanoTime() + 3_600_000_000_000L));

  /**
   * A child that is cloned while the model stops is told to end like all others: none is left
   * behind, whenever the request comes.
   */
  @RepeatedTest(100)
  void requestStop_whileTasksFork_leavesNoChild() throws InterruptedException {
    KernelHarness.on(4)
        .withLimit(20, TimeUnit.SECONDS)
        .run(
            (self, kernel) -> {
              for (int i = 0; i < FORKERS; i++) {
                startProgram(kernel, self, "forker/" + i, FORKER);
              }
              KernelHarness.sleep(kernel, self, 2_000_000);
              kernel.requestStop();
            })
        .assertStoppedFine();
  }
}
