package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The end of the stack where frames are of uneven size: the step that takes is compiled and needs
 * next to nothing, all that follows is interpreted and needs much. A JIT compiler makes such
 * mixtures all the time; here they are made on purpose.
 */
class UnevenStackTest {
  static Stream<Arguments> subjects() {
    String mutex = "org/kernsync/sleep/MutexQueue.";
    String both = "org/kernsync/sleep/RwSemaphoreQueue.";
    String permits = "org/kernsync/internal/PermitCount.";
    String ticket = "org/kernsync/spin/TicketSpinLock.";
    String reader = "org/kernsync/spin/ReadWriteSpinQueue.";
    String queued = "org/kernsync/spin/QueuedSpinWord.";
    return Stream.of(
        Arguments.of(
            "ticket",
            List.of(
                ticket + "ownerAcquire", ticket + "casNextAcquire", ticket + "takeTicketAcquire")),
        Arguments.of("queued", List.of(queued + "freedAcquire", queued + "casTakenAcquire")),
        Arguments.of("mutex", List.of(mutex + "weakCasLockedAcquire")),
        Arguments.of(
            "rwSemaphore",
            List.of(
                "org/kernsync/sleep/RwSemaphoreState.compareAndExchangeState",
                "org/kernsync/sleep/RwSemaphoreState.weakCasState")),
        Arguments.of("semaphore", List.of(permits + "compareAndExchangeState")),
        Arguments.of(
            "readerAtAWriter",
            List.of(
                "org/kernsync/spin/ReadWriteSpinLock.readLock",
                reader + "joinUnless",
                reader + "addToState")),
        Arguments.of("decAndLock", List.of(ticket + "lock")),
        Arguments.of("decAndMutexLock", List.of("org/kernsync/sleep/Mutex.lock")),
        Arguments.of("mutexLength", List.of(mutex + "lockGuard")),
        Arguments.of("semaphoreLength", List.of(permits + "lockGuard")),
        Arguments.of("rwSemaphoreLength", List.of(both + "lockGuard")));
  }

  /** Whatever throws has taken nothing, and has not kept what it took on the way. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("subjects")
  void take_stackEndsBehindTheStep_nothingIsTaken(String subject, List<String> compiled)
      throws Exception {
    assertThat(dive(compiled, subject)).isEqualTo("ended: true, broken: 0\n");
  }

  static Stream<Arguments> contended() {
    return subjects().limit(5);
  }

  /** The same of those who find it taken. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("contended")
  void take_stackEndsInTheWait_nothingIsTaken(String subject, List<String> compiled)
      throws Exception {
    assertThat(dive(compiled, subject, "contended")).isEqualTo("ended: true, broken: 0\n");
  }

  private static String dive(List<String> compiled, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-Xbatch", "-XX:CompileCommand=quiet"));
    compiled.forEach(method -> command.add("-XX:CompileCommand=compileonly," + method));
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(StackReserve.class).toString(),
            JavaFork.originOf(UnevenStackDive.class).toString());
    command.addAll(List.of("-cp", path, UnevenStackDive.class.getName()));
    command.addAll(List.of(arguments));
    JavaFork.Outcome outcome = JavaFork.run(command);
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }
}
