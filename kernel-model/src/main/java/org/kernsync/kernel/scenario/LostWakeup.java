package org.kernsync.kernel.scenario;

import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * A task tests its condition, then announces its sleep. Between the two the condition becomes true,
 * and the wake-up finds a task that is running; then it sleeps, and nobody comes again.
 */
final class LostWakeup implements Scenario {
  private static final long HUNG_NANOS = 20_000_000; // no sleep here is meant to last

  private volatile boolean ready;
  private volatile Task waiter;

  @Override
  public String name() {
    return "lost-wakeup";
  }

  @Override
  public String fault() {
    return "a task tests its condition before it announces its sleep";
  }

  @Override
  public String repair() {
    return "state first, then the test, in a loop";
  }

  @Override
  public String diagnosis() {
    return "blocked for more than";
  }

  @Override
  public long hungTaskNanos() {
    return HUNG_NANOS;
  }

  @Override
  public void faulty(Stage stage) {
    stage.role(
        0,
        "waiter",
        self -> {
          waiter = self;
          while (!ready) {
            falter(stage);
            self.setState(TaskState.UNINTERRUPTIBLE); // wrong: after the test
            stage.kernel().scheduler().schedule(self);
          }
        });
    stage.role(1, "waker", self -> wake(stage));
  }

  @Override
  public void repaired(Stage stage) {
    stage.role(
        0,
        "waiter",
        self -> {
          waiter = self;
          while (true) {
            self.setState(TaskState.UNINTERRUPTIBLE); // S1: before the test
            if (ready) {
              break;
            }
            falter(stage);
            stage.kernel().scheduler().schedule(self);
          }
          self.setState(TaskState.RUNNING);
        });
    stage.role(1, "waker", self -> wake(stage));
  }

  private static void falter(Stage stage) {
    stage.reach("the waiter has tested");
    stage.await("the waker has been there");
  }

  private void wake(Stage stage) {
    stage.await("the waiter has tested");
    ready = true; // volatile: S1, before the look at the state
    stage.kernel().scheduler().tryToWakeUp(stage.here(), waiter, TaskState.NORMAL);
    stage.reach("the waker has been there");
  }
}
