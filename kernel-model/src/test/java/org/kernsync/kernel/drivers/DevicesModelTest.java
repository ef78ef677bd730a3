package org.kernsync.kernel.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Softirq;

class DevicesModelTest {
  /**
   * All devices at once for 300 ms: each interrupts the CPU of its line, about as often as it was
   * told, and its events are served in its bottom half.
   */
  @Test
  void start_allKinds_interruptAndAreServed() throws InterruptedException {
    Devices[] devices = new Devices[1];
    Run run =
        KernelHarness.on(2)
            .prepared(
                kernel ->
                    devices[0] =
                        kernel.devices(DeviceLoad.parse("net=10000/s,disk=500/s,timer=1000/s")))
            .run(
                (self, kernel) -> {
                  devices[0].start(self);
                  KernelHarness.sleep(kernel, self, TimeUnit.MILLISECONDS.toNanos(300));
                  devices[0].stop(self);
                })
            .assertFine();
    devices[0].awaitEnd();
    List<String> notes = devices[0].notes();
    assertThat(notes).hasSize(3);
    assertThat(notes.get(0)).startsWith("irq 11 net: ");
    assertThat(served(notes.get(0))).isBetween(1_000L, 6_000L);
    assertThat(served(notes.get(1))).isBetween(50L, 300L);
    assertThat(served(notes.get(2))).isBetween(100L, 600L);
    assertThat(run.kernel().irqs().count(DeviceKind.DISK.irq(), 1)).isPositive();
    assertThat(run.kernel().irqs().count(DeviceKind.DISK.irq(), 0)).isZero();
    assertThat(run.kernel().softirqs().counts(0).served(Softirq.NET_RX)).isPositive();
  }

  private static long served(String note) {
    return Long.parseLong(note.replaceAll(".*interrupts, (\\d+) events.*", "$1"));
  }
}
