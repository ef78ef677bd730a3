package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.ThreadKind;

/**
 * StackOverflowError at random depths, in all locks, while another thread contends. Interpreted, so
 * that a frame has the same size in each run; compiled, with -Dkernsync.conformance.compiled=true,
 * a lock may stay held once in thousands of dives.
 */
class StackEndTest {
  private static final int DIVES = Math.max(6, ConformanceSuite.rounds() / 10);
  private static final long SEED = Long.getLong("kernsync.conformance.seed", 20_261_122);

  /**
   * A {@code lock} that throws does not hold, an {@code unlock} that throws still holds, and in the
   * end the lock is free and can be taken.
   *
   * @param kind the kind of the thread whose stack ends
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void lock_stackEnds_throwsAndHoldsNot(ThreadKind kind) throws Exception {
    List<String> lines = run(kind, ContendedSubject.OURS);
    assertThat(lines).hasSize(ContendedSubject.OURS.length);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      assertThat(line)
          .startsWith(ContendedSubject.OURS[i] + ": dives that ended " + DIVES + ",")
          .endsWith("broken 0");
      assertThat(count(line, "acquired")).as(line).isGreaterThan(DIVES);
      assertThat(count(line, "lock threw")).as(line).isPositive();
    }
  }

  /**
   * Red on a lock that calls on once it is taken: it throws and is held. Its sound base is green.
   *
   * @param kind the kind of the thread whose stack ends
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void lock_stackEndsCallsOnceTaken_broken(ThreadKind kind) throws Exception {
    List<String> lines = run(kind, "takes", "takesThenCalls");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("takes: dives that ended " + DIVES + ",")
        .endsWith("broken 0");
    assertThat(lines.get(1)).endsWith("broken 1");
    assertThat(count(lines.get(1), "lock threw")).isPositive();
  }

  private static List<String> run(ThreadKind kind, String... subjects) throws Exception {
    List<String> options = new ArrayList<>(List.of("-XX:ThreadStackSize=256"));
    if (!Boolean.getBoolean("kernsync.conformance.compiled")) {
      options.add("-Xint");
    }
    if (subjects[0].equals("takes")) {
      options.add("-DlimitMillis=2000"); // somebody will be stuck
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(kind.name(), String.valueOf(DIVES), String.valueOf(SEED)));
    arguments.addAll(List.of(subjects));
    return ConformanceFork.run(options, StackEndFork.class, arguments.toArray(new String[0]));
  }

  private static int count(String line, String what) {
    Matcher matcher = Pattern.compile(what + " (\\d+)").matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
