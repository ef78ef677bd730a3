package org.kernsync.kernel.workload.rtapp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.SyncObjects;
import org.kernsync.kernel.workload.Event;
import org.kernsync.kernel.workload.PhaseSpec;
import org.kernsync.kernel.workload.Properties;
import org.kernsync.kernel.workload.TaskSpec;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.rtapp.CompiledTask.CompiledPhase;

/** Translates a workload into operations, and its names into handles. */
final class Compiler {
  private static final int HIGHEST_FAIR_NICE = -20;

  /** A synchronization object to be created at the start; its place in the list is its handle. */
  record SyncObject(int kind, int value) {}

  private final Workload workload;
  private final Map<String, Integer> barrierUsers;
  private final Names objects = new Names();
  private final List<SyncObject> creations = new ArrayList<>();
  private final Names sharedTimers = new Names();
  private final Names uniqueTimers = new Names();

  Compiler(Workload workload) {
    this.workload = workload;
    this.barrierUsers = workload.barrierUsers();
  }

  List<CompiledTask> compile() {
    List<CompiledTask> tasks = new ArrayList<>();
    for (TaskSpec task : workload.tasks()) {
      List<CompiledPhase> phases = new ArrayList<>();
      for (PhaseSpec phase : task.phases()) {
        phases.add(compile(task, phase));
      }
      tasks.add(new CompiledTask(task.comm(), task.loop(), task.delayNanos(), phases));
    }
    return tasks;
  }

  List<SyncObject> creations() {
    return creations;
  }

  int uniqueTimers() {
    return uniqueTimers.size();
  }

  private CompiledPhase compile(TaskSpec task, PhaseSpec phase) {
    List<Op> entry = new ArrayList<>();
    boolean first = phase == task.phases().get(0);
    if (first) {
      attributes(entry, task.properties(), true);
    }
    attributes(entry, phase.properties(), false);
    entry.add(affinity(cpusOf(task, phase)));
    List<Op> body = new ArrayList<>();
    for (Event event : phase.events()) {
      compile(event, body);
    }
    return new CompiledPhase(phase.loop(), entry, body);
  }

  /** The phase's set, else the task's, else all: a phase without one falls back to the task's. */
  private static long cpusOf(TaskSpec task, PhaseSpec phase) {
    return phase
        .properties()
        .cpus()
        .or(task.properties()::cpus)
        .map(list -> list.toBitSet().toLongArray()[0])
        .orElse(-1L);
  }

  private static Op affinity(long mask) {
    return (registers, memory) -> {
      if (registers.get(Registers.CPUS) == mask) {
        return Step.DONE;
      }
      registers.set(Registers.CPUS, mask);
      registers.syscall(Nr.SCHED_SETAFFINITY, 0, mask);
      return Step.LAST_SYSCALL;
    };
  }

  /** Policy and nice value or priority where they are given, or by default for a task. */
  private void attributes(List<Op> entry, Properties properties, boolean orDefault) {
    if (properties.policy().isEmpty() && properties.priority().isEmpty() && !orDefault) {
      return;
    }
    var policy = properties.policy().orElse(workload.global().defaultPolicy());
    int priority = properties.priority().orElse(policy.defaultPriority());
    Policy ours =
        switch (policy) {
          case OTHER -> Policy.NORMAL;
          case BATCH -> Policy.BATCH;
          case IDLE -> Policy.IDLE;
          case FIFO -> Policy.FIFO;
          case RR -> Policy.RR;
          case DEADLINE -> Policy.NORMAL; // not modelled, which the reader has noted
        };
    int nice = policy.isFair() ? priority : ours.isRealTime() ? 0 : HIGHEST_FAIR_NICE;
    int realTime = ours.isRealTime() ? priority : 0;
    entry.add(Op.syscall(Nr.SCHED_SETATTR, 0, ours.number(), nice, realTime));
  }

