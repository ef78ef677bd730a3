package org.kernsync.kernel.drivers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * How often a device wants something.
 *
 * @param kind the device
 * @param perSecond events per second
 */
public record DeviceLoad(DeviceKind kind, int perSecond) {
  /** The most events per second. */
  public static final int MAX_PER_SECOND = 1_000_000;

  /**
   * Reads a list such as {@code net=20000/s,disk=500/s}.
   *
   * @param text the list
   * @return one load for each device named
   * @throws IllegalArgumentException with one sentence that says what is wrong where
   */
  public static List<DeviceLoad> parse(String text) {
    List<DeviceLoad> loads = new ArrayList<>();
    EnumSet<DeviceKind> seen = EnumSet.noneOf(DeviceKind.class);
    for (String part : text.split(",", -1)) {
      DeviceLoad load = parseOne(part.strip());
      if (!seen.add(load.kind)) {
        throw new IllegalArgumentException("'" + load.kind.label() + "' is named twice");
      }
      loads.add(load);
    }
    return loads;
  }

  private static DeviceLoad parseOne(String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("'" + part + "' is not of the form net=20000/s");
    }
    String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    String rate = part.substring(equals + 1).strip();
    String digits = rate.endsWith("/s") ? rate.substring(0, rate.length() - 2) : rate;
    return new DeviceLoad(kindOf(name), rateOf(digits, part));
  }

  private static DeviceKind kindOf(String name) {
    for (DeviceKind kind : DeviceKind.values()) {
      if (kind.label().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("'" + name + "' is none of timer, disk, net");
  }

  private static int rateOf(String digits, String part) {
    try {
      int rate = Integer.parseInt(digits);
      if (rate >= 1 && rate <= MAX_PER_SECOND) {
        return rate;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(
        "the rate in '" + part + "' is no number from 1 to " + MAX_PER_SECOND);
  }
}
