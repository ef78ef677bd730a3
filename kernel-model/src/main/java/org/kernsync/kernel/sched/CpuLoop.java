package org.kernsync.kernel.sched;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Oops;

/**
 * What a CPU executes from power-on to power-off: choose a task, run it until it leaves, put it
 * where it belongs, choose again; idle when there is none. Runs on the CPU's own thread with
 * interrupts off, but for the windows it opens.
 */
final class CpuLoop {
  private static final long LONGEST_IDLE_NANOS = 1_000_000_000;

  private final RunQueue rq;
  private final Cpu cpu;
  private final SchedClass[] classes; // highest rank first
  private final Placement placement;
  private final LoadBalancer balancer;
  private final RtBalancer realTime;
  private final SchedTrace trace;
  private final FairTunables tunables;
  private final Consumer<String> violations;
  private final Consumer<Task> afterExit;
  private final Consumer<Cpu> switchListener;
  private volatile boolean powerOff;
  private volatile boolean abandon;

  CpuLoop(
      RunQueue rq,
      SchedClass[] classes,
      Placement placement,
      LoadBalancer balancer,
      RtBalancer realTime,
      SchedTrace trace,
      FairTunables tunables,
      Consumer<String> violations,
      Consumer<Task> afterExit,
      Consumer<Cpu> switchListener) {
    this.rq = rq;
    this.cpu = rq.cpu;
    this.classes = classes;
    this.placement = placement;
    this.balancer = balancer;
    this.realTime = realTime;
    this.trace = trace;
    this.tunables = tunables;
    this.violations = violations;
    this.afterExit = afterExit;
    this.switchListener = switchListener;
  }

  void run() {
    try {
      Task current = rq.idle;
      while (!abandon) {
        current = switchFrom(current);
        if (current != rq.idle) {
          runTask(current);
        } else if (!idle()) {
          return;
        }
      }
    } catch (Oops panic) {
      violations.accept("kernel panic: " + panic.getMessage() + ", on cpu " + cpu.id());
    } catch (Throwable failure) {
      violations.accept("cpu " + cpu.id() + " died: " + describe(failure));
    }
  }

  private static String describe(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return failure + (stack.length > 0 ? " at " + stack[0] : "");
  }

  private void runTask(Task task) {
    if (task.turnListener() != null) {
      task.turnListener().resuming(cpu);
    }
    task.clearSubmitted(); // volatile: S2
    String left = cpu.run(task.stack().continuation());
    if (left != null) {
      violations.accept(
          "scheduling while atomic: " + task + " left cpu " + cpu.id() + " with " + left);
    }
  }

  /**
   * Ends the turn of {@code previous} and returns the task whose turn begins, the idle task if
   * there is none.
   */
  private Task switchFrom(Task previous) {
    cpu.pollWithIrqsOn();
    switchListener.accept(cpu); // no task holds anything of this CPU
    check(previous);
    boolean ended = previous.exited;
    boolean blocked = !ended && previous != rq.idle && !previous.isSubmitted();
    if (blocked || ended) { // onRq turns false under the wake lock only
      previous.wakeLock.lock(cpu);
      if (blocked && previous.isSubmitted()) { // woken meanwhile: it never left the queue
        blocked = false;
        previous.wakeLock.unlock(cpu);
      }
    }
    rq.lock.lock(cpu);
    rq.updateClock(cpu.clock().lastReadNanos());
    Task next = endTurn(previous, blocked, ended);
    rq.lock.unlock(cpu);
    if (blocked || ended) {
      previous.wakeLock.unlock(cpu);
    }
    realTime.push(cpu, rq);
    if (blocked && previous.turnListener() != null) {
      previous.turnListener().sleeping(cpu);
    }
    check(next);
    if (ended) {
      if (previous.lockDepth() >= 0) {
        violations.accept(previous + " ended with the big kernel lock held");
      }
      previous.freeStack();
      afterExit.accept(previous);
    }
    return next;
  }

  /**
   * {@code schedule_debug}: the slot and the stack of a task that leaves or comes are as they must
   * be, or this CPU does not go on.
   */
  private void check(Task task) {
    String problem = task.problem();
    if (problem != null) {
      throw new Oops(problem);
    }
  }

