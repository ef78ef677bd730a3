package org.kernsync.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a run is to do, out of its arguments: which tests, in which passes of jcstress.
 *
 * <p>The tests of ours run in all configurations of the JVM that jcstress knows. A twin needs to be
 * red once, so twins run in one configuration, in a pass of their own. A quick run is one pass, in
 * which everything runs in one configuration.
 */
final class JcstressPlan {
  /**
   * One run of jcstress.
   *
   * @param tests what it runs
   * @param options what it is told
   */
  record Pass(List<JcstressSuite.Test> tests, List<String> options) {}

  /** What a test gets where the caller says nothing. Pairs of an option and its value. */
  private static final List<String> BUDGET =
      List.of("-m", "quick", "-time", "100", "-iters", "2", "-f", "1", "-pth", "false");

  /** The options that a mode of jcstress (-m) sets, so that ours would undo it. */
  private static final List<String> SET_BY_MODE = List.of("-time", "-iters", "-f");

  private static final String LONGER_MILLIS = "1000";
  private static final int NATIVE_ACCESS_FLAG_SINCE = 22;
  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  private final boolean quick;
  private final List<String> options; // of jcstress, -t aside
  private final int processors;
  private final List<JcstressSuite.Test> listed;
  private final List<JcstressSuite.Test> leftOut;

  private JcstressPlan(List<String> arguments) {
    options = new ArrayList<>(arguments);
    quick = options.remove("--quick");
    String shard = take("--shard");
    String without = take("--without");
    String filter = take("-t");
    processors = cpus();
    List<JcstressSuite.Test> matching =
        JcstressSuite.matching(compiled("-t", filter == null ? ".*" : filter));
    listed = shard == null ? matching : shardOf(matching, shard);
    leftOut = without == null ? List.of() : leftOutBy(compiled("--without", without));
  }

  /**
   * Makes a plan.
   *
   * @param arguments as on the command line
   * @throws IllegalArgumentException with a sentence on what is wrong with them
   */
  static JcstressPlan of(List<String> arguments) {
    return new JcstressPlan(arguments);
  }

  /** What is selected, and part of the shard. */
  List<JcstressSuite.Test> listed() {
    return listed;
  }

  /** What of it does not run because the caller said so. */
  List<JcstressSuite.Test> leftOut() {
    return leftOut;
  }

  /** How many processors jcstress may use. */
  int processors() {
    return processors;
  }

  private int cpus() {
    String cpus = valueOf("-c");
    if (cpus == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return Integer.parseInt(cpus);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-c takes a number of processors, not '" + cpus + "'", e);
    }
  }

  /** Runs of jcstress that come to nothing are left out. */
  List<Pass> passes() {
    List<JcstressSuite.Test> runnable =
        listed.stream().filter(test -> !leftOut.contains(test) && mayRun(test)).toList();
    List<Pass> passes = new ArrayList<>();
    if (quick) {
      passes.add(new Pass(runnable, inOneConfiguration(runnable)));
    } else {
      List<JcstressSuite.Test> ours = runnable.stream().filter(test -> !test.isTwin()).toList();
      List<JcstressSuite.Test> twins =
          runnable.stream().filter(JcstressSuite.Test::isTwin).toList();
      passes.add(new Pass(ours, inAllConfigurations(ours)));
      passes.add(new Pass(twins, inOneConfiguration(twins)));
    }
    passes.removeIf(pass -> pass.tests().isEmpty());
    return passes;
  }

  /** For twins whose fault shows rarely: only these, and for longer. */
  Pass again(List<JcstressSuite.Test> twins) {
    List<String> longer = inOneConfiguration(twins);
    int time = longer.indexOf("-time");
    if (time >= 0) {
      longer.set(time + 1, LONGER_MILLIS);
    } else {
      longer.addAll(List.of("-time", LONGER_MILLIS));
    }
    return new Pass(twins, longer);
  }

