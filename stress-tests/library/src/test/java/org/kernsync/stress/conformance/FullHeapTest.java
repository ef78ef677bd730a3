package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** OutOfMemoryError in the slow path: three threads contend while nothing can be allocated. */
class FullHeapTest {
  private static final List<String> OPTIONS =
      List.of("-Xmx10m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final int ROUNDS = Math.max(4, ConformanceSuite.rounds() / 30);
  private static final int CALLS = 3 * ROUNDS;

  /** What waits with a node, if there is memory for one. */
  private static final List<String> WITH_NODES =
      List.of("semaphore", "completion", "mutex", "rwRead", "rwWrite", "perCpuWrite");

  /** Where a thread that comes for the first time needs memory, which it is told. */
  private static final String NEEDS_A_SLOT = "perCpuRead";

  /**
   * In a full heap each call of ours has either locked or thrown, and what threw does not hold:
   * nobody overlaps, is stuck, or is left inside. Where a waiter takes a node, it went without one:
   * with memory three stand in line, without it none. So the error has hit the path, also where
   * nobody was told of it.
   */
  @Test
  void lock_heapFull_locksOrThrows() throws Exception {
    List<String> lines = run(ContendedSubject.OURS);
    assertThat(lines).hasSize(2 * ContendedSubject.OURS.length);
    String calm = "calls " + CALLS + ", acquired " + CALLS + ", thrown 0, overlaps 0, stuck 0";
    for (int i = 0; i < ContendedSubject.OURS.length; i++) {
      String name = ContendedSubject.OURS[i];
      String roomy = lines.get(2 * i);
      String full = lines.get(2 * i + 1);
      assertThat(roomy).startsWith(name + " roomy: " + calm + ", free true, without memory false");
      assertThat(full).startsWith(name + " full: ");
      assertThat(full).contains("overlaps 0, stuck 0, free true, without memory true");
      assertThat(count(full, "acquired") + count(full, "thrown")).as(full).isEqualTo(CALLS);
      if (name.equals(NEEDS_A_SLOT)) {
        assertThat(count(full, "thrown")).as("errors that hit the path").isPositive();
      }
      if (WITH_NODES.contains(name)) {
        assertThat(roomy).endsWith("in line 3");
        assertThat(full).endsWith("in line 0");
      }
    }
  }

  /** The JDK's locks, as a control: whatever throws has not locked, and nobody is stuck. */
  @Test
  void lock_heapFullJdk_throwsOrHolds() throws Exception {
    List<String> lines = run("jdkLock", "jdkSemaphore");
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      assertThat(line).contains("overlaps 0, stuck 0, free true");
      assertThat(count(line, "acquired") + count(line, "thrown")).isEqualTo(CALLS);
    }
  }

  /**
   * Red on a lock that allocates once it is taken: it throws, is held, and others are stuck. Its
   * sound base is green.
   */
  @Test
  void lock_heapFullAllocatesOnceTaken_stuck() throws Exception {
    List<String> lines = run("takes", "takesThenAllocates");
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("overlaps 0, stuck 0, free true");
    assertThat(lines.get(1)).contains("overlaps 0, stuck 0, free true, without memory true");
    assertThat(lines.get(2)).contains("thrown 0, overlaps 0, stuck 0, free true");
    assertThat(lines.get(3)).contains("free false, without memory true");
    assertThat(count(lines.get(3), "thrown")).as("errors that hit the path").isPositive();
    assertThat(count(lines.get(3), "stuck")).isPositive();
  }

  private static List<String> run(String... subjects) throws Exception {
    List<String> options = new ArrayList<>(OPTIONS);
    if (subjects[0].equals("takes")) {
      options.add("-DlimitMillis=2000"); // somebody will be stuck
    }
    List<String> arguments = new ArrayList<>(List.of(String.valueOf(ROUNDS)));
    arguments.addAll(List.of(subjects));
    return ConformanceFork.run(options, FullHeapFork.class, arguments.toArray(new String[0]));
  }

  private static int count(String line, String what) {
    Matcher matcher = Pattern.compile(what + " (\\d+)").matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
