package org.kernsync.kernel.memory;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.mm.reclaim.NodeBalancer;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * {@code kswapd0}: frees memory in the background, from the low watermark up to the high one, so
 * that allocations seldom have to do it themselves.
 */
final class Kswapd {
  static final String NAME = "kswapd0";

  private static final long QUICK_NANOS = 100_000_000; // HZ / 10, Linux's first short sleep

  private final Scheduler scheduler;
  private final NodeBalancer balancer;
  private final ReclaimEvents events;
  private final Marks marks;
  private volatile Task thread; // written once, before the thread starts
  private volatile boolean wanted; // volatile: before the wake-up that tells of it
  private volatile boolean stopping; // the same
  private long sleptAt; // the thread

  /** What kswapd asks of the zones. */
  interface Marks {
    /** Whether an allocation without privileges would be served. */
    boolean hasLow();

    /** Whether kswapd has done enough. */
    boolean hasHigh();

    /** The pages of a round. */
    long wanted();

    /** It has: what raised the marks for a while is over. */
    void reached();
  }

  Kswapd(Scheduler scheduler, NodeBalancer balancer, ReclaimEvents events, Marks marks) {
    this.scheduler = scheduler;
    this.balancer = balancer;
    this.events = events;
    this.marks = marks;
  }

  /** Names the task that executes {@link #run}. */
  void attach(Task task) {
    thread = task;
  }

  /** From any context of a CPU. */
  void wake(Cpu cpu) {
    Task task = thread;
    if (task != null && !wanted && !balancer.isHopeless()) {
      wanted = true;
      scheduler.tryToWakeUp(cpu, task, TaskState.NORMAL);
    }
  }

  /** Asks the thread to end. */
  void stop(Task self) {
    stopping = true;
    scheduler.tryToWakeUp(self.cpu(), thread, TaskState.NORMAL);
  }

  /** What the thread executes. */
  void run(Task self) {
    self.setMemalloc(true);
    while (true) {
      self.setState(TaskState.INTERRUPTIBLE); // S1: before the looks at wanted and stopping
      if (wanted || stopping) {
        self.setState(TaskState.RUNNING);
        if (stopping) {
          return;
        }
        wanted = false;
        countIfQuick();
        balanceUntilHigh();
      } else {
        scheduler.schedule(self);
      }
    }
  }

  private void countIfQuick() {
    boolean quick = sleptAt != 0 && System.nanoTime() - sleptAt < QUICK_NANOS;
    if (quick && !marks.hasLow()) {
      events.count(ReclaimEvent.KSWAPD_LOW_WMARK_HIT_QUICKLY);
    }
  }

  private void balanceUntilHigh() {
    balancer.balance(marks.wanted());
    while (!stopping && !marks.hasHigh() && !balancer.isHopeless()) { // used up meanwhile
      events.count(ReclaimEvent.KSWAPD_HIGH_WMARK_HIT_QUICKLY);
      balancer.balance(marks.wanted());
    }
    marks.reached();
    sleptAt = System.nanoTime();
  }
}
