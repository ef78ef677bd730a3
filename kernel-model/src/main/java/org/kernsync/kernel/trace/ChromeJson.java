package org.kernsync.kernel.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The few kinds of Chrome trace events that we write, streamed.
 *
 * <p>Times are microseconds with three decimals, written digit by digit: a double would round away
 * nanoseconds after some hours.
 */
final class ChromeJson implements AutoCloseable {
  static final int CPUS = 1;
  static final int TASKS = 2;
  static final int INTERRUPTS = 3;
  static final int WORKS = 4;
  static final int NO_PRIO = -1;

  private final JsonGenerator json;

  ChromeJson(OutputStream out) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  void begin() throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("traceEvents");
    nameProcess(CPUS, "CPUs");
    nameProcess(TASKS, "Tasks");
    nameProcess(INTERRUPTS, "Interrupts");
    nameProcess(WORKS, "Work queues");
  }

  void finish(long recorded, long lost) throws IOException {
    json.writeEndArray();
    json.writeStringField("displayTimeUnit", "ns");
    json.writeObjectFieldStart("otherData");
    json.writeNumberField("recordedEvents", recorded);
    json.writeNumberField("lostEvents", lost);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void nameProcess(int process, String name) throws IOException {
    name("process_name", process, 0, name);
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeNumberField("pid", process);
    json.writeStringField("name", "process_sort_index");
    json.writeObjectFieldStart("args");
    json.writeNumberField("sort_index", process);
    json.writeEndObject();
    json.writeEndObject();
  }

  void nameTrack(int process, int track, String name) throws IOException {
    name("thread_name", process, track, name);
  }

  private void name(String what, int process, int track, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    json.writeStringField("name", what);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", FtraceText.clean(name));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A task's stretch on a CPU. */
  void run(int track, long since, long until, String comm, int pid, int prio, String endState)
      throws IOException {
    event("X", CPUS, track, since, "run", comm);
    micros("dur", Math.max(0, until - since));
    json.writeObjectFieldStart("args");
    json.writeNumberField("pid", pid);
    if (prio != NO_PRIO) {
      json.writeNumberField("prio", prio);
    }
    json.writeStringField("end_state", endState);
    json.writeEndObject();
    json.writeEndObject();
  }

  void bar(int process, int track, long since, long until, String category, String name)
      throws IOException {
    event("X", process, track, since, category, name);
    micros("dur", Math.max(0, until - since));
    json.writeEndObject();
  }

  /** Something begins on a track; what began last ends first. */
  void begin(int process, int track, long nanos, String category, String name) throws IOException {
    event("B", process, track, nanos, category, name);
    json.writeEndObject();
  }

  void end(int process, int track, long nanos) throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "E");
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    micros("ts", nanos);
    json.writeEndObject();
  }

  void instant(int track, long nanos, String category, String name) throws IOException {
    event("i", CPUS, track, nanos, category, name);
    json.writeStringField("s", "t");
    json.writeEndObject();
  }

  void flowStart(int track, long nanos, long id) throws IOException {
    event("s", CPUS, track, nanos, "wakeup", "wakeup");
    json.writeNumberField("id", id);
    json.writeEndObject();
  }

  void flowEnd(int track, long nanos, long id) throws IOException {
    event("f", CPUS, track, nanos, "wakeup", "wakeup");
    json.writeNumberField("id", id);
    json.writeStringField("bp", "e");
    json.writeEndObject();
  }

  private void event(String phase, int process, int track, long nanos, String category, String name)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", phase);
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    micros("ts", nanos);
    json.writeStringField("cat", category);
    json.writeStringField("name", FtraceText.clean(name));
  }

  private void micros(String field, long nanos) throws IOException {
    long fraction = Math.abs(nanos % 1_000);
    json.writeFieldName(field);
    json.writeNumber(
        (nanos < 0 && nanos > -1_000 ? "-" : "")
            + nanos / 1_000
            + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".")
            + fraction);
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
