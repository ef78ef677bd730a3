package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.locking.BigKernelLock;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.mm.AddressSpace;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.wait.WaitQueue;

/**
 * {@code task_struct}: one thread of execution of the model, with its kernel stack.
 *
 * <p>Its scalar fields live in a slot of the cache {@code task_struct}, which is given back when
 * the last user has let go; this object is their handle. Fields stand in groups under the lock that
 * guards them; {@code docs/locking.md} has the order of the locks.
 */
public final class Task implements BigKernelLock.Holder {
  private static final LockClass WAKE_LOCK = new LockClass("task.wakeLock");

  /**
   * What a task executes on its kernel stack. When it returns, the task must have gone through
   * exit.
   */
  @FunctionalInterface
  public interface Body {
    /**
     * Executes.
     *
     * @param self the task
     */
    void run(Task self);
  }

  /** The priority number of nice 0 in traces. */
  public static final int DEFAULT_PRIORITY = 120;

  /*
   * The scalar fields, in the slot. TaskLayout groups them by their guards; of these there is more to say:
   *
   * state    written by the task itself (volatile: the store comes before its test of the condition, label S1), else under
   *          wakeLock and only while the task has not exited; read by anyone
   * usage    label TU1: one for whoever waits for it, one for its CPU; the slot is freed with the last one
   *
   * Who holds wakeLock and finds the task not exited has a slot that stays: its CPU takes that lock between the exit and the
   * last use. Who holds no lock and no reference is in an RCU read section, or reads through accessors named Seen.
   */
  final TaskSlot slot;

  // ---- fixed at creation
  private final Body body;
  private KernelStack stack; // written before the task is started
  private StackPages pages; // written before the task is started; null once it has left its CPU

  // ---- any context
  private volatile String comm;

  // ---- wakeLock
  final RawSpinLock wakeLock = new RawSpinLock(WAKE_LOCK);
  /*
   * submitted  the JDK holds the continuation runnable, or soon will look. Set by Wakeups#submit (opaque), cleared by the CPU
   *            before it runs the task (volatile). Label S2: the JDK changes its own state (volatile), then submit reads
   *            submitted; the CPU clears submitted, then the JDK's run reads that state. One of the two sees the other, so a
   *            submission that is skipped because submitted was set is always followed by a run that finds the new state.
   */
  private volatile boolean submitted;

  // ---- wake list of the CPU (only its pusher and its taker; see WakeList)
  Task wakeNext;
  volatile boolean onWakeList;

  // ---- run-queue lock of rq
  final SchedEntity entity;
  final RtEntity rt;
  final TaskStats stats;
  SchedClass schedClass;
  private volatile RunQueue
      rq; // changed under wakeLock or both queues' locks; volatile for lockless readers

  // ---- the task itself, or its CPU while it runs it
  boolean exited;
  private TurnListener turnListener;
  private boolean memalloc;
  private volatile String missedWake; // who came to wake it and found it running, while debugging

  // ---- family: the task-list lock of the process package
  private Task parent;
  private final ListHead<Task> children = new ListHead<>();
  private final ListHead<Task> sibling = new ListHead<>(this); // among its parent's children
  private volatile boolean off; // its CPU: has left it for good, what it counted is final
  private final RcuListHead<Task> link = RcuListHead.node(this); // the list of all tasks
  private final WaitQueue childExit = new WaitQueue(); // where this task waits for its children

  // ---- set at creation, dropped by exit
  private AddressSpace mm;
  private TaskResource files;
  private TaskResource fs;
  private TaskResource signal;
  private final PendingSignals pendingSignals = new PendingSignals();

  private Task(TaskSlot slot, String comm, Body body) {
    this.slot = slot;
    this.comm = comm;
    this.body = body;
    entity = new SchedEntity(this, slot);
    rt = new RtEntity(this, slot);
    stats = new TaskStats(slot);
  }

  /**
   * Makes a task that is not started, in a slot of a cache. Only {@code copyTask} and boot call it.
   *
   * @param cache {@code task_struct}
   * @param pid its number
   * @param tgid the number of its thread group
   * @param comm its name, at most 15 characters
   * @param kernelThread whether it never runs a user program
   * @param body what it executes; null only for idle tasks
   * @return the task, or null where there is no memory
   */
  public static Task allocate(
      SlotCache cache, int pid, int tgid, String comm, boolean kernelThread, Body body) {
    TaskSlot slot = TaskSlot.allocate(cache, pid, tgid, comm, kernelThread);
    return slot == null ? null : new Task(slot, comm, body);
  }

