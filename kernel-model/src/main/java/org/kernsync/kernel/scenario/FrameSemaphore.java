package org.kernsync.kernel.scenario;

import org.kernsync.kernel.mm.StackFrame;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * The semaphore of kernels before there were completions, for one waiter, in the words of a stack
 * frame. Its fast path is one atomic addition; only where that shows a waiter does {@link #up} look
 * at the list of sleepers. It is right for semaphores that outlive their users: what {@code up}
 * touches last, it touches after the waiter may have gone.
 */
final class FrameSemaphore {
  private static final int COUNT = 0;
  private static final int LIST_LOCK = 1;
  private static final int SLEEPER = 2; // LIST_LOCK; a pid, 0 for nobody

  private final Stage stage;
  private final StackFrame frame;

  /** Makes one without permits. */
  FrameSemaphore(Stage stage, StackFrame frame) {
    this.stage = stage;
    this.frame = frame;
    frame.store(COUNT, 0);
    frame.store(LIST_LOCK, 0);
    frame.store(SLEEPER, 0);
  }

  /** Waits for a permit; {@code onTheWay} runs between the addition and the sleep. */
  void down(Task self, Runnable onTheWay) {
    if (frame.addReturn(stage.here(), COUNT, -1) >= 0) {
      return;
    }
    onTheWay.run();
    FrameLock.lock(stage, frame, LIST_LOCK);
    frame.store(SLEEPER, self.pid());
    FrameLock.unlock(stage, frame, LIST_LOCK);
    while (true) {
      self.setState(TaskState.UNINTERRUPTIBLE); // S1: before the test
      if (frame.load(stage.here(), COUNT) >= 0) {
        break;
      }
      stage.kernel().scheduler().schedule(self);
    }
    self.setState(TaskState.RUNNING);
  }

  /** Gives a permit; {@code afterCount} runs between the addition and the look for sleepers. */
  void up(Runnable afterCount) {
    if (frame.addReturn(stage.here(), COUNT, 1) > 0) {
      return;
    }
    afterCount.run(); // from here on the waiter has what it waits for
    FrameLock.lock(stage, frame, LIST_LOCK);
    int pid = frame.load(stage.here(), SLEEPER);
    frame.store(SLEEPER, 0);
    FrameLock.unlock(stage, frame, LIST_LOCK);
    FrameLock.wake(stage, pid);
  }
}
