package org.kernsync.kernel.lockdep;

import java.util.List;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.locking.LockClass;

/**
 * One lock taken, or waited for: {@code held_lock}.
 *
 * @param lock the lock itself
 * @param lockClass its class, or null
 * @param who the task
 * @param cpu the CPU's number
 * @param place where in the code
 */
record Acquisition(Object lock, LockClass lockClass, String who, int cpu, String place) {
  private static final String DEBUGGER = Acquisition.class.getPackageName();
  private static final List<String> HIDDEN =
      List.of(
          DEBUGGER + ".", LockClass.class.getPackageName() + ".", Cpu.class.getPackageName() + ".");
  private static final StackWalker WALKER = StackWalker.getInstance();

  static Acquisition here(Cpu cpu, Object lock, LockClass lockClass) {
    return new Acquisition(lock, lockClass, who(cpu), cpu.id(), places(1).getFirst());
  }

  /** The task, without its state, which may be another when it is read; else the CPU's own loop. */
  static String who(Cpu cpu) {
    CurrentCpu.Context task = CurrentCpu.context();
    return task == null ? "the idle task of cpu " + cpu.id() : task.toString().split(" ", 2)[0];
  }

  /** The innermost places outside of locks and CPUs. */
  static List<String> places(int count) {
    List<String> places =
        WALKER.walk(
            frames ->
                frames
                    .filter(frame -> !isHidden(frame.getClassName()))
                    .limit(count)
                    .map(Acquisition::describe)
                    .toList());
    return places.isEmpty() ? List.of("an unknown place") : places;
  }

  private static boolean isHidden(String className) {
    for (String prefix : HIDDEN) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Such as {@code IrqLock.faulty (IrqLock.java:41)}, lambdas by the method they stand in. */
  private static String describe(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    String method = frame.getMethodName();
    if (method.startsWith("lambda$")) {
      method = method.substring("lambda$".length(), method.lastIndexOf('$'));
    }
    return type.substring(type.lastIndexOf('.') + 1)
        + "."
        + method
        + " ("
        + frame.getFileName()
        + ":"
        + frame.getLineNumber()
        + ")";
  }

  /** The class, or that it has none. */
  String name() {
    return lockClass == null ? "a lock without a class" : lockClass.toString();
  }

  @Override
  public String toString() {
    return name() + ", at " + place;
  }
}