  // ---- state and submission
  // -----------------------------------------------------------------------------------------

  /**
   * The task's state.
   *
   * @return a value of {@link TaskState}
   */
  public int state() {
    return slot.stateSeen();
  }

  /**
   * Announces a sleep, before the last test of its condition. Only by the task itself.
   *
   * @param next a sleeping state, or RUNNING to call it off
   */
  public void setState(int next) {
    // volatile: S1, pairs with Sleeps#tryToWakeUp; store-load against the condition tested next
    slot.setStateVolatile(next);
  }

  /**
   * Whether it sleeps uninterruptibly, as it has announced itself, and not inside a primitive.
   *
   * @return true if so, possibly stale
   */
  public boolean isInAnnouncedSleep() {
    return state() == TaskState.UNINTERRUPTIBLE && !slot.parkedInPrimitive() && !slot.isOnRq();
  }

  /** Ends a sleep that has lasted too long: under wakeLock, before the state is RUNNING. */
  void markHung(long nanos) {
    slot.setHungNanosVolatile(nanos);
  }

  /** How long the sleep was that is over because it hung, 0 where it is not; asked once. */
  long takeHung() {
    long nanos = slot.hungNanosVolatile();
    if (nanos != 0) {
      slot.setHungNanosVolatile(0);
    }
    return nanos;
  }

  void noteMissedWake(String who) {
    missedWake = who;
  }

  String missedWake() {
    return missedWake;
  }

  boolean isSubmitted() {
    return submitted; // volatile: S2
  }

  void markSubmitted() {
    SUBMITTED.setOpaque(
        this, true); // opaque: only clearing needs the store-load; readers re-check under wakeLock
  }

  void clearSubmitted() {
    submitted =
        false; // volatile: S2, pairs with Wakeups#submit; before the JDK looks at its own state
  }

  /**
   * The state to show while the task sleeps inside a primitive.
   *
   * @param next INTERRUPTIBLE or UNINTERRUPTIBLE
   */
  void setSleepState(int next) {
    slot.setSleepStateOpaque(next); // opaque: read by the CPU that this task runs on, for display
  }

  int sleepState() {
    return slot.sleepStateOpaque(); // opaque: pairs with #setSleepState, no order needed
  }

  // ---- execution
  // ----------------------------------------------------------------------------------------------------

  /**
   * Names who is told of the task's turns; called by the task itself, bound to one CPU.
   *
   * @param listener the listener, null for none
   */
  public void setTurnListener(TurnListener listener) {
    turnListener = listener;
  }

  TurnListener turnListener() {
    return turnListener;
  }

  void attachStack(KernelStack kernelStack) {
    stack = kernelStack;
  }

  KernelStack stack() {
    return stack;
  }

  void attachPages(StackPages stackPages) {
    pages = stackPages;
  }

  StackPages pages() {
    return pages;
  }

  /**
   * Room for structures on the task's kernel stack: those taken last are given back first.
   *
   * @return room, only for the task itself
   */
  public SlotCache stackSlots() {
    return pages;
  }

  /** {@code put_task_stack}: nobody runs on it any more. By the CPU that the task has left. */
  void freeStack() {
    pages.freePages();
    pages = null;
  }

  /** Whether slot and stack are as they must be; else what is wrong, in a sentence. */
  String problem() {
    String problem = slot.problem();
    if (problem != null) {
      return slot + " " + problem;
    }
    problem = pages == null ? null : pages.problem(); // idle tasks and ended ones have none
    return problem == null ? null : problem + ", of task " + this;
  }

  /** The bottom of the kernel stack. */
  void runBody() {
    CurrentCpu.bind(this);
    body.run(this);
  }

  /** The last thing a task does: it will not run again. */
  void markExited() {
    exited = true; // plain: read by the CPU that runs this very stack, after it has returned
  }

  /**
   * The virtual thread that is the kernel stack.
   *
   * @return the thread, or null for an idle task
   */
  public Thread thread() {
    return stack == null ? null : stack.thread();
  }

  @Override
  public Cpu cpu() {
    return rq.cpu;
  }

  @Override
  public int lockDepth() {
    return slot.lockDepth();
  }

  @Override
  public void setLockDepth(int depth) {
    slot.setLockDepth(depth);
  }

