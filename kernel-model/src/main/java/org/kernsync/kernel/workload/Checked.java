package org.kernsync.kernel.workload;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Turns JSON values into Java values, or into an error that names key, place, value and demand. */
final class Checked {
  /** rt-app keeps times and sizes in 32-bit integers; this is its limit and ours. */
  static final long MAX_INT = Integer.MAX_VALUE;

  private static final long NANOS_PER_MICRO = 1000;

  private final Diagnostics diagnostics;

  Checked(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Returns a whole number within bounds, both included. */
  long whole(JsonValue.Member member, long min, long max) throws WorkloadException {
    return whole(member, min, max, "a whole number");
  }

  /** Returns a whole number within bounds, both included, with words for what it should be. */
  long whole(JsonValue.Member member, long min, long max, String demand) throws WorkloadException {
    return whole(member, member.value(), min, max, demand);
  }

  /** Returns nanoseconds from a number of microseconds. */
  long micros(JsonValue.Member member) throws WorkloadException {
    return NANOS_PER_MICRO * whole(member, 0, MAX_INT, "a whole number of microseconds");
  }

  /** Returns a number of bytes. */
  int bytes(JsonValue.Member member, int min, int max) throws WorkloadException {
    return (int) whole(member, min, max, "a whole number of bytes");
  }

  /** Returns a loop count: -1 for endless, or at least 1. */
  int loop(JsonValue.Member member) throws WorkloadException {
    String demand = "-1 for endless, or a whole number of turns from 1 to " + MAX_INT;
    Long loop = wholeNumber(member.value());
    if (loop == null || loop == 0 || loop < PhaseSpec.ENDLESS || loop > MAX_INT) {
      throw wrong(member, demand);
    }
    return loop.intValue();
  }

  /** Returns true or false. */
  boolean bool(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Bool bool) {
      return bool.value();
    }
    throw wrong(member, "true or false");
  }

  /** Returns a string, which may be empty. */
  String text(JsonValue.Member member) throws WorkloadException {
    if (member.value() instanceof JsonValue.Str str) {
      return str.text();
    }
    throw wrong(member, "a string");
  }

  /** Returns a name: a string that is not empty and can be printed. */
  String name(JsonValue.Member member) throws WorkloadException {
    String name = text(member);
    if (name.isBlank()) {
      throw wrong(member, "a name that is not empty");
    }
    if (!Quoted.isPrintable(name)) {
      throw wrong(member, "a name of printable characters");
    }
    return name;
  }

  /** Returns the member's key as the name of what the member describes. */
  String keyName(JsonValue.Member member, String what) throws WorkloadException {
    String name = member.key();
    if (name.isBlank() || !Quoted.isPrintable(name)) {
      throw diagnostics.error(
          member.at(),
          "a " + what + " is named " + Quoted.of(name),
          "name it with printable characters");
    }
    return name;
  }

  /** Returns an object. */
  JsonValue.Obj object(JsonValue.Member member, String demand) throws WorkloadException {
    if (member.value() instanceof JsonValue.Obj object) {
      return object;
    }
    throw wrong(member, demand);
  }

  /** Returns the object's members by name; a name given twice is an error. */
  Map<String, JsonValue.Member> fields(JsonValue.Obj object) throws WorkloadException {
    Map<String, JsonValue.Member> fields = new HashMap<>();
    for (JsonValue.Member member : object.members()) {
      once(fields, member);
    }
    return fields;
  }

  /**
   * Adds a member to those seen; a name given twice is an error, since two readers would differ.
   */
  void once(Map<String, JsonValue.Member> seen, JsonValue.Member member) throws WorkloadException {
    JsonValue.Member first = seen.putIfAbsent(member.key(), member);
    if (first != null) {
      throw diagnostics.error(
          member.at(),
          "key " + Quoted.of(member.key()) + " was given before, at " + first.at(),
          "keep one of the two");
    }
  }

  /** Returns the constant whose lower-case name the member holds. */
  <E extends Enum<E>> E choice(JsonValue.Member member, Class<E> type) throws WorkloadException {
    SortedSet<String> names = new TreeSet<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (member.value() instanceof JsonValue.Str str && str.text().equals(name)) {
        return constant;
      }
      names.add(name);
    }
    throw wrong(member, "one of " + String.join(", ", names));
  }

  /** Returns the policy that a member names. */
  Policy policy(JsonValue.Member member) throws WorkloadException {
    String name = text(member);
    return Policy.byLinuxName(name)
        .orElseThrow(
            () ->
                diagnostics.error(
                    member.at(),
                    "there is no scheduling policy " + Quoted.of(name),
                    "use one of " + Policy.allNames()));
  }

  /** Returns CPU numbers from an array. */
  CpuList cpus(JsonValue.Member member) throws WorkloadException {
    String demand = "an array of CPU numbers from 0 to " + CpuList.MAX_CPU + ", at least one";
    if (!(member.value() instanceof JsonValue.Arr array) || array.items().isEmpty()) {
      throw wrong(member, demand);
    }
    SortedSet<Integer> cpus = new TreeSet<>();
    for (JsonValue item : array.items()) {
      cpus.add((int) whole(member, item, 0, CpuList.MAX_CPU, "in each place a CPU number"));
    }
    return new CpuList(cpus.stream().toList(), member.at());
  }

  /** Returns the error for a value that does not meet the demand. */
  WorkloadException wrong(JsonValue.Member member, String demand) {
    return wrong(member, member.value(), demand);
  }

  private WorkloadException wrong(JsonValue.Member member, JsonValue value, String demand) {
    return diagnostics.error(
        value.at(),
        "key " + Quoted.of(member.key()) + " holds " + value.shown(),
        "it takes " + demand);
  }

  private long whole(JsonValue.Member member, JsonValue value, long min, long max, String demand)
      throws WorkloadException {
    Long number = wholeNumber(value);
    if (number == null || number < min || number > max) {
      throw wrong(member, value, demand + " from " + min + " to " + max);
    }
    return number;
  }

  /** Returns the number that a value holds, or null where it is none or beyond 64 bits. */
  private static Long wholeNumber(JsonValue value) {
    if (!(value instanceof JsonValue.Num num) || !num.whole()) {
      return null;
    }
    try {
      return Long.valueOf(num.digits());
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
