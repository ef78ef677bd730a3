package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringReader;
import java.util.List;

/** Workloads in the words of the tests: short texts in, records or sentences out. */
final class Workloads {
  private Workloads() {}

  /** Reads a whole file's text, which tests call {@code w.json}. */
  static Workload parse(String text, SuspendRule rule) throws WorkloadException {
    return RtAppParser.parse("w.json", new StringReader(text), rule);
  }

  /** Reads a whole file's text under the automatic rule. */
  static Workload parse(String text) throws WorkloadException {
    return parse(text, SuspendRule.AUTO);
  }

  /** Reads one task {@code t} from the inside of its braces. */
  static TaskSpec task(String members) throws WorkloadException {
    return parse("{\"tasks\":{\"t\":{" + members + "}}}").tasks().get(0);
  }

  /** Reads the events of one task without phases. */
  static List<Event> events(String members) throws WorkloadException {
    return task(members).phases().get(0).events();
  }

  /** Reads the only event of one task. */
  static Event event(String member) throws WorkloadException {
    List<Event> events = events(member);
    if (events.size() != 1) {
      throw new AssertionError(events);
    }
    return events.get(0);
  }

  /** Reads the settings from the inside of the global section's braces. */
  static GlobalSettings global(String members) throws WorkloadException {
    return parse("{\"global\":{" + members + "},\"tasks\":{\"t\":{\"run\":1}}}").global();
  }

  /** Returns the sentence that refuses a whole file's text. */
  static String refusal(String text) {
    WorkloadException refused = catchThrowableOfType(WorkloadException.class, () -> parse(text));
    if (refused == null) {
      throw new AssertionError("accepted: " + text);
    }
    return refused.getMessage();
  }

  /** Returns the sentence that refuses one task, given the inside of its braces. */
  static String taskRefusal(String members) {
    return refusal("{\"tasks\":{\"t\":{" + members + "}}}");
  }
}
