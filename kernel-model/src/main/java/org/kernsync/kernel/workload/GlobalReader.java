package org.kernsync.kernel.workload;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code global} section, with rt-app's defaults for what it leaves out. */
final class GlobalReader {
  private static final int MAX_MEM_BUFFER_BYTES = 1 << 30;
  private static final int MAX_LOG_MEBIBYTES = 1 << 10;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Pattern CALIBRATION_CPU = Pattern.compile("CPU(\\d{1,4})");

  private final Diagnostics diagnostics;
  private final Checked checked;

  private long durationNanos = GlobalSettings.ENDLESS;
  private Policy defaultPolicy = Policy.OTHER;
  private boolean piEnabled;
  private boolean lockPages = true;
  private int calibrationCpu;
  private long calibrationNanosPerLoop;
  private String logDirectory = "./";
  private String logBasename = "rt-app";
  private boolean logEnabled;
  private boolean gnuplot;
  private Set<FtraceMark> ftraceMarks = Set.of();
  private String ioDevice = "/dev/null";
  private int memBufferBytes = GlobalSettings.DEFAULT_MEM_BUFFER_BYTES;
  private boolean cumulativeSlack;

  GlobalReader(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.checked = new Checked(diagnostics);
  }

  /** Returns the settings of a workload without a {@code global} section: it writes no logs. */
  GlobalSettings defaults() {
    return settings();
  }

  /** Reads the section; without {@code log_size} logs are written. */
  GlobalSettings read(JsonValue.Obj section) throws WorkloadException {
    logEnabled = true;
    Map<String, JsonValue.Member> seen = new HashMap<>();
    for (JsonValue.Member member : section.members()) {
      checked.once(seen, member);
      take(member);
    }
    return settings();
  }

  private void take(JsonValue.Member member) throws WorkloadException {
    switch (member.key()) {
      case "duration" -> durationNanos = duration(member);
      case "default_policy" -> defaultPolicy = policy(member);
      case "pi_enabled" -> piEnabled = checked.bool(member);
      case "lock_pages" -> lockPages = checked.bool(member);
      case "calibration" -> takeCalibration(member);
      case "logdir" -> logDirectory = checked.name(member);
      case "log_basename" -> logBasename = checked.name(member);
      case "log_size" -> logEnabled = logSize(member);
      case "gnuplot" -> gnuplot = checked.bool(member);
      case "ftrace" -> ftraceMarks = ftrace(member);
      case "io_device" -> ioDevice = checked.name(member);
      case "mem_buffer_size" -> memBufferBytes = checked.bytes(member, 1, MAX_MEM_BUFFER_BYTES);
      case "cumulative_slack" -> cumulativeSlack = checked.bool(member);
      default ->
          diagnostics.note(
              member.at(), "global key " + Quoted.of(member.key()) + " is unknown and not used");
    }
  }

  private GlobalSettings settings() {
    return new GlobalSettings(
        durationNanos,
        defaultPolicy,
        piEnabled,
        lockPages,
        calibrationCpu,
        calibrationNanosPerLoop,
        logDirectory,
        logBasename,
        logEnabled,
        gnuplot,
        ftraceMarks,
        ioDevice,
        memBufferBytes,
        cumulativeSlack);
  }

  /** Seconds, also with a fraction, or -1. */
  private long duration(JsonValue.Member member) throws WorkloadException {
    String demand = "-1 for endless, or a number of seconds from 0.000001 to " + Checked.MAX_INT;
    if (!(member.value() instanceof JsonValue.Num num)) {
      throw checked.wrong(member, demand);
    }
    double seconds = Double.parseDouble(num.digits());
    if (seconds == GlobalSettings.ENDLESS) {
      return GlobalSettings.ENDLESS;
    }
    if (!(seconds >= 1e-6 && seconds <= Checked.MAX_INT)) {
      throw checked.wrong(member, demand);
    }
    return Math.round(seconds * NANOS_PER_SECOND);
  }

  private Policy policy(JsonValue.Member member) throws WorkloadException {
    Policy policy = checked.policy(member);
    PropertiesReader.noteUnmodelled(diagnostics, member, policy);
    return policy;
  }

  private void takeCalibration(JsonValue.Member member) throws WorkloadException {
    String demand = "\"CPU\" and a CPU number, or the nanoseconds of one loop from 1 to 1000000";
    if (member.value() instanceof JsonValue.Num) {
      calibrationNanosPerLoop = checked.whole(member, 1, 1_000_000);
      return;
    }
    Matcher cpu = CALIBRATION_CPU.matcher(checked.text(member));
    if (!cpu.matches()) {
      throw checked.wrong(member, demand);
    }
    calibrationCpu = Integer.parseInt(cpu.group(1));
  }

  private boolean logSize(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Num) {
      checked.whole(member, 1, MAX_LOG_MEBIBYTES);
      return true;
    }
    return switch (checked.text(member)) {
      case "disable" -> false;
      case "file", "auto" -> true;
      default ->
          throw checked.wrong(
              member,
              "\"file\", \"auto\", \"disable\" or a number of MB from 1 to " + MAX_LOG_MEBIBYTES);
    };
  }

  /** A list of marks between commas; true means all of them and false none, as in old workloads. */
  private Set<FtraceMark> ftrace(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Bool all) {
      return all.value() ? EnumSet.allOf(FtraceMark.class) : Set.of();
    }
    Set<FtraceMark> marks = EnumSet.noneOf(FtraceMark.class);
    for (String word : checked.text(member).split(",")) {
      String name = word.strip().toUpperCase(Locale.ROOT);
      if (name.isEmpty() || name.equals("NONE")) {
        continue;
      }
      try {
        marks.add(FtraceMark.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw checked.wrong(
            member, "\"none\" or a list of main, task, run, loop, event, stats and attrs");
      }
    }
    return marks;
  }
}
