package org.kernsync.stress.kernel;

import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.wait.Completion;

/**
 * Tasks in a ring that pass tokens on: each sleeps on its own semaphore until its neighbour ups it.
 */
final class TokenRing {
  private final int tasks;
  private final int rounds;
  private final CountingSemaphore[] semaphores;
  private final Completion done = new Completion();
  private final int[] received; // each element: its task only, read after the run

  TokenRing(int tasks, int rounds) {
    this.tasks = tasks;
    this.rounds = rounds;
    semaphores = new CountingSemaphore[tasks];
    for (int i = 0; i < tasks; i++) {
      semaphores[i] = new CountingSemaphore(0);
    }
    received = new int[tasks];
  }

  /**
   * Starts the tasks, drops one token in, and waits until it has gone round as often as it should.
   */
  void run(Task self, Kernel kernel, StackSampler sampler) {
    for (int i = 0; i < tasks; i++) {
      int me = i;
      Task task = KernelHarness.startThread(kernel, self, "ring/" + me, unused -> pass(me));
      sampler.add(task.thread());
    }
    sampler.start();
    semaphores[0].up();
    done.awaitUninterruptibly();
  }

  private void pass(int me) {
    for (int round = 0; round < rounds; round++) {
      semaphores[me].down();
      received[me]++;
      semaphores[(me + 1) % tasks].up();
    }
    if (me == tasks - 1) {
      done.complete();
    }
  }

  long handOvers() {
    long sum = 0;
    for (int count : received) {
      sum += count;
    }
    return sum;
  }
}
