package org.kernsync.kernel.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.locking.ReadWriteLock;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.rcu.RcuHead;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskResource;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.trace.CpuTrace;

/**
 * Creates tasks, ends them, and lets parents collect them.
 *
 * <p>The task-list lock guards the pid allocator, the list and the table of tasks, and every task's
 * parent, children and exit state. It is an rwlock, written with interrupts off and held for a few
 * instructions, or for one pass over the children.
 *
 * <p>Who only reads takes no lock: list and table are read in RCU read sections, by {@link
 * #forEachTask} and {@link #find}. A task that was collected leaves both at once, and is given back
 * when a grace period is over and its last user has let go: {@link #get}, {@link #put}.
 */
public final class Processes {
  private static final int INIT_PID = 1;

  private final Scheduler scheduler;
  private final KernelRcu rcu;
  private final long bootNanos;
  private final Consumer<Task> onReap;
  private final ReadWriteLock taskListLock = new ReadWriteLock();
  private final PidAllocator pids = new PidAllocator(); // taskListLock

  private final RcuListHead<Task> tasks = RcuListHead.list(); // taskListLock to write

  // written under taskListLock with release (setRelease), read by lockless views with acquire:
  // publishes the task (label P1)
  private final AtomicReferenceArray<Task> table = new AtomicReferenceArray<>(PidAllocator.MAX);
  private long forks; // taskListLock
  private volatile boolean closed; // no new tasks: the model stops

  /**
   * Sets up an empty task list, with pid 0 taken by the idle tasks.
   *
   * @param scheduler runs the tasks
   * @param rcu waits for who reads the list of tasks
   * @param bootNanos the {@link System#nanoTime} that traces count from
   * @param onReap told of each ended task when its parent has collected it, under no lock
   */
  public Processes(Scheduler scheduler, KernelRcu rcu, long bootNanos, Consumer<Task> onReap) {
    this.scheduler = scheduler;
    this.rcu = rcu;
    this.bootNanos = bootNanos;
    this.onReap = onReap;
    pids.allocate();
    scheduler.setAfterExit(this::afterExit);
  }

  /**
   * Makes a task, the only way there is: it inherits scheduling attributes and, by the flags,
   * shares or copies resources. It does not run until {@link #start}.
   *
   * @param parent the current task
   * @param flags of {@link CloneFlags}
   * @param comm its name
   * @param kernelThread whether it never runs a user program
   * @param body what it executes
   * @return the task, or null where numbers or memory are used up, or the model stops
   */
  public Task copyTask(Task parent, int flags, String comm, boolean kernelThread, Task.Body body) {
    int pid;
    try (var _ = taskListLock.write().guardIrqSave(parent.cpu())) {
      pid = closed ? -1 : pids.allocate();
    }
    if (pid < 0) {
      return null;
    }
    Task child = scheduler.fork(parent, pid, comm, kernelThread, body);
    if (child == null) {
      freePid(parent.cpu(), pid); // no memory
      return null;
    }
    child.setResources(
        parent.mm(),
        share(parent.files(), flags, CloneFlags.FILES),
        share(parent.fs(), flags, CloneFlags.FS),
        share(parent.signal(), flags, CloneFlags.SIGHAND));
    boolean late; // since the first look: who stops the model may have made its list already
    try (var _ = taskListLock.write().guardIrqSave(parent.cpu())) {
      late = closed;
      if (late) {
        pids.free(pid);
      } else {
        child.adoptBy(parent);
        tasks.addTail(child.link()); // release: LH2, pairs with #forEachTask
        table.setRelease(pid, child); // release: P1, pairs with #find
        forks++;
      }
    }
    if (late) {
      dropResources(child);
      scheduler.discard(child);
      return null;
    }
    CpuTrace trace = scheduler.trace(parent.cpu().id());
    if (trace != null) {
      trace.schedProcessFork(now(), parent.pid(), parent.comm(), pid, comm);
    }
    return child;
  }

  private void freePid(Cpu cpu, int pid) {
    try (var _ = taskListLock.write().guardIrqSave(cpu)) {
      pids.free(pid);
    }
  }

  private static TaskResource share(TaskResource resource, int flags, int flag) {
    return resource == null ? null : resource.fork((flags & flag) != 0);
  }

