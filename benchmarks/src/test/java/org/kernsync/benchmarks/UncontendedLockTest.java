package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.vm.VM;
import org.openjdk.jol.vm.VirtualMachine;

/** What the uncontended benchmark says of its lock is so. */
class UncontendedLockTest {
  /**
   * An old lock lies in another region of G1 than the thread that locks it, else the store of the
   * owner would not meet the barrier that the row is about.
   */
  @Test
  void setUp_aged_partsLockAndThread() throws Exception {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    assumeTrue(Boolean.parseBoolean(jvm.getVMOption("UseG1GC").getValue()), "needs G1");
    long region = Long.parseLong(jvm.getVMOption("G1HeapRegionSize").getValue());
    UncontendedLock benchmark = new UncontendedLock();
    benchmark.impl = "Mutex";
    benchmark.aged = true;
    benchmark.pinned = false;
    Thread thread = new Thread(benchmark::setUp);
    thread.start();
    thread.join();
    System.setProperty("jol.skipHotspotSAAttach", "true"); // addresses need no second process
    VirtualMachine vm = VM.current();
    assertThat(vm.addressOf(benchmark.guard) / region).isNotEqualTo(vm.addressOf(thread) / region);
  }
}
