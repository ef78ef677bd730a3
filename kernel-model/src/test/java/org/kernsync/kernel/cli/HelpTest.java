package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help is everywhere, and whole. */
class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "demo --help",
        "run --help",
        "run -h",
        "run no.json -h",
        "hackbench -h",
        "proc --help",
        "scenario -h",
        "alloc -h"
      })
  void help_isAnAnswerAndNoError(String line) {
    Cli.Result help = Cli.run(line.split(" "));
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: kernsync").doesNotContain("${");
  }

  @Test
  void help_namesEveryOptionAndItsDefault() {
    assertThat(Cli.run("--help").out()).contains("demo", "run", "bench", "Exit codes: 0 fine");
    assertThat(Cli.run("run", "--help").out())
        .contains(
            "FILE",
            "--cpus=N",
            "--memory=SIZE",
            "--duration=S",
            "--hz=N",
            "Default: 250",
            "--watch",
            "--dmesg")
        .contains("--profile=P", "Default: linux-5.4", "--suspend=auto|group|self", "Default: auto")
        .contains("--json=", "--trace=", "--ftrace=", "--proc=DIR");
    assertThat(Cli.run("alloc", "--help").out())
        .contains("FILE", "steady, random, coalescing", "--threads=N", "--ops=N", "1000000")
        .contains("--seed=S", "--memory=SIZE", "--json=", "--svg=");
    assertThat(Cli.run("demo", "--help").out()).contains("--cpus=N").doesNotContain("FILE");
  }
}
