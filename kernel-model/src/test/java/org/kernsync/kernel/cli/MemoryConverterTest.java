package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Sizes of memory, as people write them. */
class MemoryConverterTest {
  private final MemoryConverter converter = new MemoryConverter();

  @ParameterizedTest
  @CsvSource({
    "16M, 16777216",
    "16384k, 16777216",
    "1g, 1073741824",
    "64GiB, 68719476736",
    "256 MB, 268435456",
    "67108864, 67108864"
  })
  void convert_sizes_areBytes(String size, long bytes) {
    assertThat(converter.convert(size.replace(" ", ""))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"15M", "65G", "0", "-1", "1T", "", "M", "1.5G", "99999999999G", "16777215", "1G2"})
  void convert_others_areRefusedInOneSentence(String size) {
    assertThatThrownBy(() -> converter.convert(size))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is no size of memory from 16M to 64G");
  }
}