  private void compile(Event event, List<Op> out) {
    int buffer = workload.global().memBufferBytes();
    switch (event) {
      case Event.Lock e -> out.add(Op.syscall(Nr.MUTEX_LOCK, mutex(e.mutex())));
      case Event.Unlock e -> out.add(Op.syscall(Nr.MUTEX_UNLOCK, mutex(e.mutex())));
      case Event.Wait e ->
          out.add(Op.syscall(Nr.COND_WAIT, condition(e.condition()), mutex(e.mutex())));
      case Event.Signal e -> out.add(Op.syscall(Nr.COND_SIGNAL, condition(e.condition())));
      case Event.Broadcast e -> out.add(Op.syscall(Nr.COND_BROADCAST, condition(e.condition())));
      case Event.Sync e -> {
        out.add(Op.syscall(Nr.COND_SIGNAL, condition(e.condition())));
        out.add(Op.syscall(Nr.COND_WAIT, condition(e.condition()), mutex(e.mutex())));
      }
      case Event.Suspend e -> suspend(e.queue(), out);
      case Event.Resume e -> resume(e.queue(), out);
      case Event.Barrier e -> out.add(Op.syscall(Nr.BARRIER_WAIT, barrier(e.barrier())));
      case Event.SemPost e -> out.add(Op.syscall(Nr.SEM_POST, semaphore(e.semaphore())));
      case Event.SemWait e -> out.add(Op.syscall(Nr.SEM_WAIT, semaphore(e.semaphore())));
      case Event.Sleep e -> out.add(SleepOps.sleep(e.nanos()));
      case Event.Timer e -> out.add(timer(e));
      case Event.Run e -> out.add(CpuOps.run(e.nanos()));
      case Event.RunTime e -> out.add(CpuOps.runtime(e.nanos()));
      case Event.Yield e -> out.add(Op.syscall(Nr.SCHED_YIELD));
      case Event.Fork e -> out.add(new ForkOp(taskIndex(e.task())));
      case Event.Mem e -> out.add(MemoryOps.fill(e.bytes(), buffer));
      case Event.MemRun e -> out.add(MemoryOps.access(e, buffer));
      case Event.IoRun e -> out.add(MemoryOps.write(e.bytes(), buffer));
    }
  }

  private void suspend(String queue, List<Op> out) {
    long mutex = mutex("suspend " + queue);
    out.add(Op.syscall(Nr.MUTEX_LOCK, mutex));
    out.add(Op.syscall(Nr.COND_WAIT, condition(queue), mutex));
    out.add(Op.syscall(Nr.MUTEX_UNLOCK, mutex));
  }

  private void resume(String queue, List<Op> out) {
    long mutex = mutex("suspend " + queue);
    out.add(Op.syscall(Nr.MUTEX_LOCK, mutex));
    out.add(Op.syscall(Nr.COND_BROADCAST, condition(queue)));
    out.add(Op.syscall(Nr.MUTEX_UNLOCK, mutex));
  }

  private Op timer(Event.Timer event) {
    Names slots = event.unique() ? uniqueTimers : sharedTimers;
    int slot = slots.indexOf(event.timer());
    if (sharedTimers.size() > Layout.MAX_TIMERS) {
      throw new IllegalArgumentException("more than " + Layout.MAX_TIMERS + " shared timers");
    }
    return SleepOps.timer(slot, event.periodNanos(), event.relative(), event.unique());
  }

  private int taskIndex(String name) {
    for (int i = 0; i < workload.tasks().size(); i++) {
      if (workload.tasks().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no task '" + name + "'"); // the parser has checked it
  }

  private long mutex(String name) {
    return object("mutex " + name, SyncObjects.MUTEX, 0);
  }

  private long condition(String name) {
    return object("condition " + name, SyncObjects.CONDITION, 0);
  }

  private long semaphore(String name) {
    return object("semaphore " + name, SyncObjects.SEMAPHORE, 0);
  }

  private long barrier(String name) {
    return object("barrier " + name, SyncObjects.BARRIER, barrierUsers.get(name));
  }

  private int object(String key, int kind, int value) {
    int handle = objects.indexOf(key);
    if (handle == creations.size()) {
      creations.add(new SyncObject(kind, value));
    }
    return handle;
  }
}
