package org.kernsync.kernel.syscall;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.kernsync.kernel.fs.CacheFs;
import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.UserPages;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping;

/** The system call table. */
public final class Syscalls {
  private static final int COMM_LENGTH = 15;

  @FunctionalInterface
  private interface Handler {
    long call(UserThread thread, UserContext arguments);
  }

  private final Scheduler scheduler;
  private final Timekeeping timekeeping;
  private final Processes processes;
  private final BiConsumer<Task, Throwable> oops;
  private final FileCalls files;
  private final UserPages pages;
  private final Map<Integer, Handler> table =
      new HashMap<>(); // filled by the constructor, then only read
  private final CopyOnWriteArrayList<SyncObjects> allSync = new CopyOnWriteArrayList<>();

  /**
   * Fills the table.
   *
   * @param scheduler the scheduler
   * @param timekeeping sleeps
   * @param processes tasks
   * @param memory pages for processes and files
   * @param oops told of a program or a system call that threw
   */
  public Syscalls(
      Scheduler scheduler,
      Timekeeping timekeeping,
      Processes processes,
      KernelMemory memory,
      BiConsumer<Task, Throwable> oops) {
    this.scheduler = scheduler;
    this.timekeeping = timekeeping;
    this.processes = processes;
    this.oops = oops;
    files = new FileCalls(scheduler, new CacheFs(memory.cache(), memory.physical()));
    pages = new FaultPages(memory.userPages());
    table.put(Nr.READ, files::read);
    table.put(Nr.WRITE, files::write);
    table.put(Nr.OPEN, files::open);
    table.put(Nr.CLOSE, files::close);
    table.put(Nr.PIPE, files::pipe);
    table.put(Nr.MMAP, (thread, a) -> mmap(thread, a.get(1)));
    table.put(Nr.SCHED_YIELD, this::schedYield);
    table.put(Nr.GETPID, (thread, a) -> thread.task().tgid());
    table.put(Nr.CLONE, (thread, a) -> clone(thread, (int) a.get(1)));
    table.put(Nr.EXIT, this::exit);
    table.put(Nr.WAIT4, (thread, a) -> wait4(thread.task(), (int) a.get(1), (int) a.get(2)));
    table.put(
        Nr.KILL,
        (thread, a) -> {
          int pid = (int) a.get(1);
          // pid 0 would be the caller's process group, of which there is none
          return pid == 0
              ? -Errno.ESRCH
              : withTask(thread.task(), pid, target -> kill(thread.task(), target, (int) a.get(2)));
        });
    table.put(Nr.PRCTL, this::prctl);
    table.put(
        Nr.SCHED_SETAFFINITY,
        (thread, a) ->
            withTask(
                thread.task(),
                a.get(1),
                target -> schedSetAffinity(thread.task(), target, a.get(2))));
    table.put(Nr.CLOCK_NANOSLEEP, this::clockNanosleep);
    table.put(
        Nr.SCHED_SETATTR,
        (thread, a) ->
            withTask(thread.task(), a.get(1), target -> schedSetAttr(thread.task(), target, a)));
    table.put(Nr.SYNC_CREATE, (thread, a) -> thread.sync().create(a.get(1), a.get(2)));
    table.put(Nr.MUTEX_LOCK, (thread, a) -> thread.sync().lock(thread, a.get(1)));
    table.put(Nr.MUTEX_UNLOCK, (thread, a) -> thread.sync().unlock(thread, a.get(1)));
    table.put(Nr.COND_WAIT, (thread, a) -> thread.sync().await(thread, a.get(1), a.get(2)));
    table.put(Nr.COND_SIGNAL, (thread, a) -> thread.sync().signal(thread.task(), a.get(1), false));
    table.put(
        Nr.COND_BROADCAST, (thread, a) -> thread.sync().signal(thread.task(), a.get(1), true));
    table.put(Nr.SEM_WAIT, (thread, a) -> thread.sync().down(thread.task(), a.get(1)));
    table.put(Nr.SEM_POST, (thread, a) -> thread.sync().up(a.get(1)));
    table.put(Nr.BARRIER_WAIT, (thread, a) -> thread.sync().awaitBarrier(thread.task(), a.get(1)));
  }

  /**
   * What a task executes that runs a program of its own, from the start.
   *
   * @param program the text
   * @param context where it begins
   * @param memory the process's memory
   * @return the body for {@code copyTask}
   */
  public Task.Body exec(Program program, UserContext context, UserMemory memory) {
    memory.attach(pages);
    SyncObjects sync = new SyncObjects(scheduler);
    allSync.add(sync);
    return new UserThread(this, program, context, memory, sync)::run;
  }

