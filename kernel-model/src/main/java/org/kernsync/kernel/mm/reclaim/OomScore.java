package org.kernsync.kernel.mm.reclaim;

import java.util.List;

/**
 * {@code oom_badness}: whom to kill when nothing else helps: the process whose death gives back
 * most.
 *
 * <p><b>Differences from Linux.</b> There is no swap and no page table to count, and {@code
 * oom_score_adj} is 0 for all.
 */
public final class OomScore {
  /**
   * A process that may be killed.
   *
   * @param pid of one of its tasks
   * @param comm the name of that task
   * @param mappedPages the address space it has asked for
   * @param residentPages what it really has
   */
  public record Candidate(int pid, String comm, long mappedPages, long residentPages) {}

  private OomScore() {}

  /**
   * The process to kill.
   *
   * @param candidates all that may be killed, oldest first
   * @return the one with most pages, of several the youngest; null where nobody has any
   */
  public static Candidate worst(List<Candidate> candidates) {
    Candidate worst = null;
    for (Candidate candidate : candidates) {
      long pages = candidate.residentPages();
      if (pages > 0 && (worst == null || pages >= worst.residentPages())) {
        worst = candidate;
      }
    }
    return worst;
  }
}
