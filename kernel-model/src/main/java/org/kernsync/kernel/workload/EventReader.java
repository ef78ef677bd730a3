package org.kernsync.kernel.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one event. As in rt-app a key names an event when it <em>begins</em> with the event's name,
 * so that {@code run1} and {@code run2} can stand in one object.
 */
final class EventReader {
  /** The events; where one is the beginning of another the longer comes first. */
  private static final List<String> VERBS =
      List.of(
          "lock",
          "unlock",
          "wait",
          "signal",
          "broad",
          "sync",
          "sleep",
          "runtime",
          "run",
          "timer",
          "suspend",
          "resume",
          "memrun",
          "mem",
          "iorun",
          "yield",
          "barrier",
          "fork",
          "sem_post",
          "sem_wait");

  private static final int MAX_MEMORY_BYTES = 1 << 30;
  private static final int DEFAULT_STRIDE_BYTES = 64;

  private final Diagnostics diagnostics;
  private final Checked checked;
  private final int memBufferBytes;

  EventReader(Diagnostics diagnostics, int memBufferBytes) {
    this.diagnostics = diagnostics;
    this.checked = new Checked(diagnostics);
    this.memBufferBytes = memBufferBytes;
  }

  /** Returns the event that a key names, or empty. */
  static Optional<String> verb(String key) {
    return VERBS.stream().filter(key::startsWith).findFirst();
  }

  static String allVerbs() {
    return String.join(", ", VERBS);
  }

  /**
   * Reads an event. A suspend comes back with its string as it was written, empty where there was
   * none, and a timer as if it were the only use of its name: {@link SuspendQueues} and {@link
   * TimerModes} know more.
   */
  Event read(JsonValue.Member member, String verb) throws WorkloadException {
    Location at = member.at();
    return switch (verb) {
      case "lock" -> new Event.Lock(checked.name(member), at);
      case "unlock" -> new Event.Unlock(checked.name(member), at);
      case "signal" -> new Event.Signal(checked.name(member), at);
      case "broad" -> new Event.Broadcast(checked.name(member), at);
      case "wait", "sync" -> waiting(member, verb);
      case "sleep" -> new Event.Sleep(checked.micros(member), at);
      case "run" -> new Event.Run(checked.micros(member), at);
      case "runtime" -> new Event.RunTime(checked.micros(member), at);
      case "timer" -> timer(member);
      case "suspend" -> new Event.Suspend(suspendText(member), at);
      case "resume" -> new Event.Resume(checked.name(member), at);
      case "mem" -> new Event.Mem(checked.bytes(member, 0, (int) Checked.MAX_INT), at);
      case "memrun" -> memRun(member);
      case "iorun" -> new Event.IoRun(checked.bytes(member, 0, (int) Checked.MAX_INT), at);
      case "yield" -> yieldEvent(member);
      case "barrier" -> new Event.Barrier(checked.name(member), at);
      case "fork" -> new Event.Fork(checked.name(member), at);
      case "sem_post" -> new Event.SemPost(checked.name(member), at);
      case "sem_wait" -> new Event.SemWait(checked.name(member), at);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private Event waiting(JsonValue.Member member, String verb) throws WorkloadException {
    Map<String, JsonValue.Member> fields = fields(member, List.of("ref", "mutex"));
    String condition = checked.name(required(member, fields, "ref", "the condition's name"));
    String mutex = checked.name(required(member, fields, "mutex", "a mutex that the task holds"));
    return verb.equals("wait")
        ? new Event.Wait(condition, mutex, member.at())
        : new Event.Sync(condition, mutex, member.at());
  }

  private Event timer(JsonValue.Member member) throws WorkloadException {
    Map<String, JsonValue.Member> fields = fields(member, List.of("ref", "period", "mode"));
    String name = checked.name(required(member, fields, "ref", "the timer's name or \"unique\""));
    long periodNanos =
        checked.micros(required(member, fields, "period", "the period in microseconds"));
    JsonValue.Member mode = fields.get("mode");
    boolean absolute = mode != null && checked.choice(mode, TimerMode.class) == TimerMode.ABSOLUTE;
    boolean unique = name.startsWith("unique");
    return new Event.Timer(name, periodNanos, !absolute, unique, member.at());
  }

  private Event memRun(JsonValue.Member member) throws WorkloadException {
    Map<String, JsonValue.Member> fields =
        fields(member, List.of("type", "size", "count", "stride", "pattern", "ref"));
    JsonValue.Member size = fields.get("size");
    JsonValue.Member count = fields.get("count");
    JsonValue.Member stride = fields.get("stride");
    JsonValue.Member pattern = fields.get("pattern");
    JsonValue.Member ref = fields.get("ref");
    return new Event.MemRun(
        checked.choice(
            required(member, fields, "type", "read, write or chase"), Event.MemAccess.class),
        size == null ? memBufferBytes : checked.bytes(size, 1, MAX_MEMORY_BYTES),
        count == null ? 1 : (int) checked.whole(count, 1, Checked.MAX_INT),
        stride == null ? DEFAULT_STRIDE_BYTES : checked.bytes(stride, 1, MAX_MEMORY_BYTES),
        pattern == null
            ? Event.MemPattern.SEQUENTIAL
            : checked.choice(pattern, Event.MemPattern.class),
        ref == null ? Optional.empty() : Optional.of(checked.name(ref)),
        member.at());
  }

  private String suspendText(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Nothing || checked.text(member).isEmpty()) {
      return "";
    }
    return checked.name(member);
  }

  /** The value of a yield says nothing, so that a string, a number and none at all are the same. */
  private Event yieldEvent(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Obj || member.value() instanceof JsonValue.Arr) {
      throw checked.wrong(member, "an empty string");
    }
    return new Event.Yield(member.at());
  }

  private Map<String, JsonValue.Member> fields(JsonValue.Member member, List<String> known)
      throws WorkloadException {
    String demand = "an object with " + String.join(", ", known);
    Map<String, JsonValue.Member> fields = checked.fields(checked.object(member, demand));
    for (JsonValue.Member field : fields.values()) {
      if (!known.contains(field.key())) {
        throw diagnostics.error(
            field.at(),
            "key " + Quoted.of(member.key()) + " knows no " + Quoted.of(field.key()),
            "it takes " + demand);
      }
    }
    return fields;
  }

  private JsonValue.Member required(
      JsonValue.Member member, Map<String, JsonValue.Member> fields, String key, String meaning)
      throws WorkloadException {
    JsonValue.Member field = fields.get(key);
    if (field == null) {
      throw diagnostics.error(
          member.at(),
          "key " + Quoted.of(member.key()) + " has no \"" + key + "\"",
          "give it \"" + key + "\", " + meaning);
    }
    return field;
  }

  /** The words of a timer's mode. */
  private enum TimerMode {
    RELATIVE,
    ABSOLUTE
  }
}
