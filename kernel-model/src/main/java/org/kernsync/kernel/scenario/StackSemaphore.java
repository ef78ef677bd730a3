package org.kernsync.kernel.scenario;

import java.util.concurrent.atomic.AtomicReference;
import org.kernsync.kernel.mm.StackFrame;
import org.kernsync.kernel.mm.StackFrames;
import org.kernsync.kernel.sched.Task;

/**
 * A task puts a semaphore on its stack, has a disk up it, and waits. The disk's task has raised the
 * count when the waiter sees it, does not go to sleep, returns, and uses the memory for something
 * else; then the disk's task looks for sleepers in what was the semaphore.
 */
final class StackSemaphore implements Scenario {
  private static final int LOCAL = 2; // where the next function keeps its variable
  private static final int VALUE = 42;

  private final AtomicReference<FrameSemaphore> semaphore = new AtomicReference<>();
  private final AtomicReference<FrameCompletion> completion = new AtomicReference<>();

  @Override
  public String name() {
    return "stack-semaphore";
  }

  @Override
  public String fault() {
    return "a semaphore on the waiter's stack: up() touches it after the waiter has returned";
  }

  @Override
  public String repair() {
    return "a completion, which is not touched any more once the waiter may return";
  }

  @Override
  public String diagnosis() {
    return "poison 0x6b6b6b6b read";
  }

  @Override
  public void faulty(Stage stage) {
    stage.role(
        0,
        "waiter",
        self -> {
          StackFrames stack = stage.newStack();
          StackFrame frame = stack.enter(self.cpu(), "read_block");
          FrameSemaphore done = new FrameSemaphore(stage, frame); // wrong: it dies with the frame
          semaphore.set(done);
          stage.reach("the request is made");
          done.down(self, () -> falterOnTheWay(stage));
          stack.leave(frame);
          goOn(stage, self, stack);
        });
    stage.role(
        1,
        "disk",
        self -> {
          stage.await("the waiter is on its way to sleep");
          semaphore.get().up(() -> falterAfterCount(stage));
          stage.reach("the disk is done");
        });
  }

  @Override
  public void repaired(Stage stage) {
    stage.role(
        0,
        "waiter",
        self -> {
          StackFrames stack = stage.newStack();
          StackFrame frame = stack.enter(self.cpu(), "read_block");
          FrameCompletion done = new FrameCompletion(stage, frame);
          completion.set(done);
          stage.reach("the request is made");
          done.await(self, () -> falterOnTheWay(stage));
          stack.leave(frame);
          goOn(stage, self, stack);
        });
    stage.role(
        1,
        "disk",
        self -> {
          stage.await("the waiter is on its way to sleep");
          completion.get().complete(() -> falterAfterCount(stage));
          stage.reach("the disk is done");
        });
  }

  private static void falterOnTheWay(Stage stage) {
    stage.reach("the waiter is on its way to sleep");
    stage.await("the waiter has its permit");
  }

  private static void falterAfterCount(Stage stage) {
    stage.reach("the waiter has its permit");
    stage.await("the frame is another's");
  }

  /** The next function that the waiter calls: it gets the memory of the one that has returned. */
  private static void goOn(Stage stage, Task self, StackFrames stack) {
    StackFrame frame = stack.enter(self.cpu(), "count_blocks");
    frame.store(LOCAL, VALUE);
    stage.reach("the frame is another's");
    stage.await("the disk is done");
    int found = frame.load(self.cpu(), LOCAL);
    if (found != VALUE) {
      stage.symptom("a variable of count_blocks changed from " + VALUE + " to " + found);
    }
    stack.leave(frame);
  }
}