  /** About how long it takes; empty where the options are not the ones it was measured with. */
  String estimate() {
    if (options.contains("-m") || options.contains("-f") || options.contains("-sc")) {
      return "";
    }
    JcstressEstimate estimate =
        new JcstressEstimate(budgetOf("-time"), budgetOf("-iters"), processors);
    for (Pass pass : passes()) {
      estimate.add(pass.tests(), pass.options().contains("-sc"));
    }
    return estimate.toString();
  }

  private boolean mayRun(JcstressSuite.Test test) {
    return test.actors() <= processors;
  }

  private List<String> inOneConfiguration(List<JcstressSuite.Test> tests) {
    List<String> all = withBudget(tests);
    if (!options.contains("-sc")) {
      all.addAll(List.of("-sc", "false"));
    }
    if (!options.contains("-jvmArgs")) {
      all.addAll(List.of("-jvmArgs", jvmFlag()));
    }
    if (!quick && !options.contains("-r")) {
      all.addAll(List.of("-r", "results-twins")); // beside the report on ours
    }
    return all;
  }

  private List<String> inAllConfigurations(List<JcstressSuite.Test> tests) {
    List<String> all = withBudget(tests);
    if (!options.contains("-jvmArgs") && !options.contains("-jvmArgsPrepend")) {
      all.addAll(List.of("-jvmArgsPrepend", jvmFlag())); // -jvmArgs would leave one configuration
    }
    return all;
  }

  /** Adds what the caller left open; jcstress refuses an option that is given twice. */
  private List<String> withBudget(List<JcstressSuite.Test> tests) {
    List<String> all = new ArrayList<>(options);
    boolean modeGiven = options.contains("-m");
    for (int i = 0; i < BUDGET.size(); i += 2) {
      String option = BUDGET.get(i);
      if (!options.contains(option) && !(modeGiven && SET_BY_MODE.contains(option))) {
        all.addAll(BUDGET.subList(i, i + 2));
      }
    }
    all.addAll(List.of("-t", JcstressSuite.only(tests)));
    return all;
  }

  /** Silences a warning in every fork. Before there was one, a flag that changes nothing. */
  private static String jvmFlag() {
    return Runtime.version().feature() < NATIVE_ACCESS_FLAG_SINCE
        ? "-Xshare:auto"
        : "--enable-native-access=ALL-UNNAMED";
  }

  private int budgetOf(String option) {
    String value = valueOf(option);
    if (value == null) {
      value = BUDGET.get(BUDGET.indexOf(option) + 1);
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not '" + value + "'", e);
    }
  }

  private List<JcstressSuite.Test> leftOutBy(Pattern pattern) {
    return listed.stream().filter(test -> pattern.matcher(test.name()).find()).toList();
  }

  private static List<JcstressSuite.Test> shardOf(List<JcstressSuite.Test> tests, String shard) {
    Matcher numbers = SHARD.matcher(shard);
    if (numbers.matches()) {
      int index = Integer.parseInt(numbers.group(1));
      int count = Integer.parseInt(numbers.group(2));
      if (1 <= index && index <= count) {
        return JcstressSuite.shard(tests, index, count);
      }
    }
    throw new IllegalArgumentException(
        "--shard takes i/n with i from 1 to n, such as 1/4; not '" + shard + "'");
  }

  private static Pattern compiled(String option, String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          option + " takes a regular expression, not '" + expression + "': " + e.getDescription(),
          e);
    }
  }

  private String valueOf(String option) {
    int at = options.lastIndexOf(option);
    if (at < 0) {
      return null;
    }
    if (at + 1 == options.size()) {
      throw new IllegalArgumentException(option + " takes a value: see ./kernsync stress --help");
    }
    return options.get(at + 1);
  }

  /** Takes an option and its value out; null if it is not given. */
  private String take(String option) {
    String value = valueOf(option);
    if (value != null) {
      int at = options.lastIndexOf(option);
      options.subList(at, at + 2).clear();
    }
    if (options.contains(option)) {
      throw new IllegalArgumentException(option + " is given twice");
    }
    return value;
  }
}
