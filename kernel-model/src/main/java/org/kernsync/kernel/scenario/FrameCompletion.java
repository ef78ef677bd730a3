package org.kernsync.kernel.scenario;

import org.kernsync.kernel.mm.StackFrame;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * {@code struct completion}, for one waiter, in the words of a stack frame. Whoever completes it
 * does everything under its lock, which the waiter needs, too, before it may return; the wake-up
 * after that needs the waiter's task and no word of the frame.
 */
final class FrameCompletion {
  private static final int DONE = 0; // LOCK
  private static final int LOCK = 1;
  private static final int SLEEPER = 2; // LOCK; a pid, 0 for nobody

  private final Stage stage;
  private final StackFrame frame;

  /** Makes one that is not complete. */
  FrameCompletion(Stage stage, StackFrame frame) {
    this.stage = stage;
    this.frame = frame;
    frame.store(DONE, 0);
    frame.store(LOCK, 0);
    frame.store(SLEEPER, 0);
  }

  /** Waits until it is complete; {@code onTheWay} runs before it looks. */
  void await(Task self, Runnable onTheWay) {
    onTheWay.run();
    FrameLock.lock(stage, frame, LOCK);
    while (frame.load(stage.here(), DONE) == 0) {
      frame.store(SLEEPER, self.pid());
      self.setState(TaskState.UNINTERRUPTIBLE); // under the lock: whoever completes it wakes this
      FrameLock.unlock(stage, frame, LOCK);
      stage.kernel().scheduler().schedule(self);
      FrameLock.lock(stage, frame, LOCK);
    }
    FrameLock.unlock(stage, frame, LOCK);
  }

  /** Completes it; {@code afterCount} runs when the waiter may have gone. */
  void complete(Runnable afterCount) {
    FrameLock.lock(stage, frame, LOCK);
    frame.store(DONE, 1);
    int pid = frame.load(stage.here(), SLEEPER);
    FrameLock.unlock(stage, frame, LOCK); // the last touch
    afterCount.run();
    FrameLock.wake(stage, pid);
  }
}
