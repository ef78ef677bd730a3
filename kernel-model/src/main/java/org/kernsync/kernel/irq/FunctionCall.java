package org.kernsync.kernel.irq;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.queue.LockFreeListNode;

/** {@code call_single_data}: one function on its way to one CPU. */
final class FunctionCall extends LockFreeListNode<FunctionCall> {
  final SoftirqAction function;
  private volatile boolean
      done; // volatile: IC1, what the function did happens-before its caller goes on

  FunctionCall(SoftirqAction function) {
    this.function = function;
  }

  void run(Cpu cpu) {
    try {
      function.run(cpu);
    } finally {
      done = true;
    }
  }

  boolean isDone() {
    return done;
  }
}
