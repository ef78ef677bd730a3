package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link ProcParsers} for the files about memory; as strict. */
final class MemoryParsers {
  private static final Pattern ZONE =
      Pattern.compile("Node (\\d+), zone +(\\S+)(?: +([\\d ]+?) )?");
  private static final Pattern CACHE =
      Pattern.compile(
          "(\\S+) +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+) : tunables +0 +0 +0 : slabdata +(\\d+)"
              + " +(\\d+) +0");
  private static final Pattern USE = Pattern.compile("([^:]+): +(\\d+) kB");
  private static final Pattern COUNTER = Pattern.compile(" *([a-z_0-9]+) +(\\d+)");

  private MemoryParsers() {}

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("does not fit " + pattern + ": " + text);
    }
    return matcher;
  }

  static BuddyinfoFile buddyinfo(String text) {
    List<BuddyinfoFile.Zone> zones = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher m = match(ZONE, line);
      zones.add(
          new BuddyinfoFile.Zone(
              Integer.parseInt(m.group(1)),
              m.group(2),
              Arrays.stream(m.group(3).split(" +")).map(Long::parseLong).toList()));
    }
    return new BuddyinfoFile(zones);
  }

  static SlabinfoFile slabinfo(String text) {
    List<SlabinfoFile.Cache> caches = new ArrayList<>();
    for (String line : text.lines().skip(2).toList()) {
      Matcher m = match(CACHE, line);
      caches.add(
          new SlabinfoFile.Cache(
              m.group(1),
              Long.parseLong(m.group(2)),
              Long.parseLong(m.group(3)),
              Long.parseLong(m.group(4)),
              Integer.parseInt(m.group(5)),
              Integer.parseInt(m.group(6)),
              Long.parseLong(m.group(7)),
              Long.parseLong(m.group(8))));
    }
    return new SlabinfoFile(caches);
  }

  static MeminfoFile meminfo(String text) {
    List<MeminfoFile.Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher m = match(USE, line);
      rows.add(new MeminfoFile.Row(m.group(1), Long.parseLong(m.group(2))));
    }
    return new MeminfoFile(rows);
  }

  static VmstatFile vmstat(String text) {
    return new VmstatFile(text.lines().map(MemoryParsers::counter).toList());
  }

  private static VmstatFile.Row counter(String line) {
    Matcher m = match(COUNTER, line);
    return new VmstatFile.Row(m.group(1), Long.parseLong(m.group(2)));
  }

  /** Reads line by line what zoneinfo prints of a zone. */
  static ZoneinfoFile zoneinfo(String text) {
    List<ZoneinfoFile.Zone> zones = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("Node") && !lines.isEmpty()) {
        zones.add(zone(lines));
        lines.clear();
      }
      lines.add(line);
    }
    zones.add(zone(lines));
    return new ZoneinfoFile(zones);
  }

  private static ZoneinfoFile.Zone zone(List<String> lines) {
    Matcher title = match(ZONE, lines.getFirst());
    Iterator<String> rest = lines.listIterator(1);
    List<VmstatFile.Row> node = new ArrayList<>();
    String line = rest.next();
    if (line.equals("  per-node stats")) {
      for (line = rest.next(); line.startsWith("      "); line = rest.next()) {
        node.add(counter(line));
      }
    }
    long free = Long.parseLong(line.substring("  pages free     ".length()));
    ZoneinfoFile.Marks marks =
        new ZoneinfoFile.Marks(
            mark(rest.next(), "min"),
            mark(rest.next(), "low"),
            mark(rest.next(), "high"),
            mark(rest.next(), "spanned"),
            mark(rest.next(), "present"),
            mark(rest.next(), "managed"));
    String protection = match(Pattern.compile(" +protection: \\((.*)\\)"), rest.next()).group(1);
    List<VmstatFile.Row> counters = new ArrayList<>();
    List<ZoneinfoFile.CpuLists> lists = new ArrayList<>();
    long start = 0;
    boolean unreclaimable = false;
    while (rest.hasNext()) {
      line = rest.next();
      if (line.startsWith("    cpu: ")) {
        lists.add(
            new ZoneinfoFile.CpuLists(
                (int) last(line), //
                last(rest.next()),
                last(rest.next()),
                last(rest.next()),
                last(rest.next())));
      } else if (line.startsWith("  node_unreclaimable:  ")) {
        unreclaimable = last(line) == 1;
      } else if (line.startsWith("  start_pfn:           ")) {
        start = last(line);
      } else if (!line.equals("  pagesets")) {
        counters.add(counter(line));
      }
    }
    return new ZoneinfoFile.Zone(
        Integer.parseInt(title.group(1)),
        title.group(2),
        node,
        free,
        marks,
        Arrays.stream(protection.split(", ")).map(Long::parseLong).toList(),
        counters,
        lists,
        unreclaimable,
        start);
  }

  private static long last(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static long mark(String line, String name) {
    return Long.parseLong(match(Pattern.compile(" {8}" + name + " +(\\d+)"), line).group(1));
  }
}