  /**
   * {@code PF_MEMALLOC}: whether it is freeing memory, and so may use reserves and must not reclaim
   * within reclaim. Asked by the task itself.
   *
   * @return true if so
   */
  public boolean isMemalloc() {
    return memalloc;
  }

  /**
   * Says whether the task is freeing memory. Only by the task itself.
   *
   * @param frees whether it does
   */
  public void setMemalloc(boolean frees) {
    memalloc = frees;
  }

  RunQueue rq() {
    return rq;
  }

  boolean isRealTime() {
    return schedClass.rank() == RealTimeClass.RANK;
  }

  void setRq(RunQueue queue) {
    rq = queue;
  }

  // ---- names and numbers
  // --------------------------------------------------------------------------------------------

  /**
   * The process number.
   *
   * @return unique among living tasks but for 0, which every idle task has
   */
  public int pid() {
    return slot.pidSeen();
  }

  /**
   * The number of the thread group.
   *
   * @return the leader's pid
   */
  public int tgid() {
    return slot.tgidSeen();
  }

  /**
   * The task's name.
   *
   * @return at most 15 characters
   */
  public String comm() {
    return comm;
  }

  /**
   * Renames the task.
   *
   * @param name at most 15 characters
   */
  public void setComm(String name) {
    comm = name;
  }

  /**
   * Whether the task never runs a user program.
   *
   * @return true for kernel threads and idle tasks
   */
  public boolean isKernelThread() {
    return slot.isKernelThreadSeen();
  }

  /**
   * The policy.
   *
   * @return the current policy
   */
  public Policy policy() {
    return slot.policySeen();
  }

  /**
   * The nice value.
   *
   * @return -20 to 19
   */
  public int nice() {
    return slot.niceSeen();
  }

  /**
   * The real-time priority.
   *
   * @return 1 to 99 under FIFO and RR, else 0
   */
  public int realTimePriority() {
    return rt.prioritySeen();
  }

  /**
   * The kernel's priority number as traces show it.
   *
   * @return 120 + nice, 99 - the real-time priority, 0 for a migration thread
   */
  public int priority() {
    if (schedClass instanceof StopClass) {
      return 0;
    }
    int realTime = rt.prioritySeen();
    return realTime > 0 ? RtRunQueue.MAX_PRIORITY - realTime : DEFAULT_PRIORITY + nice();
  }

  /**
   * The CPUs it may run on.
   *
   * @return a bit set by CPU number
   */
  public long allowed() {
    return slot.allowedSeen();
  }

  /**
   * Whether it executes on a CPU now.
   *
   * @return true while mounted, possibly stale
   */
  public boolean isOnCpu() {
    return slot.isOnCpuSeen();
  }

  /**
   * Whether it is queued on a run queue or running.
   *
   * @return true if so, possibly stale
   */
  public boolean isOnRq() {
    return slot.isOnRqSeen();
  }

  /**
   * CPU time it had, without steal.
   *
   * @return nanoseconds up to the last update
   */
  public long cpuNanos() {
    return entity.sumExecSeen();
  }

  /**
   * The part of it in user mode.
   *
   * @return nanoseconds up to the last way out of user mode
   */
  public long userNanos() {
    return slot.userNanosSeen();
  }

  /**
   * Adds a stretch of user mode. Only by the task itself.
   *
   * @param nanos its length; below zero where the CPU found out late that it was stolen
   */
  public void addUserNanos(long nanos) {
    slot.setUserNanosOpaque(slot.userNanosOpaque() + nanos); // opaque: one writer, the task itself
  }

  /**
   * When the task was made.
   *
   * @return a {@link System#nanoTime}
   */
  public long startNanos() {
    return slot.startNanosSeen();
  }

  /**
   * Its virtual run time.
   *
   * @return virtual nanoseconds up to the last update
   */
  public long vruntime() {
    return entity.vruntimeSeen();
  }

  /**
   * What the scheduler counted.
   *
   * @return live statistics
   */
  public TaskStats stats() {
    return stats;
  }

  // ---- family
  // -------------------------------------------------------------------------------------------------------

  /**
   * The parent. Under the task-list lock.
   *
   * @return the parent, null for idle tasks
   */
  public Task parent() {
    return parent;
  }

  /**
   * Gives the task to a parent, as the youngest of its children. Under the task-list lock.
   *
   * @param task the parent of a task that has none
   */
  public void adoptBy(Task task) {
    parent = task;
    task.children.addTail(sibling);
  }

