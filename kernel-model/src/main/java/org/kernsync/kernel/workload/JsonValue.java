package org.kernsync.kernel.workload;

import java.util.List;

/** A JSON value as it was written: members in their order, duplicates kept, places known. */
sealed interface JsonValue {

  /** Returns where the value begins. */
  Location at();

  /** Returns the value as a sentence names it. */
  String shown();

  /** One key of an object. */
  record Member(String key, Location at, JsonValue value) {}

  /** An object, or rather a list of members. */
  record Obj(List<Member> members, Location at) implements JsonValue {
    @Override
    public String shown() {
      return "an object";
    }
  }

  /** An array. */
  record Arr(List<JsonValue> items, Location at) implements JsonValue {
    @Override
    public String shown() {
      return "an array";
    }
  }

  /** A string. */
  record Str(String text, Location at) implements JsonValue {
    @Override
    public String shown() {
      return "the string " + Quoted.of(text);
    }
  }

  /** A number, kept as its digits so that none is too large to be named. */
  record Num(String digits, boolean whole, Location at) implements JsonValue {
    @Override
    public String shown() {
      return digits;
    }
  }

  /** True or false. */
  record Bool(boolean value, Location at) implements JsonValue {
    @Override
    public String shown() {
      return String.valueOf(value);
    }
  }

  /** Null, or the value that a valueless key was given. */
  record Nothing(Location at) implements JsonValue {
    @Override
    public String shown() {
      return "nothing";
    }
  }
}
