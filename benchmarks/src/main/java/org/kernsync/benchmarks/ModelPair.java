package org.kernsync.benchmarks;

import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.Completion;

/**
 * Two kernel threads that yield to each other on a kernel model with one CPU: the whole scheduler,
 * ticks included. The CPU is pinned to the first core.
 *
 * <p>The outside wakes the leader, and the leader wakes the follower: woken from outside as well,
 * the follower would come late, and the leader yield to nobody.
 */
final class ModelPair implements SwitchPair {
  private final Kernel kernel = new Kernel(KernelConfig.ofCpus(1));
  private final Completion leaderGo = new Completion();
  private final Completion followerGo = new Completion();
  private final Completion done = new Completion();
  private final Completion ended = new Completion();
  private final Turns turns = new Turns(); // started before leaderGo, which publishes it
  private boolean closing; // plain: published by leaderGo, then by followerGo; read after them

  ModelPair() {
    kernel.boot(this::init);
  }

  /** Runs as pid 1; the model shuts down when it returns. */
  private void init(Task self, Kernel booted) {
    Task leader = booted.kernelThreads().create(self, "yield/0", this::lead);
    Task follower = booted.kernelThreads().create(self, "yield/1", this::follow);
    booted.processes().start(self, leader);
    booted.processes().start(self, follower);
    ended.awaitUninterruptibly();
    ended.awaitUninterruptibly();
  }

  private void lead(Task self) {
    leaderGo.awaitUninterruptibly();
    while (!closing) {
      followerGo.complete();
      yieldOften(self);
      leaderGo.awaitUninterruptibly();
    }
    followerGo.complete();
    ended.complete();
  }

  private void follow(Task self) {
    followerGo.awaitUninterruptibly();
    while (!closing) {
      yieldOften(self);
      followerGo.awaitUninterruptibly();
    }
    ended.complete();
  }

  private void yieldOften(Task self) {
    while (turns.next(self)) {
      kernel.scheduler().yield(self);
    }
    done.complete();
  }

  @Override
  public void run(int switches) throws InterruptedException {
    turns.start(switches);
    leaderGo.complete();
    done.await();
    done.await();
  }

  @Override
  public void close() {
    closing = true;
    leaderGo.complete();
    Outcome outcome = awaitOutcome();
    if (outcome != Outcome.FINE) {
      throw new IllegalStateException(outcome + ": " + kernel.violations());
    }
  }

  private Outcome awaitOutcome() {
    try {
      return kernel.await();
    } catch (InterruptedException given) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the model was off", given);
    }
  }
}
