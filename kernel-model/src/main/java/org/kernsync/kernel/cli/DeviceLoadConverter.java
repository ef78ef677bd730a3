package org.kernsync.kernel.cli;

import java.util.List;
import org.kernsync.kernel.drivers.DeviceLoad;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the devices of a run and their rates. */
final class DeviceLoadConverter implements ITypeConverter<DeviceLoadConverter.Loads> {
  /**
   * A list that picocli takes for one value.
   *
   * @param list the loads
   */
  record Loads(List<DeviceLoad> list) {}

  DeviceLoadConverter() {}

  @Override
  public Loads convert(String text) {
    try {
      return new Loads(DeviceLoad.parse(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
