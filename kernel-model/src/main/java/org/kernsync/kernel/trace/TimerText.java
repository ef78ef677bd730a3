package org.kernsync.kernel.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.trace.TimerEvent.Cancel;
import org.kernsync.kernel.trace.TimerEvent.Exit;
import org.kernsync.kernel.trace.TimerEvent.Expire;
import org.kernsync.kernel.trace.TimerEvent.HrStart;
import org.kernsync.kernel.trace.TimerEvent.Start;

/** The kernel's print formats of the timers' tracepoints, both ways. */
final class TimerText {
  private static final String POINTER = "timer=(?<timer>" + PointerText.PATTERN + ")";
  private static final String FUNCTION = POINTER + " function=(?<function>\\S+)";
  private static final Pattern START =
      Pattern.compile(
          FUNCTION
              + " expires=(?<expires>\\d+) \\[timeout=(?<timeout>-?\\d+)\\]"
              + "(?: cpu=(?<cpu>\\d+) idx=\\d+)?(?: flags=.*)?");
  private static final Pattern HR_START =
      Pattern.compile("hr" + FUNCTION + " expires=(?<expires>\\d+) softexpires=\\d+(?: mode=.*)?");
  private static final Pattern EXPIRE =
      Pattern.compile("(?:hr)?" + FUNCTION + " now=(?<now>\\d+)(?: baseclk=\\d+)?");
  private static final Pattern END = Pattern.compile("(?:hr)?" + POINTER);

  private TimerText() {}

  static void append(StringBuilder out, TimerEvent event) {
    switch (event) {
      case Start e -> {
        timer(out, false, "start", e.timer()).append(" function=").append(e.function());
        out.append(" expires=").append(e.expires());
        out.append(" [timeout=").append(e.timeout()).append("] cpu=").append(e.cpu());
        out.append(" idx=0 flags=");
      }
      case HrStart e -> {
        timer(out, true, "start", e.timer()).append(" function=").append(e.function());
        out.append(" expires=").append(e.expires()).append(" softexpires=").append(e.expires());
        out.append(" mode=ABS");
      }
      case Expire e -> {
        timer(out, e.exact(), "expire_entry", e.timer()).append(" function=").append(e.function());
        out.append(" now=").append(e.now());
        if (!e.exact()) {
          out.append(" baseclk=").append(e.now());
        }
      }
      case Exit e -> timer(out, e.exact(), "expire_exit", e.timer());
      case Cancel e -> timer(out, e.exact(), "cancel", e.timer());
    }
  }

  private static StringBuilder timer(StringBuilder out, boolean exact, String step, long timer) {
    String kind = exact ? "hrtimer" : "timer";
    out.append(kind).append('_').append(step).append(": ").append(kind).append('=');
    return PointerText.append(out, timer);
  }

  /**
   * The event of a tracepoint whose name begins with {@code timer_} or {@code hrtimer_}, or null.
   */
  static TimerEvent parse(String name, String args) {
    boolean exact = name.startsWith("hr");
    return switch (name) {
      case "timer_start" -> {
        Matcher m = PointerText.match(START, args);
        String cpu = m.group("cpu");
        yield new Start(
            PointerText.parse(m, "timer"),
            m.group("function"),
            Long.parseLong(m.group("expires")),
            Long.parseLong(m.group("timeout")),
            cpu == null ? 0 : Integer.parseInt(cpu));
      }
      case "hrtimer_start" -> {
        Matcher m = PointerText.match(HR_START, args);
        yield new HrStart(
            PointerText.parse(m, "timer"), m.group("function"), Long.parseLong(m.group("expires")));
      }
      case "timer_expire_entry", "hrtimer_expire_entry" -> {
        Matcher m = PointerText.match(EXPIRE, args);
        yield new Expire(
            exact,
            PointerText.parse(m, "timer"),
            m.group("function"),
            Long.parseLong(m.group("now")));
      }
      case "timer_expire_exit", "hrtimer_expire_exit" ->
          new Exit(exact, PointerText.parse(PointerText.match(END, args), "timer"));
      case "timer_cancel", "hrtimer_cancel" ->
          new Cancel(exact, PointerText.parse(PointerText.match(END, args), "timer"));
      default -> null;
    };
  }
}
