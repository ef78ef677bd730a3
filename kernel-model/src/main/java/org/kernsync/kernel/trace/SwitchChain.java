package org.kernsync.kernel.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kernsync.kernel.trace.TraceEvent.Lost;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;

/**
 * An oracle over traces: what must hold for any scheduler, read off the switches alone.
 *
 * <ul>
 *   <li>The task that leaves a CPU is the one that entered it last; every line of a CPU carries
 *       that task's pid.
 *   <li>A CPU's time does not run backwards.
 *   <li>No task enters a CPU while it is on another (idle tasks share pid 0 and do not count).
 * </ul>
 *
 * <p>The first two hold for real kernels' traces as well; the third where clocks of CPUs agree.
 */
public final class SwitchChain {
  private static final int MAX_REPORTED = 20;

  private final Map<Integer, Cpu> cpus = new HashMap<>();
  private final Map<Integer, Integer> cpuOfTask = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long switches;
  private long pairs;
  private long unreported;

  private SwitchChain() {}

  /**
   * What a check found.
   *
   * @param switches how many switches there were
   * @param pairs how many neighbours on one CPU were compared; a check that compared none says
   *     nothing
   * @param violations one sentence each, the first 20 in full
   */
  public record Result(long switches, long pairs, List<String> violations) {
    /**
     * Copies the list.
     *
     * @param switches how many switches there were
     * @param pairs how many neighbours on one CPU were compared
     * @param violations one sentence each
     */
    public Result {
      violations = List.copyOf(violations);
    }
  }

  /**
   * Checks a trace.
   *
   * @param lines its lines, each CPU's in order
   * @return what was found
   */
  public static Result check(Iterable<TraceLine> lines) {
    SwitchChain chain = new SwitchChain();
    for (TraceLine line : lines) {
      chain.accept(line);
    }
    if (chain.unreported > 0) {
      chain.violations.add("and " + chain.unreported + " more");
    }
    return new Result(chain.switches, chain.pairs, chain.violations);
  }

  private void accept(TraceLine line) {
    Cpu cpu = cpus.computeIfAbsent(line.cpu(), number -> new Cpu());
    if (line.event() instanceof Lost) {
      cpuOfTask.remove(cpu.pid, line.cpu());
      cpu.pid = Cpu.UNKNOWN;
      return;
    }
    if (line.nanos() < cpu.nanos) {
      report(line, "time runs backwards by " + (cpu.nanos - line.nanos()) + " ns");
    }
    cpu.nanos = line.nanos();
    if (cpu.pid != Cpu.UNKNOWN && line.pid() != cpu.pid) {
      report(line, "the line is of pid " + line.pid() + ", but pid " + cpu.pid + " runs here");
    }
    if (line.event() instanceof SchedSwitch change) {
      acceptSwitch(line, cpu, change);
    }
  }

  private void acceptSwitch(TraceLine line, Cpu cpu, SchedSwitch change) {
    switches++;
    if (cpu.pid != Cpu.UNKNOWN) {
      pairs++;
      if (change.prevPid() != cpu.pid) {
        report(line, "prev_pid " + change.prevPid() + " is not the last next_pid " + cpu.pid);
      }
    }
    cpuOfTask.remove(change.prevPid(), line.cpu());
    if (change.nextPid() != 0) {
      Integer other = cpuOfTask.put(change.nextPid(), line.cpu());
      if (other != null && other != line.cpu()) {
        report(line, "pid " + change.nextPid() + " enters, but it is still on CPU " + other);
      }
    }
    cpu.pid = change.nextPid();
  }

  private void report(TraceLine line, String what) {
    if (violations.size() == MAX_REPORTED) {
      unreported++;
      return;
    }
    violations.add("CPU " + line.cpu() + " at " + line.nanos() + " ns: " + what);
  }

  private static final class Cpu {
    static final int UNKNOWN = -1;

    int pid = UNKNOWN;
    long nanos = Long.MIN_VALUE;
  }
}
