package org.kernsync.kernel.drivers;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.irq.Tasklets;
import org.kernsync.kernel.sched.Task;

/**
 * The devices of a run and their drivers.
 *
 * <p>Made before the CPUs start; started and stopped by a task.
 */
public final class Devices {
  private record Driven(Device device, BottomHalf bottom) {}

  private final IrqController irqs;
  private final int cpus;
  private final List<Driven> driven = new ArrayList<>();
  private final List<IrqAction> actions = new ArrayList<>(); // the task that starts and stops them

  /**
   * Makes devices that do nothing yet.
   *
   * @param loads how often each wants something
   * @param irqs their lines
   * @param softirqs their bottom halves
   * @param tasklets the same
   * @param cpus how many CPUs there are
   */
  public Devices(
      List<DeviceLoad> loads, IrqController irqs, Softirqs softirqs, Tasklets tasklets, int cpus) {
    this.irqs = irqs;
    this.cpus = cpus;
    for (DeviceLoad load : loads) {
      BottomHalf bottom = new BottomHalf(load.kind(), cpus, softirqs, tasklets);
      driven.add(new Driven(new Device(load, irqs), bottom));
    }
  }

  /**
   * Drivers ask for their lines, devices begin; line <i>i</i> of them interrupts CPU <i>i</i>
   * modulo their number.
   *
   * @param self the current task
   */
  public void start(Task self) {
    for (int i = 0; i < driven.size(); i++) {
      Device device = driven.get(i).device;
      BottomHalf bottom = driven.get(i).bottom;
      int irq = device.kind().irq();
      irqs.setAffinity(irq, 1L << i % cpus);
      actions.add(
          irqs.requestIrq(
              self, irq, device.kind().label(), (cpu, line) -> device.topHalf(cpu, bottom), false));
      device.start();
    }
  }

  /**
   * Devices cease, drivers give their lines back.
   *
   * @param self the current task
   */
  public void stop(Task self) {
    for (Driven one : driven) {
      one.device.stop();
    }
    for (IrqAction action : actions) {
      irqs.freeIrq(self, action);
    }
    actions.clear();
  }

  /**
   * Waits, outside of the model, until the devices' threads have ended.
   *
   * @throws InterruptedException if interrupted
   */
  public void awaitEnd() throws InterruptedException {
    for (Driven one : driven) {
      one.device.stop();
      one.device.awaitEnd();
    }
  }

  /**
   * What the devices did, for the report.
   *
   * @return one sentence each
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Driven one : driven) {
      DeviceKind kind = one.device.kind();
      long interrupts = 0;
      for (int cpu = 0; cpu < cpus; cpu++) {
        interrupts += irqs.count(kind.irq(), cpu);
      }
      notes.add(
          "irq %d %s: %d interrupts, %d events served after them%s"
              .formatted(
                  kind.irq(),
                  kind.label(),
                  interrupts,
                  one.bottom.done(),
                  one.device.lost() == 0 ? "" : ", " + one.device.lost() + " lost"));
    }
    return notes;
  }
}