  long call(UserThread thread) {
    UserContext context = thread.context();
    Handler handler = table.get((int) context.get(UserContext.NUMBER));
    return handler == null ? -Errno.ENOSYS : handler.call(thread, context);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Timekeeping timekeeping() {
    return timekeeping;
  }

  Processes processes() {
    return processes;
  }

  void oops(Task task, Throwable bug) {
    oops.accept(task, bug);
  }

  private static long mmap(UserThread thread, long bytes) {
    long address = thread.memory().map(bytes);
    return address < 0 ? -Errno.ENOMEM : address;
  }

  private long schedYield(UserThread thread, UserContext arguments) {
    scheduler.yield(thread.task());
    return 0;
  }

  private long clone(UserThread thread, int flags) {
    UserThread child = thread.copy();
    child.context().set(UserContext.RESULT, 0);
    Task task = processes.copyTask(thread.task(), flags, thread.task().comm(), false, child::run);
    if (task == null) {
      thread.memory().put(); // the child's
      return -Errno.EAGAIN;
    }
    int pid = task.pid(); // before the start: it may end and its number be used again
    processes.start(thread.task(), task);
    return pid;
  }

  private long exit(UserThread thread, UserContext arguments) {
    thread.exit((int) arguments.get(1));
    return 0;
  }

  private long wait4(Task self, int pid, int options) {
    if (!processes.hasChild(self, pid)) {
      return -Errno.ECHILD;
    }
    if ((options & Nr.WNOHANG) != 0) {
      Processes.Reaped reaped = processes.reap(self, pid);
      return reaped == null ? 0 : reaped.pid();
    }
    Processes.Reaped reaped = processes.await(self, pid);
    return reaped == null ? -Errno.EINTR : reaped.pid();
  }

  /** Does something to a task that cannot go away meanwhile; pid 0 is the caller. */
  private long withTask(Task self, long pid, ToLongFunction<Task> action) {
    Task target = processes.get(pid == 0 ? self.pid() : (int) pid);
    if (target == null) {
      return -Errno.ESRCH;
    }
    try {
      return action.applyAsLong(target);
    } finally {
      processes.put(target);
    }
  }

  private long kill(Task self, Task target, int signal) {
    if (target.isKernelThread() || target.pid() <= 1) {
      return -Errno.EPERM;
    }
    if (signal < 0 || signal > Long.SIZE - 1) {
      return -Errno.EINVAL;
    }
    if (signal != 0) {
      scheduler.signal(self.cpu(), target, signal);
    }
    return 0;
  }

  private long prctl(UserThread thread, UserContext arguments) {
    if (arguments.get(1) != Nr.PR_SET_NAME) {
      return -Errno.EINVAL;
    }
    byte[] name = new byte[COMM_LENGTH + 1];
    if (thread.memory().copyFromUser(name, arguments.get(2)) != 0) {
      return -Errno.EFAULT;
    }
    int length = 0;
    while (length < COMM_LENGTH && name[length] != 0) {
      length++;
    }
    thread.task().setComm(new String(name, 0, length, StandardCharsets.UTF_8));
    return 0;
  }

  private long schedSetAffinity(Task self, Task target, long mask) {
    if (target.isKernelThread()) {
      return -Errno.EPERM;
    }
    int cpus = scheduler.cpuCount();
    long all = cpus == Long.SIZE ? -1L : (1L << cpus) - 1;
    if ((mask & all) == 0) {
      return -Errno.EINVAL;
    }
    scheduler.setAffinity(self, target, mask);
    return 0;
  }

  private long clockNanosleep(UserThread thread, UserContext arguments) {
    boolean slept = timekeeping.sleepUntil(thread.task(), thread.sleeper(), arguments.get(1));
    return slept ? 0 : -Errno.EINTR;
  }

  private long schedSetAttr(Task self, Task target, UserContext arguments) {
    if (target.isKernelThread()) {
      return -Errno.EPERM;
    }
    for (Policy policy : Policy.values()) {
      if (policy.number() == arguments.get(2)) {
        return setAttributes(self, target, policy, arguments.get(3), arguments.get(4));
      }
    }
    return -Errno.EINVAL;
  }

  private long setAttributes(Task self, Task target, Policy policy, long nice, long priority) {
    boolean valid = policy.isRealTime() ? priority >= 1 && priority <= 99 : priority == 0;
    if (!valid || nice < -20 || nice > 19) {
      return -Errno.EINVAL;
    }
    if (policy.isRealTime()) {
      scheduler.setRealTime(self.cpu(), target, policy, (int) priority);
    } else {
      scheduler.setPolicy(self.cpu(), target, policy, (int) nice);
    }
    return 0;
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    allSync.forEach(sync -> sync.checkAtRest(report));
    files.checkAtRest(report);
  }
}
