package org.kernsync.kernel.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceLoadTest {
  /** A list of devices and rates, with or without the unit. */
  @Test
  void parse_list_readsEach() {
    assertThat(DeviceLoad.parse("net=20000/s, disk=500"))
        .containsExactly(
            new DeviceLoad(DeviceKind.NET, 20_000), new DeviceLoad(DeviceKind.DISK, 500));
  }

  /** What is wrong is named with its place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "net|'net' is not of the form net=20000/s",
        "usb=5/s|'usb' is none of timer, disk, net",
        "net=0/s|the rate in 'net=0/s' is no number from 1 to 1000000",
        "disk=9999999|the rate in 'disk=9999999' is no number",
        "net=fast|the rate in 'net=fast' is no number",
        "net=5,net=6|'net' is named twice",
        "net=5,|'' is not of the form"
      })
  void parse_wrong_saysWhatAndWhere(String text, String message) {
    assertThatThrownBy(() -> DeviceLoad.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
