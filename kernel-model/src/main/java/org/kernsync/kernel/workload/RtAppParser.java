package org.kernsync.kernel.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads workloads in rt-app's JSON dialect: comments, trailing commas, keys without value,
 * duplicate keys as a sequence.
 *
 * <p>What comes out is complete and checked; what does not come out is explained by one {@link
 * WorkloadException}. The dialect is described in {@code docs/rtapp.md}.
 *
 * <pre>{@code
 * Workload workload = RtAppParser.parse(Path.of("mp3-short.json"), SuspendRule.AUTO);
 * workload.requireCpus(2);
 * }</pre>
 *
 * <p><b>Context.</b> Static methods without state; any thread may call them. They read the input
 * whole, at most 4 MiB, and keep nothing of it beyond the result.
 */
public final class RtAppParser {
  private static final String DEMO = "demo.json";

  private RtAppParser() {}

  /**
   * Reads a workload file.
   *
   * @param file the file
   * @param rule what suspend events wait on
   * @return the workload, named after the file as given
   * @throws WorkloadException if the file cannot be read or is no workload
   */
  public static Workload parse(Path file, SuspendRule rule) throws WorkloadException {
    Diagnostics diagnostics = new Diagnostics(file.toString());
    return build(SourceText.read(file, diagnostics), rule, diagnostics);
  }

  /**
   * Reads a workload from UTF-8 bytes.
   *
   * @param sourceName what messages call it
   * @param in the bytes, read to their end; the caller closes it
   * @param rule what suspend events wait on
   * @return the workload
   * @throws WorkloadException if the bytes cannot be read or are no workload
   */
  public static Workload parse(String sourceName, InputStream in, SuspendRule rule)
      throws WorkloadException {
    Diagnostics diagnostics = new Diagnostics(sourceName);
    return build(SourceText.read(in, diagnostics), rule, diagnostics);
  }

  /**
   * Reads a workload from characters.
   *
   * @param sourceName what messages call it
   * @param in the characters, read to their end; the caller closes it
   * @param rule what suspend events wait on
   * @return the workload
   * @throws WorkloadException if the characters cannot be read or are no workload
   */
  public static Workload parse(String sourceName, Reader in, SuspendRule rule)
      throws WorkloadException {
    Diagnostics diagnostics = new Diagnostics(sourceName);
    return build(SourceText.read(in, diagnostics), rule, diagnostics);
  }

  /**
   * Returns the built-in demonstration: five seconds, twelve tasks, most kinds of events, two CPUs.
   *
   * @return the workload
   */
  public static Workload demo() {
    try (InputStream in = RtAppParser.class.getResourceAsStream(DEMO)) {
      return parse(DEMO, in, SuspendRule.AUTO);
    } catch (WorkloadException | IOException e) {
      throw new IllegalStateException("the built-in workload is broken", e);
    }
  }

  private static Workload build(SourceText text, SuspendRule rule, Diagnostics diagnostics)
      throws WorkloadException {
    Map<String, JsonValue.Obj> sections = sections(JsonTree.read(text, diagnostics), diagnostics);
    JsonValue.Obj globalSection = sections.get("global");
    GlobalReader globalReader = new GlobalReader(diagnostics);
    GlobalSettings global =
        globalSection == null ? globalReader.defaults() : globalReader.read(globalSection);
    List<TaskSpec> tasks = new TaskReader(diagnostics, global).read(sections.get("tasks"));
    tasks = TimerModes.resolve(tasks);
    tasks = SuspendQueues.resolve(tasks, rule, diagnostics);
    References.checkForks(tasks, diagnostics);
    References.noteBarriers(tasks, diagnostics);
    for (TaskSpec task : tasks) {
      MutexOrder.check(task, diagnostics);
    }
    return new Workload(diagnostics.source(), global, tasks, diagnostics.notes());
  }

  /** Returns the sections of the file by name; {@code tasks} is among them. */
  private static Map<String, JsonValue.Obj> sections(JsonValue root, Diagnostics diagnostics)
      throws WorkloadException {
    if (!(root instanceof JsonValue.Obj file)) {
      throw diagnostics.error(
          root.at(), "the file holds " + root.shown(), "it takes an object with \"tasks\"");
    }
    Checked checked = new Checked(diagnostics);
    Map<String, JsonValue.Member> seen = new HashMap<>();
    Map<String, JsonValue.Obj> sections = new HashMap<>();
    for (JsonValue.Member member : file.members()) {
      checked.once(seen, member);
      switch (member.key()) {
        case "tasks" -> sections.put("tasks", checked.object(member, "an object with tasks"));
        case "global" -> sections.put("global", checked.object(member, "an object with settings"));
        case "resources" ->
            diagnostics.note(
                member.at(), "\"resources\" is not needed: resources are made when first used");
        default ->
            diagnostics.note(
                member.at(), "key " + Quoted.of(member.key()) + " is unknown and not used");
      }
    }
    if (!sections.containsKey("tasks")) {
      throw diagnostics.error(file.at(), "there is no \"tasks\"", "describe at least one task");
    }
    return sections;
  }
}
