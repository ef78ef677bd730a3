package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.mm.AddressSpace;
import org.kernsync.wait.WaitQueue;

/**
 * A task among the others: its parent and children, who refers to it, how it ends, and what it
 * shares with them.
 */
public abstract sealed class TaskFamily extends TaskIdentity permits Task {
  // ---- family: the task-list lock of the process package
  Task parent;
  final ListHead<Task> children = new ListHead<>();
  private final ListHead<Task> sibling = new ListHead<>((Task) this); // among its parent's children
  private volatile boolean off; // its CPU: has left it for good, what it counted is final
  private final RcuListHead<Task> link = RcuListHead.node((Task) this); // the list of all tasks
  private final WaitQueue childExit = new WaitQueue(); // where this task waits for its children

  // ---- set at creation, dropped by exit
  private AddressSpace mm;
  private TaskResource files;
  private TaskResource fs;
  private TaskResource signal;
  private final PendingSignals pendingSignals = new PendingSignals();

  TaskFamily(TaskSlot slot, String comm) {
    super(slot, comm);
  }

  // ---- parent and children
  // ----------------------------------------------------------------------------------------------------

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

  // ---- end and users
  // ----------------------------------------------------------------------------------------------------

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
  abstract void free();

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

  // ---- resources and signals
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

  /**
   * The signals sent and not yet taken.
   *
   * @return the pending signals
   */
  public PendingSignals signals() {
    return pendingSignals;
  }
}
