package org.kernsync.kernel.process;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.Completion;

/**
 * {@code kthreadd}: creates kernel threads on request, so that each is its child and inherits
 * nothing from the task that asked, and collects them.
 */
public final class KernelThreads {
  /** The number of kthreadd. */
  public static final int KTHREADD_PID = 2;

  private record Request(
      String comm, Task.Body body, AtomicReference<Task> result, Completion done) {}

  private final Processes processes;
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Consumer<Task>> stoppers = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * Prepares the service; {@link #run} is the body of pid 2.
   *
   * @param processes makes them
   */
  public KernelThreads(Processes processes) {
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
    Request request = new Request(comm, body, new AtomicReference<>(), new Completion());
    requests.add(request);
    processes
        .find(KTHREADD_PID)
        .childExit()
        .wakeAll(); // it waits for requests where it waits for children
    request.done.awaitUninterruptibly();
    return request.result.get();
  }

  /**
   * What kthreadd executes.
   *
   * @param self pid 2
   */
  public void run(Task self) {
    while (!stopping || processes.hasChild(self, -1)) {
      self.childExit().waitEvent(() -> isDue(self));
      serveRequests(self);
    }
  }

  /** Collects children; then tells whether there is something else to do: a request, or the end. */
  private boolean isDue(Task self) {
    Processes.Reaped reaped;
    do {
      reaped = processes.reap(self, -1);
    } while (reaped != null);
    return !requests.isEmpty() || stopping && !processes.hasChild(self, -1);
  }

  private void serveRequests(Task self) {
    Request request;
    while ((request = requests.poll()) != null) {
      Task.Body body = request.body;
      request.result.set(
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
              }));
      request.done.complete();
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
