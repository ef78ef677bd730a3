package org.kernsync.kernel.process;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.wait.Completion;

/**
 * {@code kthreadd}: creates kernel threads on request, so that each is its child and inherits
 * nothing from the task that asked, and collects them.
 */
public final class KernelThreads {
  private static final LockClass LOCK_CLASS = new LockClass("kthread.lock");

  /** The number of kthreadd. */
  public static final int KTHREADD_PID = 2;

  private static final class Request {
    final ListHead<Request> entry = new ListHead<>(this); // lock
    final String comm;
    final Task.Body body;
    final Completion done = new Completion();
    Task result; // kthreadd, before done

    Request(String comm, Task.Body body) {
      this.comm = comm;
      this.body = body;
    }
  }

  private final Scheduler scheduler;
  private final Processes processes;
  private final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);
  private final ListHead<Request> requests = new ListHead<>(); // lock
  private final ConcurrentLinkedQueue<Consumer<Task>> stoppers = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * Prepares the service; {@link #run} is the body of pid 2.
   *
   * @param scheduler lets tasks wait
   * @param processes makes them
   */
  public KernelThreads(Scheduler scheduler, Processes processes) {
    this.scheduler = scheduler;
    this.processes = processes;
  }

  /**
   * Makes a kernel thread that does not run until {@link Processes#start}.
   *
   * @param self the current task, not kthreadd
   * @param comm its name
   * @param body what it executes; kthreadd collects it when it returns
   * @return the thread, or null where none can be made
   */
  public Task create(Task self, String comm, Task.Body body) {
    Request request = new Request(comm, body);
    Cpu cpu = self.cpu();
    lock.lock(cpu);
    requests.addTail(request.entry);
    lock.unlock(cpu);
    processes
        .find(KTHREADD_PID)
        .childExit()
        .wakeAll(); // it waits for requests where it waits for children
    scheduler.sleepUninterruptibly(self, request.done::awaitUninterruptibly);
    return request.result;
  }

  /**
   * What kthreadd executes.
   *
   * @param self pid 2
   */
  public void run(Task self) {
    while (!stopping || processes.hasChild(self, -1)) {
      scheduler.sleepIdle(
          self, TaskState.INTERRUPTIBLE, () -> self.childExit().waitEvent(() -> isDue(self)));
      serveRequests(self);
    }
  }

  /** Collects children; then tells whether there is something else to do: a request, or the end. */
  private boolean isDue(Task self) {
    Processes.Reaped reaped;
    do {
      reaped = processes.reap(self, -1);
    } while (reaped != null);
    return hasRequests(self) || stopping && !processes.hasChild(self, -1);
  }

  private boolean hasRequests(Task self) {
    Cpu cpu = self.cpu();
    lock.lock(cpu);
    boolean some = !requests.isEmpty();
    lock.unlock(cpu);
    return some;
  }

  private Request nextRequest(Task self) {
    Cpu cpu = self.cpu();
    lock.lock(cpu);
    Request first = requests.first();
    if (first != null) {
      first.entry.del();
    }
    lock.unlock(cpu);
    return first;
  }

  private void serveRequests(Task self) {
    Request request;
    while ((request = nextRequest(self)) != null) {
      Task.Body body = request.body;
      request.result =
          processes.copyTask(
              self,
              CloneFlags.SHARE_ALL,
              request.comm,
              true,
              thread -> {
                try {
                  body.run(thread);
                } finally {
                  processes.exit(thread, 0);
                }
              });
      request.done.complete();
    }
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    if (!requests.isEmpty() || lock.isLocked()) {
      report.accept(requests.count() + " requests for kernel threads are left, " + lock);
    }
  }

  /**
   * Names how a kernel thread that never ends by itself is told to.
   *
   * @param stopper called at shutdown with the current task
   */
  public void addStopper(Consumer<Task> stopper) {
    stoppers.add(stopper);
  }

  /**
   * Tells all threads to end, and kthreadd to end once its last child has.
   *
   * @param self the current task
   * @param kthreadd pid 2
   */
  public void stop(Task self, Task kthreadd) {
    for (Consumer<Task> stopper : stoppers) {
      stopper.accept(self);
    }
    stopping = true;
    kthreadd.childExit().wakeAll();
  }
}