  private long now() {
    return System.nanoTime() - bootNanos;
  }

  /**
   * Lets a new task run.
   *
   * @param parent the current task
   * @param child made by {@link #copyTask}
   */
  public void start(Task parent, Task child) {
    scheduler.wakeUpNew(parent.cpu(), parent, child);
  }

  /**
   * Ends the current task: drops its resources, gives its children to init, becomes a zombie and
   * tells its parent. The caller then returns from the bottom of its stack.
   *
   * @param self the current task
   * @param code the exit code
   */
  public void exit(Task self, int code) {
    dropResources(self);
    Cpu cpu = self.cpu();
    CpuTrace trace = scheduler.trace(cpu.id());
    if (trace != null) {
      trace.schedProcessExit(now(), self.pid(), self.comm(), self.priority());
    }
    Task init = find(INIT_PID);
    // irqsave: a task that ends with interrupts off is still to be found out
    boolean irq = taskListLock.write().lockIrqSave(cpu);
    boolean orphans = self != init && !self.children().isEmpty(); // those of init stay its own
    if (orphans) {
      self.giveChildrenTo(init);
    }
    Task parent = self.parent();
    boolean unawaited = parent.pid() == 0; // init and kthreadd: nobody waits for them
    if (unawaited) {
      self.leaveFamily();
      bury(self, code);
    } else {
      self.setExit(TaskState.EXIT_ZOMBIE, code);
    }
    taskListLock.write().unlockIrqRestore(cpu, irq);
    if (orphans) {
      init.childExit().wakeAll();
    }
    if (unawaited) {
      putAfterGracePeriod(self.cpu(), self);
    } else {
      parent.childExit().wakeAll();
    }
  }

  /** Under the task-list lock: takes an ended task out of the books. */
  private void bury(Task task, int code) {
    assert taskListLock.write().isHeldHere() : task;
    task.setExit(TaskState.DEAD, code);
    task.link().del();
    table.setRelease(task.pid(), null); // release: P1
    pids.free(task.pid());
  }

  private static void dropResources(Task task) {
    release(task.files());
    release(task.fs());
    release(task.signal());
    task.setResources(null, null, null, null);
  }

  private static void release(TaskResource resource) {
    if (resource != null) {
      resource.release();
    }
  }

  /** On the CPU's own thread: the task has left its CPU for good. */
  private void afterExit(Task task) {
    task.setOff();
    put(task);
  }

  /**
   * {@code delayed_put_task_struct}: readers may still stand on a task that has just been buried.
   */
  private void putAfterGracePeriod(Cpu cpu, Task task) {
    rcu.call(
        cpu,
        new RcuHead() {
          @Override
          protected void reclaim() {
            put(task);
          }
        });
  }

  /**
   * A child that ended.
   *
   * @param pid its number, which may be in use again
   * @param code its exit code
   */
  public record Reaped(int pid, int code) {}

  /**
   * Collects a child that has ended, without waiting.
   *
   * @param self the current task
   * @param pid the child's number, or -1 for any
   * @return the child, or null where none has ended
   */
  public Reaped reap(Task self, int pid) {
    Cpu cpu = self.cpu();
    taskListLock.write().lockIrq(cpu);
    Task dead = null;
    ListHead<Task> children = self.children();
    for (ListHead<Task> at = children.next(); at != children && dead == null; at = at.next()) {
      Task child = at.owner();
      if (child.exitState() == TaskState.EXIT_ZOMBIE && (pid == -1 || child.pid() == pid)) {
        dead = child;
      }
    }
    if (dead != null) {
      dead.leaveFamily();
      bury(dead, dead.exitCode());
    }
    taskListLock.write().unlockIrq(cpu);
    if (dead == null) {
      return null;
    }
    traceFree(self, dead);
    onReap.accept(dead);
    putAfterGracePeriod(self.cpu(), dead);
    return new Reaped(dead.pid(), dead.exitCode());
  }

  private void traceFree(Task self, Task dead) {
    Cpu cpu = self.cpu();
    CpuTrace trace = scheduler.trace(cpu.id());
    if (trace != null) {
      trace.schedProcessFree(now(), dead.pid(), dead.comm(), dead.priority());
    }
  }

