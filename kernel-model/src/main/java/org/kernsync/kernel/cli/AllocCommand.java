package org.kernsync.kernel.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.workload.replay.AllocationTrace;
import org.kernsync.kernel.workload.replay.AllocatorMemory;
import org.kernsync.kernel.workload.replay.Generators;
import org.kernsync.kernel.workload.replay.MemoryChart;
import org.kernsync.kernel.workload.replay.Replay;
import org.kernsync.kernel.workload.replay.ReplayException;
import org.kernsync.kernel.workload.replay.ReplayJson;
import org.kernsync.kernel.workload.replay.ReplayMemory;
import org.kernsync.kernel.workload.replay.ReplayReport;
import org.kernsync.kernel.workload.replay.ReplayTable;
import org.kernsync.kernel.workload.replay.Script;
import org.kernsync.kernel.workload.replay.TraceParser;
import org.kernsync.kernel.workload.replay.TraceScript;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a malloc trace, or a generated one, on the model's allocators. */
@Command(
    name = "alloc",
    description =
        "Play a malloc trace on the model's allocators, with ordinary threads: how fast, how much"
            + " memory, how fragmented, and whether all of it comes back.",
    sortOptions = false)
final class AllocCommand implements Callable<Integer> {
  private static final String JSON = "--json";
  private static final String SVG = "--svg";
  private static final int MOST_THREADS = 64;
  private static final long MOST_OPERATIONS = 1_000_000_000;
  private static final long USUAL_BYTES = 64L << 20;
  private static final int USUAL_SHARED_THREADS = 2;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A trace in malloclab's .rep form; each thread plays it with its own blocks.")
  private String file;

  @Option(
      names = "--generate",
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "In place of a file, one of ${COMPLETION-CANDIDATES}.")
  private String kind;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that play, 1 to " + MOST_THREADS + ". Default: 1; 2 for larson and xmalloc.")
  private Integer threads;

  @Option(
      names = "--ops",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Operations to generate, of all threads. Default: ${DEFAULT-VALUE}.")
  private long operations;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What random numbers start from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemoryConverter.class,
      description =
          "Memory to allocate from, 16M to 64G; only what is touched takes room. Default: 64M for"
              + " each thread, or twice what the trace suggests.")
  private Long bytes;

  @Option(names = JSON, paramLabel = "OUT.json", description = "Write the report as JSON.")
  private String json;

  @Option(names = SVG, paramLabel = "OUT.svg", description = "Draw memory over time.")
  private String svg;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  AllocCommand() {}

  /** The names, for the help. */
  static final class Kinds implements Iterable<String> {
    Kinds() {}

    @Override
    public Iterator<String> iterator() {
      return Generators.labels().iterator();
    }
  }

  @Override
  public Integer call() throws Exception {
    if (file == null && kind == null) {
      throw new InputException(
          "name a trace file, or one of " + kinds() + " with --generate; see 'alloc --help'");
    }
    if (file != null && kind != null) {
      throw new InputException("--generate takes no file; name one of the two");
    }
    require("--threads", threads == null ? 1 : threads, MOST_THREADS);
    require("--ops", operations, MOST_OPERATIONS);
    return file == null ? generated() : played();
  }

  private static void require(String option, long value, long most) throws InputException {
    if (value < 1 || value > most) {
      throw new InputException(option + " " + value + " is not within 1 to " + most);
    }
  }

  private static String kinds() {
    return String.join(", ", Generators.labels());
  }

  private int generated() throws Exception {
    int index = Generators.labels().indexOf(kind.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new InputException("there is no generator '" + kind + "', choose one of " + kinds());
    }
    Generators generator = Generators.values()[index];
    int count = threads(generator.isShared() ? USUAL_SHARED_THREADS : 1);
    return play(generator.script(Math.ceilDiv(operations, count)), count, null, 0);
  }

  private int played() throws Exception {
    if (file.isBlank()) {
      throw new InputException("the name of the trace file is empty; name one");
    }
    try {
      Path path = Path.of(file);
      AllocationTrace trace = TraceParser.parse(path);
      return play(new TraceScript(trace), threads(1), path, trace.heapBytes());
    } catch (InvalidPathException e) {
      throw new InputException(
          "\"" + file + "\" is no file name: " + e.getReason() + "; check the path", e);
    }
  }

  private int threads(int usual) {
    return threads == null ? usual : threads;
  }

  private int play(Script script, int count, Path input, long suggested)
      throws InputException, OutputException, ReplayException, InterruptedException {
    long size = bytes == null ? count * Math.max(USUAL_BYTES, 2 * suggested) : bytes;
    try (OutputFiles files = new OutputFiles()) {
      files.protect(input);
      files.open(JSON, json);
      files.open(SVG, svg);
      ReplayReport report = new Replay(script, count, seed, () -> memory(size)).run();
      return tell(report, files);
    } catch (UnsupportedOperationException e) { // the JVM or the system refuses the memory
      throw new InputException(e.getMessage(), e);
    }
  }

  private static ReplayMemory memory(long size) {
    return new AllocatorMemory(KernelAllocator.ofSize(size));
  }

  private int tell(ReplayReport report, OutputFiles files) throws OutputException {
    PrintStream out = files.takeStandardOutput() ? System.err : System.out;
    files.write(JSON, to -> ReplayJson.write(report, to));
    files.write(SVG, to -> write(MemoryChart.draw(report), to));
    out.print(ReplayTable.render(report));
    out.flush();
    report.violations().forEach(violation -> Complaint.say("violation: " + violation));
    return (report.violations().isEmpty() ? Outcome.FINE : Outcome.VIOLATED).exitCode();
  }

  private static void write(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
