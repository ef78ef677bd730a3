package org.kernsync.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startProgram;
import static org.kernsync.kernel.syscall.Script.call;
import static org.kernsync.kernel.syscall.Script.exitWithErrno;

import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.sched.Task;

class KernelThreadAttributesTest {
  /**
   * A user task changes neither the CPUs nor the weight of a kernel thread: a migration thread that
   * moved would serve a CPU that it is not on.
   */
  @Test
  void attributes_ofAKernelThread_areRefused() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Task thread =
                  kernel.processes().snapshot().stream()
                      .filter(Task::isKernelThread)
                      .reduce((earlier, later) -> later)
                      .orElseThrow();
              long allowed = thread.allowed();
              for (long number : new long[] {Nr.SCHED_SETAFFINITY, Nr.SCHED_SETATTR}) {
                Program program = Script.of(call(number, thread.pid(), 0b01, 0), exitWithErrno());
                Task task = startProgram(kernel, self, "meddler", program);
                assertThat(kernel.processes().await(self, task.pid()).code())
                    .as("system call %d", number)
                    .isEqualTo(Errno.EPERM);
              }
              assertThat(thread.allowed()).isEqualTo(allowed);
            })
        .assertFine();
  }
}
