package org.kernsync.stress.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.Trap;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.time.DelayLoop;

/**
 * The shares of busy tasks on one CPU, by the work that they did and counted themselves in user
 * mode.
 */
class FairShareTest {
  private static final long CHUNKS_PER_SECOND = 50_000;
  private static final long CHUNK = DelayLoop.loopsFor(1_000_000_000 / CHUNKS_PER_SECOND);
  private static final int ACCUMULATOR = UserContext.FREE;

  /** The published weights of nice -4 to 5. */
  private static final int[] WEIGHTS = {2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335};

  private static final int FIRST_NICE = -4;

  /** Computes, and counts what it has computed. */
  private static final class Counting implements Program {
    private volatile long chunks; // written by its one task

    @Override
    public Trap step(UserContext context, UserMemory memory) {
      context.set(ACCUMULATOR, DelayLoop.spin(context.get(ACCUMULATOR), CHUNK));
      chunks++;
      return Trap.POLL;
    }
  }

  /** The part of all work that each of these nice levels did, on one CPU. */
  private static double[] shares(int[] niceLevels, int seconds) throws InterruptedException {
    double[] shares = new double[niceLevels.length];
    KernelHarness.on(1)
        .withLimit(120, TimeUnit.SECONDS)
        .run((self, kernel) -> measure(self, kernel, niceLevels, seconds, shares))
        .assertFine();
    return shares;
  }

  private static void measure(
      Task self, Kernel kernel, int[] niceLevels, int seconds, double[] shares) {
    List<Counting> programs = new ArrayList<>();
    for (int nice : niceLevels) {
      Counting program = new Counting();
      programs.add(program);
      Task task = KernelHarness.makeProgram(kernel, self, "nice/" + nice, program);
      kernel.scheduler().setPolicy(self.cpu(), task, Policy.NORMAL, nice);
      kernel.processes().start(self, task);
    }
    awaitWork(self, kernel, programs, 2 * CHUNKS_PER_SECOND); // compiled, and past the start
    long[] before = chunksOf(programs);
    awaitWork(self, kernel, programs, seconds * CHUNKS_PER_SECOND);
    long[] after = chunksOf(programs);
    long[] done = IntStream.range(0, after.length).mapToLong(i -> after[i] - before[i]).toArray();
    double all = IntStream.range(0, done.length).mapToLong(i -> done[i]).sum();
    for (int i = 0; i < done.length; i++) {
      shares[i] = done[i] / all;
    }
  }

  private static long[] chunksOf(List<Counting> programs) {
    return programs.stream().mapToLong(program -> program.chunks).toArray();
  }

  /** Sleeps until all together have done so much more: the window is as long as the CPU had. */
  private static void awaitWork(Task self, Kernel kernel, List<Counting> programs, long chunks) {
    long goal = LongStream.of(chunksOf(programs)).sum() + chunks;
    while (LongStream.of(chunksOf(programs)).sum() < goal) {
      KernelHarness.sleep(kernel, self, 10_000_000);
    }
  }

  private static void assertShares(int[] niceLevels, double[] shares, double tolerance) {
    double weightOfAll = 0;
    for (int nice : niceLevels) {
      weightOfAll += WEIGHTS[nice - FIRST_NICE];
    }
    double worst = 0;
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < shares.length; i++) {
      double due = WEIGHTS[niceLevels[i] - FIRST_NICE] / weightOfAll;
      double error = shares[i] / due - 1;
      worst = Math.max(worst, Math.abs(error));
      table.append(
          String.format(
              "nice %2d: share %.4f, due %.4f, error %+.2f %%%n",
              niceLevels[i], shares[i], due, 100 * error));
    }
    System.out.print(table);
    assertThat(worst).as("worst error\n%s", table).isLessThanOrEqualTo(tolerance);
  }

  /** Two busy tasks of nice 0 and 5 share a CPU as 1024 : 335, within 2 %. */
  @Test
  void twoTasks_niceZeroAndFive_shareByWeight() throws Exception {
    Attempts.untilUndisturbed(FairShareTest::twoTasks);
  }

  private static void twoTasks() throws InterruptedException {
    int[] niceLevels = {0, 5};
    double[] shares = shares(niceLevels, 5);
    double ratio = shares[0] / shares[1];
    double due = 1024.0 / 335;
    System.out.printf(
        "nice 0 : nice 5 = %.4f, due %.4f, error %+.2f %%%n", ratio, due, 100 * (ratio / due - 1));
    assertThat(ratio / due).isBetween(0.98, 1.02);
    assertShares(niceLevels, shares, 0.02);
  }

  /** Nine busy tasks of nice -4 to 4 get each its share, within 3 %. */
  @Test
  void nineTasks_niceMinusFourToFour_shareByWeight() throws Exception {
    int[] niceLevels = IntStream.rangeClosed(-4, 4).toArray();
    Attempts.untilUndisturbed(() -> assertShares(niceLevels, shares(niceLevels, 10), 0.03));
  }
}
