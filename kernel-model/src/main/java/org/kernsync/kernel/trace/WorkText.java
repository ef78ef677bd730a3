package org.kernsync.kernel.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.trace.WorkEvent.Activate;
import org.kernsync.kernel.trace.WorkEvent.End;
import org.kernsync.kernel.trace.WorkEvent.Queue;
import org.kernsync.kernel.trace.WorkEvent.Start;

/**
 * The kernel's print formats of the work queues' tracepoints, both ways. A work queue is printed by
 * its name, as since Linux 5.13, not by its address.
 */
final class WorkText {
  private static final String WORK = "work struct (?<work>" + PointerText.PATTERN + ")";
  private static final Pattern QUEUE =
      Pattern.compile(
          "work struct=(?<work>"
              + PointerText.PATTERN
              + ") function=(?<function>\\S+) workqueue=(?<queue>.*) req_cpu=(?<wanted>-?\\d+)"
              + " cpu=(?<cpu>-?\\d+)");
  private static final Pattern START = Pattern.compile(WORK + ": function (?<function>\\S+)");
  private static final Pattern END = Pattern.compile(WORK + "(?:: function \\S+)?");

  private WorkText() {}

  static void append(StringBuilder out, WorkEvent event) {
    switch (event) {
      case Queue e -> {
        PointerText.append(out.append("workqueue_queue_work: work struct="), e.work());
        out.append(" function=").append(e.function());
        out.append(" workqueue=").append(FtraceText.clean(e.queue()));
        out.append(" req_cpu=").append(e.wanted()).append(" cpu=").append(e.cpu());
      }
      case Activate e ->
          PointerText.append(out.append("workqueue_activate_work: work struct "), e.work());
      case Start e -> {
        PointerText.append(out.append("workqueue_execute_start: work struct "), e.work());
        out.append(": function ").append(e.function());
      }
      case End e -> PointerText.append(out.append("workqueue_execute_end: work struct "), e.work());
    }
  }

  /** The event of a tracepoint whose name begins with {@code workqueue_}, or null. */
  static WorkEvent parse(String name, String args) {
    return switch (name) {
      case "workqueue_queue_work" -> {
        Matcher m = PointerText.match(QUEUE, args);
        yield new Queue(
            PointerText.parse(m, "work"),
            m.group("function"),
            m.group("queue"),
            (int) Long.parseLong(m.group("wanted")),
            (int) Long.parseLong(m.group("cpu")));
      }
      case "workqueue_activate_work" ->
          new Activate(PointerText.parse(PointerText.match(END, args), "work"));
      case "workqueue_execute_start" -> {
        Matcher m = PointerText.match(START, args);
        yield new Start(PointerText.parse(m, "work"), m.group("function"));
      }
      case "workqueue_execute_end" ->
          new End(PointerText.parse(PointerText.match(END, args), "work"));
      default -> null;
    };
  }
}
