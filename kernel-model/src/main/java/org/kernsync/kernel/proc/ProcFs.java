package org.kernsync.kernel.proc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.sched.Task;

/**
 * {@code /proc} of a kernel.
 *
 * <pre>{@code
 * Moment moment = Moment.of(kernel);             // by init, when the workload has ended
 * ...                                            // the kernel goes off
 * String text = new ProcFs(kernel, moment).read("stat").orElseThrow().text();
 * }</pre>
 *
 * <p>Counts are final when the CPUs are off, and then they agree with the run's report. Before,
 * each may be stale.
 *
 * <p><b>Differences from Linux.</b> A task that has ended keeps its {@code PID/stat}. There are no
 * process groups, sessions, terminals, page faults, addresses and signal masks: those fields are 0.
 */
public final class ProcFs {
  private static final List<String> NAMES =
      List.of(
          "buddyinfo",
          "interrupts",
          "loadavg",
          "meminfo",
          "schedstat",
          "slabinfo",
          "softirqs",
          "stat",
          "vmstat",
          "zoneinfo");
  private static final String TASK_FILE = "/stat";
  private static final Pattern PATHS = Pattern.compile(String.join("|", NAMES) + "|\\d+/stat");

  private final CpuViews cpus;
  private final TaskViews tasks;
  private final Moment moment;

  /**
   * Looks at a kernel.
   *
   * @param kernel the kernel, best when its CPUs are off
   * @param moment what it was like while it lived
   */
  public ProcFs(Kernel kernel, Moment moment) {
    this.moment = moment;
    cpus = new CpuViews(kernel, moment);
    tasks = new TaskViews(kernel, moment);
  }

  /**
   * The names that {@link #read} knows, for people.
   *
   * @return one sentence's worth
   */
  public static String names() {
    return String.join(", ", NAMES) + ", PID/stat or TASK/stat";
  }

  /**
   * Whether a name can be read, if there is such a task.
   *
   * @param name a path below {@code /proc}
   * @return true if it is known
   */
  public static boolean isName(String name) {
    return NAMES.contains(name) || name.endsWith(TASK_FILE) && name.length() > TASK_FILE.length();
  }

  /**
   * Whether {@link #files} may have a file of this name.
   *
   * @param path a path below {@code /proc}
   * @return true if so
   */
  public static boolean isPath(String path) {
    return PATHS.matcher(path).matches();
  }

  /**
   * Reads a file.
   *
   * @param name one of {@link #names}; {@code PID/stat} also with a task's name in place of its
   *     number
   * @return the file, or nothing where there is no such name or task
   */
  public Optional<ProcFile> read(String name) {
    return switch (name) {
      case "interrupts" -> Optional.of(cpus.interrupts());
      case "loadavg" -> Optional.of(moment.load());
      case "schedstat" -> Optional.of(cpus.schedstat());
      case "softirqs" -> Optional.of(cpus.softirqs());
      case "stat" -> Optional.of(cpus.stat());
      case "buddyinfo", "meminfo", "slabinfo", "vmstat", "zoneinfo" ->
          Optional.ofNullable(moment.memory(name));
      default -> isName(name) ? task(name) : Optional.empty();
    };
  }

  private Optional<ProcFile> task(String name) {
    Task task = tasks.find(name.substring(0, name.length() - TASK_FILE.length()));
    return Optional.ofNullable(task).map(tasks::stat);
  }

  /**
   * Reads all files.
   *
   * @return their texts by their paths
   */
  public Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    for (String name : NAMES) {
      read(name).ifPresent(file -> files.put(name, file.text()));
    }
    for (Task task : tasks.tasks()) {
      files.put(task.pid() + TASK_FILE, tasks.stat(task).text());
    }
    return files;
  }
}
