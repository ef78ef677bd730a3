package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullyOrderedTest {
  /** Only x86 has atomic instructions that are full fences. */
  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "x86", "i386"})
  void atomicsAreFences_x86_true(String architecture) {
    assertThat(FullyOrdered.atomicsAreFences(architecture)).isTrue();
  }

  /** Everywhere else, known or not, the fences are there. */
  @ParameterizedTest
  @ValueSource(strings = {"aarch64", "arm", "riscv64", "ppc64le", "s390x", "loongarch64", ""})
  void atomicsAreFences_others_false(String architecture) {
    assertThat(FullyOrdered.atomicsAreFences(architecture)).isFalse();
  }
}