  /** Under the run-queue lock. */
  private Task endTurn(Task previous, boolean blocked, boolean ended) {
    boolean voluntary = blocked || ended || previous.slot.isYielding();
    int traceState = TaskState.RUNNING;
    if (ended) {
      rq.dequeue(previous, SchedClass.SLEEP);
      traceState = previous.exitState();
    } else if (blocked) {
      if (previous.state() == TaskState.RUNNING) {
        previous.slot.setParkedInPrimitive(true);
        previous.setState(previous.sleepState());
      }
      traceState = previous.state();
      rq.dequeue(previous, SchedClass.SLEEP);
      rq.beginSleep(previous);
    } else if (previous.slot.isYielding()) {
      rq.yield(previous);
    }
    previous.slot.setYielding(false);
    realTime.beforePick(rq, previous);
    previous.schedClass.putPrevious(rq, previous);
    Task next = pick();
    rq.publish();
    rq.counters.scheduled(next == rq.idle);
    cpu.clearNeedResched();
    if (next != previous) {
      account(previous, next, voluntary, traceState);
    }
    return next;
  }

  private Task pick() {
    for (SchedClass schedClass : classes) {
      Task next = schedClass.pickNext(rq);
      if (next != null) {
        return next;
      }
    }
    throw new IllegalStateException("no idle task on cpu " + cpu.id());
  }

  private void account(Task previous, Task next, boolean voluntary, int traceState) {
    previous.stats.addSwitch(voluntary);
    if (previous.slot.isOnRq()) {
      previous.stats.startWaiting(rq.clock, false);
    }
    rq.counters.left(previous == rq.idle ? 0 : rq.clock - previous.stats.arrived());
    previous.slot.setOnCpu(false);
    if (next.slot.isOnCpu()) {
      violations.accept("task on two CPUs: " + next + " chosen by cpu " + cpu.id());
    }
    next.slot.setOnCpu(true);
    if (next != rq.idle) {
      rq.counters.arrived(next.stats.stopWaiting(rq.clock));
      next.stats.addCpu(cpu.id());
    }
    switchMm(next);
    rq.switches++;
    rq.heartbeat++;
    rq.setCurr(next);
    trace.schedSwitch(cpu.id(), rq.clock, previous, traceState, !voluntary, next);
  }

  private void switchMm(Task next) {
    if (next.mm() != null) {
      next.mm().switchTo(cpu.id());
    }
  }

  /** Nothing to run: returns false when the CPU is to power off. */
  private boolean idle() {
    if (balancer.newlyIdle(rq)) {
      return true;
    }
    long since = cpu.clock().read();
    placement.markIdle(cpu.id());
    while (rq.nrRunningOpaque() == 0 && !abandon) {
      if (powerOff && rq.rt.queued() == 0) { // throttled ones come back
        cpu.drainSoftirqs();
        return false;
      }
      if (cpu.softirqPending() != 0) { // left to a ksoftirqd that has ended: the model stops
        cpu.drainSoftirqs();
        cpu.pollWithIrqsOn(); // or to one that is being woken
      } else {
        cpu.idle(realTime.idleNanos(rq, LONGEST_IDLE_NANOS));
      }
    }
    placement.markBusy(cpu.id());
    learnIdle(cpu.clock().read() - since);
    return true;
  }

  /**
   * The moving average of idle times, at most twice the migration cost, decides whether pulling
   * work is worth it.
   */
  private void learnIdle(long idleNanos) {
    long average = rq.averageIdle + (idleNanos - rq.averageIdle) / 8;
    rq.averageIdle = Math.min(average, 2 * tunables.migrationCostNanos());
  }

  /**
   * Makes the loop end when the CPU next has nothing to run; at once, leaving tasks behind, if
   * {@code now}.
   */
  void powerOff(boolean now) {
    abandon = now;
    powerOff = true;
    if (now) {
      cpu.setNeedResched(); // whatever polls leaves the CPU
    }
    cpu.raise(Interrupt.RESCHEDULE);
  }
}
