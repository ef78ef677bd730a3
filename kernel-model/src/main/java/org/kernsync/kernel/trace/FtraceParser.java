package org.kernsync.kernel.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the kernel's text format: what {@link FtraceWriter} writes, what a real kernel prints, and
 * what trace-cmd reports.
 *
 * <p>It is strict: a line is a comment, a report of lost events, a header that trace-cmd prints, or
 * an event whose arguments are those of its tracepoint. Anything else ends the reading. Tracepoints
 * that the model does not have are kept as text. Accepted dialects: {@code prev_state} as letters
 * or numbers, {@code ==>} or none, four flag characters, five or none, a thread group column or
 * none, microseconds or nanoseconds, CRLF.
 */
public final class FtraceParser {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?<comm>\\S.*?)-(?<pid>\\d+)\\s+(?:\\(\\s*[-\\d]+\\)\\s+)?\\[(?<cpu>\\d+)\\]\\s+"
              + "(?:(?<flags>[^\\s\\d][^\\s]{3,4})\\s+)?"
              + "(?<sec>\\d+)\\.(?<frac>\\d{6}|\\d{9}):\\s+(?<name>[\\w.\\-]+):(?:\\s(?<args>.*))?");
  private static final Pattern LOST =
      Pattern.compile("CPU:(?<cpu>\\d+) \\[LOST (?:(?<count>\\d+) )?EVENTS\\]");
  private static final Pattern PREAMBLE = Pattern.compile("(?:version = |cpus=)\\d+");

  private FtraceParser() {}

  /**
   * Reads a whole trace.
   *
   * @param text the text; not closed
   * @return its events in the order of the text
   * @throws FtraceFormatException at the first line that is none of a trace
   * @throws IOException if reading fails
   */
  public static List<TraceLine> parse(Reader text) throws IOException, FtraceFormatException {
    BufferedReader reader = new BufferedReader(text);
    List<TraceLine> lines = new ArrayList<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#") || PREAMBLE.matcher(line).matches()) {
        continue;
      }
      try {
        lines.add(parseLine(line));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new FtraceFormatException(number, e.getMessage() + " in: " + line.strip());
      }
    }
    return lines;
  }

  private static TraceLine parseLine(String line) {
    Matcher lost = LOST.matcher(line);
    if (lost.matches()) {
      String count = lost.group("count");
      TraceEvent event = new TraceEvent.Lost(count == null ? -1 : Long.parseLong(count));
      return new TraceLine(0, Integer.parseInt(lost.group("cpu")), 0, TraceLine.IDLE_COMM, event);
    }
    Matcher m = LINE.matcher(line);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a trace line");
    }
    String fraction = m.group("frac");
    long nanos = Long.parseLong(fraction) * (fraction.length() == 6 ? 1_000 : 1);
    nanos =
        Math.addExact(nanos, Math.multiplyExact(Long.parseLong(m.group("sec")), 1_000_000_000L));
    String args = m.group("args") == null ? "" : m.group("args");
    return new TraceLine(
        nanos,
        Integer.parseInt(m.group("cpu")),
        Integer.parseInt(m.group("pid")),
        m.group("comm"),
        FtraceArguments.parse(m.group("name"), args));
  }
}
