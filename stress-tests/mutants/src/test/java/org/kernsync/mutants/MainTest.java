package org.kernsync.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programme as one runs it: kills, and its own negative controls. */
class MainTest {
  private static final String FIFO = "queue/KFifo";
  private static final String CAPACITY = "return capacity() - length();";

  private record Outcome(int exitCode, String out, String err) {}

  /** One mutant each of three layers is killed by the layer that is named. */
  @Test
  void run_threeLayers_killed(@TempDir Path directory) throws Exception {
    Path table = directory.resolve("table.md");
    List<Mutant> three =
        List.of(
            Mutant.algorithm("by-unit-test", "spin/TicketSpinLock")
                .replace("setOwnerRelease(served + 1);", "setOwnerRelease(served + 2);")
                .breaks("An unlock skips the next ticket.")
                .killedBy(Killer.test("spin.TicketSpinLockTest", "lockUnlock_")),
            Mutant.algorithm("by-contract", "queue/KFifo")
                .replace("return slotAcquire(index(position)) == null;", "return true;")
                .breaks("A full ring takes one more.")
                .killedBy(Killer.test("stress.contract.FifoContractTest")),
            Mutant.algorithm("by-torture", "rcu/RcuReaders")
                .replace(
                    "while (reader.isEarlierThan(number) && owner.isAlive()) {",
                    "while (number < 0) {")
                .breaks("A grace period waits for no thread.")
                .killedBy(Killer.torture("--type rcu --seconds 2 --threads 4")));
    Outcome outcome = run(three, "--seed", "7", "--table", table.toString());
    assertThat(outcome.out())
        .contains("killed by unit test: TicketSpinLockTest#lockUnlock_")
        .contains("killed by contract suite: FifoContractTest")
        .contains("killed by torture: torture --type rcu")
        .contains(
            "seeded 3 (0 of memory order), killed 3 (unit test 1, contract suite 1, torture 1;")
        .contains("survived 0; 3 controls green");
    assertThat(outcome.exitCode()).isEqualTo(Main.FINE);
    assertThat(Files.readAllLines(table)).hasSize(3).allMatch(row -> row.startsWith("| `by-"));
  }

  /** Negative control: a mutant that changes nothing survives, and the run is red. */
  @Test
  void run_equivalentMutant_survivesAndExits3() throws Exception {
    Outcome outcome = run(List.of(equivalent().killedBy(quickOne())));
    assertThat(outcome.out())
        .contains("FAILED: equivalent SURVIVED 1 killers")
        .contains("killed 0")
        .contains("survived 1; 1 controls green");
    assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
  }

  /** The same mutant, declared as one that cannot be seen, is as expected. */
  @Test
  void run_unseenMutantStaysGreen_exits0() throws Exception {
    Outcome outcome = run(List.of(equivalent().unseenOnX86("only a name changes", quickOne())));
    assertThat(outcome.out()).contains("unseen on x86: only a name changes");
    assertThat(outcome.exitCode()).isEqualTo(Main.FINE);
  }

  /** Negative control: one that is declared unseen and is killed makes the run red. */
  @Test
  void run_unseenMutantIsKilled_exits3() throws Exception {
    Mutant seen =
        Mutant.algorithm("seen", FIFO)
            .replace(CAPACITY, "return capacity();")
            .breaks("All room is free.")
            .unseenOnX86("it says so", quickOne());
    Outcome outcome = run(List.of(seen));
    assertThat(outcome.out()).contains("FAILED: seen KILLED by unit test");
    assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
  }

  /** Negative control: a killer that is red on the library itself makes the score void. */
  @Test
  void run_killerRedWithoutAFault_voidAndExits3() throws Exception {
    Killer alwaysRed = Killer.torture("--type ticket --seconds 1 --acquisitions 2000000000");
    Outcome outcome = run(List.of(equivalent().killedBy(alwaysRed)));
    assertThat(outcome.out())
        .contains("the score is void: torture --type ticket")
        .contains("is not green on the library itself, but RED")
        .doesNotContain("seeded");
    assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
  }

  /** Negative control: so does one that runs nothing. */
  @Test
  void run_killerWithoutTests_voidAndExits3() throws Exception {
    Outcome outcome =
        run(List.of(equivalent().killedBy(Killer.test("queue.KFifoTest", "noSuchTest"))));
    assertThat(outcome.out()).contains("is not green on the library itself, but NO_RUN");
    assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
  }

  /** What cannot be run is said in one sentence. */
  @Test
  void run_badOptions_exits2() throws Exception {
    for (List<String> options :
        List.of(
            List.of("--only"),
            List.of("--only", "["),
            List.of("--jobs", "0"),
            List.of("--jobs", "x"),
            List.of("--nonsense"),
            List.of("--only", "no-such-mutant"))) {
      Outcome outcome = run(List.of(equivalent().killedBy(quickOne())), options);
      assertThat(outcome.exitCode()).as("%s", options).isEqualTo(Main.BAD_USAGE);
      assertThat(outcome.err()).startsWith("kernsync: ").contains("See 'kernsync mutants");
      assertThat(outcome.out()).isEmpty();
    }
  }

  /** The list names each mutant and runs none. */
  @Test
  void run_list_namesAll() throws Exception {
    Outcome outcome = run(Catalogue.all(), "--list");
    assertThat(outcome.out().lines()).hasSize(Catalogue.all().size() + 1);
    assertThat(outcome.out()).contains("ticket-two-step").contains("rcu-one-turn");
    assertThat(outcome.exitCode()).isEqualTo(Main.FINE);
  }

  private static Mutant.Seed equivalent() {
    return Mutant.algorithm("equivalent", FIFO)
        .replace(CAPACITY, "int used = length(); return capacity() - used;")
        .breaks("Nothing.");
  }

  private static Killer quickOne() {
    return Killer.test("queue.KFifoTest", "length_atEveryFill_");
  }

  private static Outcome run(List<Mutant> catalogue, String... options)
      throws IOException, InterruptedException {
    return run(catalogue, Stream.of(options).toList());
  }

  private static Outcome run(List<Mutant> catalogue, List<String> options)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = new Main(catalogue, printer(out), printer(err)).run(options);
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
