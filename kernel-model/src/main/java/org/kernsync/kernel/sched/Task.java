package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.locking.BigKernelLock;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * {@code task_struct}: one thread of execution of the model, with its kernel stack.
 *
 * <p>Its scalar fields live in a slot of the cache {@code task_struct}, which is given back when
 * the last user has let go; this object is their handle. Fields stand in groups under the lock that
 * guards them; {@code docs/locking.md} has the order of the locks.
 *
 * <p>Here is how it sleeps, is woken, runs and is scheduled; {@link TaskIdentity} has its names and
 * numbers, {@link TaskFamily} its relatives, users, end and resources.
 */
public final class Task extends TaskFamily implements BigKernelLock.Holder {
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
  private final Body body;
  private KernelStack stack; // written before the task is started
  private StackPages pages; // written before the task is started; null once it has left its CPU

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

  private Task(TaskSlot slot, String comm, Body body) {
    super(slot, comm);
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

  // ---- scheduling
  // ----------------------------------------------------------------------------------------------------

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
   * CPU time it had, without steal.
   *
   * @return nanoseconds up to the last update
   */
  public long cpuNanos() {
    return entity.sumExecSeen();
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

  // ---- the end
  // ----------------------------------------------------------------------------------------------------

  @Override
  void free() {
    if (pages != null) { // never started
      freeStack();
    }
    slot.free();
  }

  @Override
  public String toString() {
    return comm()
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
