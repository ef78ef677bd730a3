package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files of {@code /proc}, ours or a real machine's, into the records that print them. Strict:
 * what does not fit the layout fails.
 */
final class ProcParsers {
  private static final Pattern LINE =
      Pattern.compile(
          " *(?<irq>\\d+): (?<counts>[\\d ]+?)  +(?<chip>[A-Za-z]\\S*) +(?<hw>\\d+)-(?<flow>\\S+)"
              + "(?: *(?:  (?<actions>\\S.*))?)");
  private static final Pattern LOCAL =
      Pattern.compile(" *(?<label>[A-Z]+): (?<counts>[\\d ]+?) {3}(?<title>[A-Z].*)");
  private static final Pattern TOTAL = Pattern.compile(" *(?<label>[A-Z]+): +(?<count>\\d+)");
  private static final Pattern LOAD =
      Pattern.compile(
          "(\\d+)\\.(\\d\\d) (\\d+)\\.(\\d\\d) (\\d+)\\.(\\d\\d) (\\d+)/(\\d+) (\\d+)\n");
  private static final Pattern TASK =
      Pattern.compile("(\\d+) \\((.*)\\) (\\S) (.*)\n", Pattern.DOTALL);

  private ProcParsers() {}

  /** The record of a file by its name below {@code /proc}. */
  static ProcFile parse(String name, String text) {
    return switch (name) {
      case "interrupts" -> interrupts(text);
      case "softirqs" -> softirqs(text);
      case "stat" -> stat(text);
      case "schedstat" -> schedstat(text);
      case "loadavg" -> loadavg(text);
      case "buddyinfo" -> MemoryParsers.buddyinfo(text);
      case "slabinfo" -> MemoryParsers.slabinfo(text);
      case "meminfo" -> MemoryParsers.meminfo(text);
      case "vmstat" -> MemoryParsers.vmstat(text);
      case "zoneinfo" -> MemoryParsers.zoneinfo(text);
      default -> pidStat(text);
    };
  }

  private static List<Long> numbers(String text) {
    return Arrays.stream(text.strip().split(" +")).map(Long::parseUnsignedLong).toList();
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("does not fit " + pattern + ": " + text);
    }
    return matcher;
  }

  /** How many CPUs a line of titles names, which must be numbered from 0. */
  private static int cpus(String header) {
    String[] titles = header.strip().split(" +");
    for (int cpu = 0; cpu < titles.length; cpu++) {
      match(Pattern.compile("CPU" + cpu), titles[cpu]);
    }
    return titles.length;
  }

  static InterruptsFile interrupts(String text) {
    List<String> lines = text.lines().toList();
    int cpus = cpus(lines.getFirst());
    List<InterruptsFile.Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      rows.add(interrupt(line));
    }
    return new InterruptsFile(lines.getFirst().indexOf('C') - 8, cpus, rows);
  }

  private static InterruptsFile.Row interrupt(String line) {
    if (line.isEmpty()) {
      return new InterruptsFile.Gap();
    }
    Matcher total = TOTAL.matcher(line);
    if (total.matches()) {
      return new InterruptsFile.Total(
          total.group("label"), Long.parseUnsignedLong(total.group("count")));
    }
    Matcher local = LOCAL.matcher(line);
    if (local.matches()) {
      return new InterruptsFile.Local(
          local.group("label"), numbers(local.group("counts")), local.group("title"));
    }
    Matcher m = match(LINE, line);
    String actions = m.group("actions");
    return new InterruptsFile.Line(
        Integer.parseInt(m.group("irq")),
        numbers(m.group("counts")),
        m.group("chip"),
        Long.parseLong(m.group("hw")),
        m.group("flow"),
        actions == null ? List.of() : List.of(actions.split(", ")));
  }

  static SoftirqsFile softirqs(String text) {
    List<String> lines = text.lines().toList();
    List<SoftirqsFile.Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split(":", 2);
      rows.add(new SoftirqsFile.Row(parts[0].strip(), numbers(parts[1])));
    }
    return new SoftirqsFile(cpus(lines.getFirst()), rows);
  }

  static StatFile stat(String text) {
    Map<String, List<Long>> lines = new java.util.LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              String[] parts = line.split(" ", 2);
              lines.put(parts[0], numbers(parts[1]));
            });
    List<List<Long>> cpus = new ArrayList<>();
    while (lines.containsKey("cpu" + cpus.size())) {
      cpus.add(lines.get("cpu" + cpus.size()));
    }
    return new StatFile(
        lines.get("cpu"),
        cpus,
        lines.get("intr"),
        lines.get("ctxt").getFirst(),
        lines.get("btime").getFirst(),
        lines.get("processes").getFirst(),
        lines.get("procs_running").getFirst(),
        lines.get("procs_blocked").getFirst(),
        lines.get("softirq"));
  }

  static SchedstatFile schedstat(String text) {
    int version = 0;
    long timestamp = 0;
    List<SchedstatFile.Cpu> cpus = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(" ", 2);
      if (parts[0].equals("version")) {
        version = Integer.parseInt(parts[1]);
      } else if (parts[0].equals("timestamp")) {
        timestamp = Long.parseLong(parts[1]);
      } else if (parts[0].startsWith("cpu")) {
        cpus.add(
            new SchedstatFile.Cpu(
                Integer.parseInt(parts[0].substring(3)), numbers(parts[1]), new ArrayList<>()));
      } else {
        match(Pattern.compile("domain" + cpus.getLast().domains().size()), parts[0]);
        String[] mask = parts[1].split(" ", 2);
        cpus.getLast().domains().add(new SchedstatFile.Domain(mask[0], numbers(mask[1])));
      }
    }
    return new SchedstatFile(version, timestamp, cpus);
  }

  static LoadavgFile loadavg(String text) {
    Matcher m = match(LOAD, text);
    return new LoadavgFile(
        hundredths(m, 1),
        hundredths(m, 3),
        hundredths(m, 5),
        Long.parseLong(m.group(7)),
        Long.parseLong(m.group(8)),
        Long.parseLong(m.group(9)));
  }

  private static long hundredths(Matcher m, int group) {
    return Long.parseLong(m.group(group)) * 100 + Long.parseLong(m.group(group + 1));
  }

  static PidStatFile pidStat(String text) {
    Matcher m = match(TASK, text);
    String[] values = m.group(4).split(" ");
    PidStatField[] names = PidStatField.values();
    if (values.length != names.length) {
      throw new IllegalArgumentException(values.length + 3 + " fields: " + text);
    }
    Map<PidStatField, Long> fields = new EnumMap<>(PidStatField.class);
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      fields.put(
          names[i], value.startsWith("-") ? Long.parseLong(value) : Long.parseUnsignedLong(value));
    }
    return new PidStatFile(Long.parseLong(m.group(1)), m.group(2), m.group(3).charAt(0), fields);
  }
}
