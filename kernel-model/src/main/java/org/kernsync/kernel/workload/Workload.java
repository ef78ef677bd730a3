package org.kernsync.kernel.workload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A workload, ready to be run: every name resolved, every number in range, every task's locks in
 * order.
 *
 * @param source the name of the file it came from
 * @param global the settings of the whole run
 * @param tasks the tasks, in the order of the file, at least one of which starts with the workload
 * @param notes what its author should know, each one line: keys that are not used, names that are
 *     cut, policies that are not there yet
 */
public record Workload(
    String source, GlobalSettings global, List<TaskSpec> tasks, List<String> notes) {

  /** The largest number of tasks, and of threads that start with the workload. */
  public static final int MAX_THREADS = 10_000;

  /** How often one thread may fork, as in rt-app; a fork beyond that ends the run. */
  public static final int MAX_FORKS = 1024;

  /** Copies the lists. */
  public Workload {
    tasks = List.copyOf(tasks);
    notes = List.copyOf(notes);
  }

  /**
   * Returns how many threads start with the workload, forked ones not counted.
   *
   * @return at least 1
   */
  public int threads() {
    return tasks.stream().mapToInt(TaskSpec::instances).sum();
  }

  /**
   * Finds a task.
   *
   * @param name its whole name
   * @return the task, or empty
   */
  public Optional<TaskSpec> task(String name) {
    return tasks.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /**
   * Returns how many arrivals open each barrier, counted as rt-app counts while it reads: for each
   * time that a barrier is written, the instances of that task. Threads that are forked later are
   * not counted.
   *
   * @return the counts by name, in the order of the file; a count may be 0
   */
  public Map<String, Integer> barrierUsers() {
    Map<String, Integer> users = new LinkedHashMap<>();
    for (TaskSpec task : tasks) {
      for (PhaseSpec phase : task.phases()) {
        for (Event event : phase.events()) {
          if (event instanceof Event.Barrier barrier) {
            users.merge(barrier.barrier(), task.instances(), Math::addExact);
          }
        }
      }
    }
    return users;
  }

  /**
   * Returns the largest CPU number that the workload names.
   *
   * @return a CPU number, or -1 where none is named
   */
  public int highestCpu() {
    return tasks.stream().flatMap(Workload::cpuLists).mapToInt(CpuList::highest).max().orElse(-1);
  }

  /**
   * Checks that a machine has every CPU that the workload names.
   *
   * @param cpus the number of CPUs of the machine
   * @throws WorkloadException if one is missing, naming the task and the place
   */
  public void requireCpus(int cpus) throws WorkloadException {
    for (TaskSpec task : tasks) {
      Optional<CpuList> missing = cpuLists(task).filter(list -> list.highest() >= cpus).findFirst();
      if (missing.isPresent()) {
        String problem =
            String.format(
                "task %s asks for CPU %d, but there %s %d",
                Quoted.of(task.name()), missing.get().highest(), cpus == 1 ? "is" : "are", cpus);
        String wayOut = "run it with --cpus " + (highestCpu() + 1) + " or more";
        throw new WorkloadException(source, missing.get().location(), problem, wayOut);
      }
    }
  }

  private static Stream<CpuList> cpuLists(TaskSpec task) {
    return Stream.concat(
            Stream.of(task.properties()), task.phases().stream().map(PhaseSpec::properties))
        .flatMap(properties -> properties.cpus().stream());
  }
}
