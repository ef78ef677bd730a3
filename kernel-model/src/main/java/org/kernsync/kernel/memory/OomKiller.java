package org.kernsync.kernel.memory;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.reclaim.OomScore;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/**
 * {@code out_of_memory}: when nothing can be reclaimed, kills the process that has most, and tells
 * the log who asked, what there was, and who died. One at a time: while a victim ends, nobody else
 * is chosen.
 *
 * <p><b>Context.</b> Task context; may sleep.
 */
final class OomKiller {
  private static final int KIB_PER_PAGE = 4;
  private static final int PATIENCE = 10_000; // looks at a victim that does not end

  private final Scheduler scheduler;
  private final Consumer<String> log;
  private final ReclaimEvents events;
  private final MemoryReport report;
  private final AtomicBoolean choosing = new AtomicBoolean();
  private final List<String> kills = new CopyOnWriteArrayList<>();
  private volatile Processes processes; // null before there are any
  private volatile UserMemory dying; // the victim's; only the one who chooses writes it
  private volatile int looks; // at dying; a hint

  OomKiller(Scheduler scheduler, Consumer<String> log, ReclaimEvents events, MemoryReport report) {
    this.scheduler = scheduler;
    this.log = log;
    this.events = events;
    this.report = report;
  }

  void attach(Processes tasks) {
    processes = tasks;
  }

  /** Each kill, in a sentence. */
  List<String> kills() {
    return kills;
  }

  /**
   * Sees to it that somebody dies.
   *
   * @return false where nobody can: the allocation fails
   */
  boolean kill(Task self, int order, int gfp) {
    if (isDying()) {
      looks++;
      return true;
    }
    if (processes == null || !choosing.compareAndSet(false, true)) {
      return processes != null; // another chooses: there will be memory
    }
    try {
      return isDying() || choose(self, order, gfp);
    } finally {
      choosing.set(false);
    }
  }

  private boolean isDying() {
    UserMemory last = dying;
    return last != null && last.isUsed() && looks < PATIENCE;
  }

  private boolean choose(Task self, int order, int gfp) {
    Map<UserMemory, Task> owners = new IdentityHashMap<>();
    List<OomScore.Candidate> candidates = new ArrayList<>();
    for (Task task : processes.snapshot()) {
      if (task.mm() instanceof UserMemory memory
          && !memory.isVictim()
          && owners.putIfAbsent(memory, task) == null) {
        candidates.add(
            new OomScore.Candidate(
                task.pid(), task.comm(), memory.mappedPages(), memory.residentPages()));
      }
    }
    tell(self, order, gfp, candidates);
    OomScore.Candidate worst = OomScore.worst(candidates);
    if (worst == null) {
      log.accept("Out of memory and no killable processes...");
      return false;
    }
    for (Map.Entry<UserMemory, Task> owner : owners.entrySet()) {
      if (owner.getValue().pid() == worst.pid()) {
        kill(self, owner.getKey(), worst);
      }
    }
    return true;
  }

  /** All tasks that have this memory. */
  private void kill(Task self, UserMemory memory, OomScore.Candidate victim) {
    memory.markVictim();
    looks = 0;
    dying = memory;
    processes.forEachTask(
        task -> {
          if (task.mm() == memory) {
            scheduler.signal(self.cpu(), task, PendingSignals.SIGKILL);
          }
        });
    String line =
        "Out of memory: Killed process %d (%s) total-vm:%dkB, anon-rss:%dkB"
            .formatted(
                victim.pid(),
                victim.comm(),
                victim.mappedPages() * KIB_PER_PAGE,
                victim.residentPages() * KIB_PER_PAGE);
    kills.add(line);
    log.accept(line);
    events.count(ReclaimEvent.OOM_KILL);
  }

  private void tell(Task self, int order, int gfp, List<OomScore.Candidate> candidates) {
    log.accept(
        "%s invoked oom-killer: gfp_mask=0x%x(%s), order=%d, oom_score_adj=0"
            .formatted(self.comm(), gfp, Gfp.toString(gfp), order));
    report.lines().forEach(log);
    log.accept("Tasks state (memory values in pages):");
    log.accept("[  pid  ] total_vm      rss name");
    for (OomScore.Candidate candidate : candidates) {
      log.accept(
          "[%7d] %8d %8d %s"
              .formatted(
                  candidate.pid(),
                  candidate.mappedPages(),
                  candidate.residentPages(),
                  candidate.comm()));
    }
  }
}
