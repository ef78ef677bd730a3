package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.locking.BigKernelLock;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.mm.AddressSpace;
import org.kernsync.wait.WaitQueue;

/**
 * {@code task_struct}: one thread of execution of the model, with its kernel stack.
 *
 * <p>Fields stand in groups under the lock that guards them; {@code docs/locking.md} has the order
 * of the locks.
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

  // ---- fixed at creation
  private final int pid;
  private final int tgid;
  private final boolean kernelThread;
  private final Body body;
  private final long startNanos = System.nanoTime();
  private KernelStack stack; // written before the task is started

  // ---- any context
  private volatile String comm;
  private final AtomicInt32 usage =
      new AtomicInt32(2); // one for whoever waits for it, one for its CPU

  // ---- wakeLock
  final RawSpinLock wakeLock = new RawSpinLock(WAKE_LOCK);
  /*
   * state      written by the task itself (volatile: the store comes before its test of the condition, label S1), else under
   *            wakeLock; read by anyone
   * submitted  the JDK holds the continuation runnable, or soon will look. Set by Wakeups#submit (opaque), cleared by the CPU
   *            before it runs the task (volatile). Label S2: the JDK changes its own state (volatile), then submit reads
   *            submitted; the CPU clears submitted, then the JDK's run reads that state. One of the two sees the other, so a
   *            submission that is skipped because submitted was set is always followed by a run that finds the new state.
   */
  private volatile int state = TaskState.NEW;
  private volatile boolean submitted;

  boolean countsAsLoad; // asleep in a way that counts; run-queue lock too
  boolean parkedInPrimitive; // the CPU, not the task, announced the sleep (wakeLock)

  // ---- wake list of the CPU (only its pusher and its taker; see WakeList)
  Task wakeNext;
  volatile boolean onWakeList;

  // ---- run-queue lock of rq
  final SchedEntity entity = new SchedEntity(this);
  final RtEntity rt = new RtEntity(this);
  final TaskStats stats = new TaskStats();
  SchedClass schedClass;
  Policy policy = Policy.NORMAL;
  int nice;
  boolean onRq;
  boolean onCpu;
  private volatile RunQueue
      rq; // changed under wakeLock or both queues' locks; volatile for lockless readers

  // ---- wakeLock and run-queue lock to write, either to read
  volatile long allowed;

  // ---- the task itself, or its CPU while it runs it
  boolean yielding;
  boolean exited;
  private int lockDepth = -1; // of the big kernel lock
  private TurnListener turnListener;
  private boolean memalloc;
  private long userNanos; // opaque, for views
  private volatile long
      hungNanos; // how long it was let sleep; set under wakeLock, cleared by the task
  private volatile String missedWake; // who came to wake it and found it running, while debugging
  private volatile int sleepState = TaskState.UNINTERRUPTIBLE; // of a sleep inside a primitive

  // ---- family: the task-list lock of the process package
  private Task parent;
  private final ListHead<Task> children = new ListHead<>();
  private final ListHead<Task> sibling = new ListHead<>(this); // among its parent's children
  private int exitCode;
  private volatile int exitState;
  private volatile boolean off; // its CPU: has left it for good, what it counted is final
  private final RcuListHead<Task> link = RcuListHead.node(this); // the list of all tasks
  private final WaitQueue childExit = new WaitQueue(); // where this task waits for its children

  // ---- set at creation, dropped by exit
  private AddressSpace mm;
  private TaskResource files;
  private TaskResource fs;
  private TaskResource signal;
  private final PendingSignals pendingSignals = new PendingSignals();

  /**
   * Makes a task that is not started. Only {@code copyTask} and boot call it.
   *
   * @param pid its number
   * @param tgid the number of its thread group
   * @param comm its name, at most 15 characters
   * @param kernelThread whether it never runs a user program
   * @param body what it executes; null only for idle tasks
   */
  public Task(int pid, int tgid, String comm, boolean kernelThread, Body body) {
    this.pid = pid;
    this.tgid = tgid;
    this.comm = comm;
    this.kernelThread = kernelThread;
    this.body = body;
  }

  // ---- state and submission
  // -----------------------------------------------------------------------------------------

  /**
   * The task's state.
   *
   * @return a value of {@link TaskState}
   */
  public int state() {
    return state;
  }

  /**
   * Announces a sleep, before the last test of its condition. Only by the task itself.
   *
   * @param next a sleeping state, or RUNNING to call it off
   */
  public void setState(int next) {
    state = next; // volatile: S1, pairs with Sleeps#tryToWakeUp; store-load against the condition
    // tested next
  }

  /**
   * Whether it sleeps uninterruptibly, as it has announced itself, and not inside a primitive.
   *
   * @return true if so, possibly stale
   */
  public boolean isInAnnouncedSleep() {
    return state == TaskState.UNINTERRUPTIBLE && !parkedInPrimitive && !onRq;
  }

  /** Ends a sleep that has lasted too long: under wakeLock, before the state is RUNNING. */
  void markHung(long nanos) {
    hungNanos = nanos;
  }

  /** How long the sleep was that is over because it hung, 0 where it is not; asked once. */
  long takeHung() {
    long nanos = hungNanos;
    if (nanos != 0) {
      hungNanos = 0;
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
    SLEEP_STATE.setOpaque(
        this, next); // opaque: read by the CPU that this task runs on, for display only
  }

  int sleepState() {
    return (int) SLEEP_STATE.getOpaque(this);
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
    return lockDepth;
  }

  @Override
  public void setLockDepth(int depth) {
    lockDepth = depth;
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
    return pid;
  }

  /**
   * The number of the thread group.
   *
   * @return the leader's pid
   */
  public int tgid() {
    return tgid;
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
    return kernelThread;
  }

  /**
   * The policy.
   *
   * @return the current policy
   */
  public Policy policy() {
    return policy;
  }

  /**
   * The nice value.
   *
   * @return -20 to 19
   */
  public int nice() {
    return nice;
  }

  /**
   * The real-time priority.
   *
   * @return 1 to 99 under FIFO and RR, else 0
   */
  public int realTimePriority() {
    return rt.priority;
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
    int realTime = rt.priority;
    return realTime > 0 ? RtRunQueue.MAX_PRIORITY - realTime : DEFAULT_PRIORITY + nice;
  }

  /**
   * The CPUs it may run on.
   *
   * @return a bit set by CPU number
   */
  public long allowed() {
    return allowed;
  }

  /**
   * Whether it executes on a CPU now.
   *
   * @return true while mounted, possibly stale
   */
  public boolean isOnCpu() {
    return onCpu;
  }

  /**
   * Whether it is queued on a run queue or running.
   *
   * @return true if so, possibly stale
   */
  public boolean isOnRq() {
    return onRq;
  }

  /**
   * CPU time it had, without steal.
   *
   * @return nanoseconds up to the last update
   */
  public long cpuNanos() {
    return entity.sumExec;
  }

  /**
   * The part of it in user mode.
   *
   * @return nanoseconds up to the last way out of user mode
   */
  public long userNanos() {
    return (long) USER_NANOS.getOpaque(this); // opaque: one writer, the task itself
  }

  /**
   * Adds a stretch of user mode. Only by the task itself.
   *
   * @param nanos its length; below zero where the CPU found out late that it was stolen
   */
  public void addUserNanos(long nanos) {
    USER_NANOS.setOpaque(this, (long) USER_NANOS.get(this) + nanos); // opaque: as userNanos
  }

  /**
   * When the task was made.
   *
   * @return a {@link System#nanoTime}
   */
  public long startNanos() {
    return startNanos;
  }

  /**
   * Its virtual run time.
   *
   * @return virtual nanoseconds up to the last update
   */
  public long vruntime() {
    return entity.vruntime;
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
    return exitCode;
  }

  /**
   * Zero while alive, then EXIT_ZOMBIE, then DEAD.
   *
   * @return a value of {@link TaskState}
   */
  public int exitState() {
    return exitState;
  }

  /**
   * Ends the task's life as others see it. Under the task-list lock.
   *
   * @param newState EXIT_ZOMBIE or DEAD
   * @param code the exit code
   */
  public void setExit(int newState, int code) {
    exitCode = code;
    exitState = newState; // volatile: publishes the code to lockless readers
  }

  /**
   * Who still refers to the task: its CPU until it is off it for good; the list of tasks, until a
   * grace period after it was collected; whoever took a reference meanwhile.
   *
   * @return the usage count
   */
  public AtomicInt32 usage() {
    return usage;
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
    return comm + "/" + pid + " [" + TaskState.letter(exitState != 0 ? exitState : state) + "]";
  }

  private static final VarHandle SLEEP_STATE;
  private static final VarHandle SUBMITTED;
  private static final VarHandle USER_NANOS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SLEEP_STATE = lookup.findVarHandle(Task.class, "sleepState", int.class);
      SUBMITTED = lookup.findVarHandle(Task.class, "submitted", boolean.class);
      USER_NANOS = lookup.findVarHandle(Task.class, "userNanos", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
