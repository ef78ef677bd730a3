package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.torture.busted.LockFault;

/**
 * Every broken twin of every lock ends the command with 3, or with 42 where a thread waits without
 * end. A run ends with its first failure; its time matters only where the twin is not found.
 */
@Isolated("takes the standard streams")
class LockTwinsTest {
  /** The twin is found for the reason that it has, and the exit code says which kind it is. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("twins")
  void run_busted_red(String type, LockFault fault) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--type", type, "--busted", fault.word(), "--seed=42", "--heap-growth=0"));
    arguments.add("--seconds=100");
    if (hangs(fault)) {
      arguments.add("--stall-millis=200"); // it waits for ever: the more patient find it too
    }
    CommandOutcome outcome = CommandOutcome.of(arguments.toArray(String[]::new));

    String first =
        outcome.err().lines().filter(line -> line.startsWith("torture: ")).findFirst().orElse("");
    assertThat(first).as(outcome.err()).matches("torture: " + reason(fault) + ": .*");
    assertThat(outcome.exit()).isEqualTo(first.startsWith("torture: stall: ") ? 42 : 3);
    assertThat(outcome.out())
        .startsWith("torture " + type + " --busted " + fault.word() + ": RED")
        .endsWith(" seed=42" + System.lineSeparator());
    assertThat(outcome.err())
        .contains("kernsync: the broken twin '" + fault.word() + "' was found");
  }

  static Stream<Arguments> twins() {
    return LockType.library().stream()
        .flatMap(
            type ->
                type.bustedModes().stream()
                    .map(word -> Arguments.of(type.word(), LockFault.of(word))));
  }

  private static boolean hangs(LockFault fault) {
    return switch (fault) {
      case LOST_RELEASE,
          LOST_WAKE,
          WAKES_NOBODY,
          TIMEOUT_EATS_WAKE,
          TIMEOUT_KEEPS,
          INTERRUPT_KEEPS ->
          true;
      default -> false;
    };
  }

  private static String reason(LockFault fault) {
    return switch (fault) {
      case TWO_INSIDE, READER_BESIDE_WRITER -> "overlap";
      case LOST_RELEASE, TIMEOUT_KEEPS, INTERRUPT_KEEPS -> "(stall|stutter)";
      case LOST_WAKE, WAKES_NOBODY, TIMEOUT_EATS_WAKE -> "stall";
      case EARLY_TIMEOUT -> "timeout";
      case INTERRUPT_LOST -> "interrupt";
      case BARGING -> "line";
    };
  }
}
