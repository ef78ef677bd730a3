package org.kernsync.kernel.mm;

import java.util.ArrayDeque;
import java.util.Deque;
import org.kernsync.kernel.cpu.Cpu;

/**
 * The frames of one task's kernel stack: the one that was left last is the one that is used next.
 *
 * <p><b>Context.</b> The task itself; others may have been given the address of a {@link
 * StackFrame}.
 */
public final class StackFrames {
  private static final int WORDS = 4;

  private final boolean checked;
  private final Deque<StackFrame> free = new ArrayDeque<>();

  /**
   * Makes an empty stack.
   *
   * @param checked whether dead frames are poisoned, and looked at
   */
  public StackFrames(boolean checked) {
    this.checked = checked;
  }

  /**
   * A function begins.
   *
   * @param cpu the CPU that executes the caller
   * @param function its name
   * @return its variables, with whatever was left there
   * @throws org.kernsync.kernel.cpu.Oops where somebody wrote to the frame while it was dead
   */
  public StackFrame enter(Cpu cpu, String function) {
    StackFrame frame = free.isEmpty() ? new StackFrame(WORDS, checked) : free.pop();
    frame.begin(cpu, function);
    return frame;
  }

  /**
   * A function returns.
   *
   * @param frame its variables, not to be used by it any more
   */
  public void leave(StackFrame frame) {
    frame.end();
    free.push(frame);
  }
}