  /**
   * Whether the current task has a child to wait for.
   *
   * @param self the current task
   * @param pid the child's number, or -1 for any
   * @return true if it has
   */
  public boolean hasChild(Task self, int pid) {
    Cpu cpu = self.cpu();
    taskListLock.read().lock(cpu);
    boolean found = false;
    ListHead<Task> children = self.children();
    for (ListHead<Task> at = children.next(); at != children && !found; at = at.next()) {
      found = pid == -1 || at.owner().pid() == pid;
    }
    taskListLock.read().unlock(cpu);
    return found;
  }

  /**
   * Waits interruptibly for a child to end and collects it.
   *
   * @param self the current task
   * @param pid the child's number, or -1 for any; the task has such a child
   * @return the child, or null where a signal ended the wait
   */
  public Reaped await(Task self, int pid) {
    CpuTrace trace = scheduler.trace(self.cpu().id());
    if (trace != null) {
      trace.schedProcessWait(now(), Math.max(0, pid), self.comm(), self.priority());
    }
    Reaped[] result = new Reaped[1];
    scheduler.sleepInterruptibly(
        self,
        () ->
            self.childExit()
                .waitEventInterruptibly(
                    () -> {
                      if (result[0] == null) {
                        result[0] = reap(self, pid);
                      }
                      return result[0] != null;
                    }));
    return result[0];
  }

  // ---- readers
  // ------------------------------------------------------------------------------------------------------

  /**
   * A living task or zombie by its number. In an RCU read section, or of a task that cannot go away
   * meanwhile; to keep it for longer there is {@link #get}.
   *
   * @param pid its number
   * @return the task, or null
   */
  public Task find(int pid) {
    return pid < 0 || pid >= PidAllocator.MAX
        ? null
        : table.getAcquire(pid); // acquire: P1, pairs with #copyTask; the task is seen whole
  }

  /**
   * Finds a task and takes a reference: it is not given back before {@link #put}.
   *
   * @param pid its number
   * @return the task, or null
   */
  public Task get(int pid) {
    return rcu.read(
        () -> {
          Task task = find(pid);
          if (task != null) {
            task.get(); // not from zero: the list's own reference outlives this section
          }
          return task;
        });
  }

  /**
   * {@code put_task_struct}: gives a reference back, and the task with the last one.
   *
   * @param task of {@link #get}
   */
  public void put(Task task) {
    if (task.put()) {
      task.link().free();
    }
  }

  /**
   * {@code for_each_process}: visits all tasks but the idle ones in an RCU read section; a task
   * that comes or goes meanwhile is visited or not. In any context of a CPU, and from outside.
   *
   * @param visitor must not sleep
   */
  public void forEachTask(Consumer<Task> visitor) {
    rcu.read(
        () -> {
          tasks.forEach(visitor); // acquire: LH2, pairs with #copyTask
          return null;
        });
  }

  /**
   * All tasks but the idle ones. What is in it may have been given back by the time it is read: to
   * be shown, not to be used.
   *
   * @return tasks by ascending pid
   */
  public List<Task> snapshot() {
    List<Task> seen = new ArrayList<>();
    forEachTask(seen::add);
    seen.sort(Comparator.comparingInt(Task::pid));
    return seen;
  }

  /**
   * No new task from now on: whoever is in the table when this returns is all there will be.
   *
   * @param cpu the CPU that executes the caller
   */
  public void close(Cpu cpu) {
    // under the lock, or a child could be between its parent's look at closed and the table
    try (var _ = taskListLock.write().guardIrqSave(cpu)) {
      closed = true;
    }
  }

  /**
   * The number that was given to a task last.
   *
   * @return a pid, possibly stale
   */
  public int lastPid() {
    return pids.last(); // racy: a view
  }

  /**
   * Tasks made so far.
   *
   * @return a count
   */
  public long forks() {
    return forks;
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (Task task : snapshot()) {
      report.accept("task " + task + " was never collected");
    }
    if (pids.inUse() != 1) {
      report.accept(pids.inUse() - 1 + " pids are still in use");
    }
    if (taskListLock.write().isLocked() || taskListLock.readers() != 0) {
      report.accept("the task list is still locked");
    }
  }
}