  /**
   * Gives all children to another parent, in their order. Under the task-list lock.
   *
   * @param task their new parent
   */
  public void giveChildrenTo(Task task) {
    children.forEach(child -> child.parent = task);
    task.children.spliceTailInit(children);
  }

  /** The task is no child of its parent any more. Under the task-list lock. */
  public void leaveFamily() {
    sibling.del();
  }

  /**
   * The children, oldest first. Under the task-list lock.
   *
   * @return the live list
   */
  public ListHead<Task> children() {
    return children;
  }

  /**
   * Where the task waits for a child to end.
   *
   * @return its wait queue
   */
  public WaitQueue childExit() {
    return childExit;
  }

  /**
   * The exit code, valid once {@link #exitState} says that the task has ended.
   *
   * @return what it passed to exit, or 128 + signal
   */
  public int exitCode() {
    return slot.exitCodeSeen();
  }

  /**
   * Zero while alive, then EXIT_ZOMBIE, then DEAD.
   *
   * @return a value of {@link TaskState}
   */
  public int exitState() {
    return slot.exitStateSeen();
  }

  /**
   * Ends the task's life as others see it. Under the task-list lock.
   *
   * @param newState EXIT_ZOMBIE or DEAD
   * @param code the exit code
   */
  public void setExit(int newState, int code) {
    slot.setExitCode(code);
    slot.setExitStateVolatile(newState); // volatile: publishes the code to lockless readers
  }

  /**
   * {@code get_task_struct}: one more user. Who refers to the task: its CPU until it is off it for
   * good; the list of tasks, until a grace period after it was collected; whoever took a reference
   * meanwhile, in an RCU read section or from another user.
   */
  public void get() {
    slot.get();
  }

  /**
   * One user less; after the last one the task has no fields but what reports keep of them.
   *
   * @return whether it was the last, and the slot and the stack are given back
   * @throws IllegalStateException where the slot is not the task's own any more
   */
  public boolean put() {
    String problem = slot.problem();
    if (problem != null) {
      throw new IllegalStateException(slot + " " + problem);
    }
    boolean last = slot.putAndTest();
    if (last) {
      free();
    }
    return last;
  }

  /** Gives everything back. */
  void free() {
    if (pages != null) { // never started
      freeStack();
    }
    slot.free();
  }

  /**
   * How many users there are.
   *
   * @return the usage count, 0 once it was given back; possibly stale
   */
  public int users() {
    return slot.usageSeen();
  }

  /**
   * Where the task is on the list of all tasks. Changed under the task-list lock, read in RCU read
   * sections.
   *
   * @return its node
   */
  public RcuListHead<Task> link() {
    return link;
  }

  /** The task has left its CPU for good. Called by that CPU. */
  public void setOff() {
    off = true; // volatile: publishes what the CPU counted
  }

  /**
   * Whether it has left its CPU for good: what was counted of it is final.
   *
   * @return true once so
   */
  public boolean isOff() {
    return off;
  }

  /**
   * The signals sent and not yet taken.
   *
   * @return the pending signals
   */
  public PendingSignals signals() {
    return pendingSignals;
  }

  // ---- resources
  // ----------------------------------------------------------------------------------------------------

  /**
   * The address space.
   *
   * @return null for kernel threads and until there are page tables
   */
  public AddressSpace mm() {
    return mm;
  }

  /**
   * Gives the task its resources, at creation; or takes them away, at exit.
   *
   * @param newMm the address space, or null
   * @param newFiles the open files, or null
   * @param newFs the file-system context, or null
   * @param newSignal the signal handlers, or null
   */
  public void setResources(
      AddressSpace newMm, TaskResource newFiles, TaskResource newFs, TaskResource newSignal) {
    mm = newMm;
    files = newFiles;
    fs = newFs;
    signal = newSignal;
  }

  /**
   * The open files.
   *
   * @return null until there are files
   */
  public TaskResource files() {
    return files;
  }

  /**
   * The file-system context.
   *
   * @return null until there is one
   */
  public TaskResource fs() {
    return fs;
  }

  /**
   * The signal handlers.
   *
   * @return null until there are handlers
   */
  public TaskResource signal() {
    return signal;
  }

  @Override
  public String toString() {
    return comm
        + "/"
        + pid()
        + " ["
        + TaskState.letter(exitState() != 0 ? exitState() : state())
        + "]";
  }

  private static final VarHandle SUBMITTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SUBMITTED = lookup.findVarHandle(Task.class, "submitted", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
