package org.kernsync.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.makeProgram;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.exitWithErrno;

import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Task;

class SchedSetAttrTest {
  private static Task set(Kernel kernel, Task self, int errno, long... arguments) {
    Program program = Script.of(call(Nr.SCHED_SETATTR, arguments), exitWithErrno());
    Task task = makeProgram(kernel, self, "setter", program);
    kernel.processes().start(self, task);
    assertThat(kernel.processes().await(self, task.pid()).code())
        .as("%s", (Object) arguments)
        .isEqualTo(errno);
    return task;
  }

  /** Real-time policies take a priority of 1 to 99, fair ones a nice value and no priority. */
  @Test
  void schedSetAttr_byPolicy_takesPriorityOrNice() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              int fifo = Policy.FIFO.number();
              int normal = Policy.NORMAL.number();
              assertThat(fifo).isEqualTo(1);
              assertThat(Policy.RR.number()).isEqualTo(2);
              Task task = set(kernel, self, 0, 0, fifo, 0, 50);
              assertThat(task.policy()).isEqualTo(Policy.FIFO);
              assertThat(task.realTimePriority()).isEqualTo(50);
              assertThat(task.priority()).isEqualTo(49);
              task = set(kernel, self, 0, 0, normal, -5, 0);
              assertThat(task.nice()).isEqualTo(-5);
              for (long priority : new long[] {0, 100, -1}) {
                set(kernel, self, Errno.EINVAL, 0, fifo, 0, priority);
              }
              set(kernel, self, Errno.EINVAL, 0, normal, 0, 1);
              set(kernel, self, Errno.EINVAL, 0, normal, 20, 0);
              set(kernel, self, Errno.EINVAL, 0, fifo, -21, 10);
              set(kernel, self, Errno.EINVAL, 0, 6, 0, 0); // SCHED_DEADLINE
            })
        .assertFine();
  }
}
