package org.kernsync.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the page about allocators for plain threads compile and run. */
class AllocatorExamplesTest {
  private static final Path PAGE = Path.of("..", "docs", "allocators-slab.md");
  private static final String BEGIN = "```java\n";
  private static final String END = "```\n";

  @TempDir Path output;

  static List<String> examples() throws IOException {
    String page = Files.readString(PAGE);
    List<String> examples = new ArrayList<>();
    for (int at = page.indexOf(BEGIN); at >= 0; at = page.indexOf(BEGIN, at)) {
      at += BEGIN.length();
      examples.add(page.substring(at, page.indexOf(END, at)));
    }
    return examples;
  }

  /** The page has examples. */
  @Test
  void page_always_hasExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
  }

  /** Each one compiles as it stands there, and does not fail. */
  @ParameterizedTest
  @MethodSource("examples")
  void example_compiledAndRun_fine(String example) throws Throwable {
    Path source = Files.writeString(output.resolve("Example.java"), program(example));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      List<String> options =
          List.of("-d", output.toString(), "-cp", System.getProperty("java.class.path"));
      compiler
          .getTask(null, files, problems, options, null, files.getJavaFileObjects(source))
          .call();
    }
    assertThat(problems.getDiagnostics()).isEmpty();
    URL[] classes = {output.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      MethodHandles.publicLookup()
          .findStatic(loader.loadClass("Example"), "run", MethodType.methodType(void.class))
          .invokeExact();
    }
  }

  /** Imports stay in front, the rest is the body of a method. */
  private static String program(String example) {
    int body = example.lastIndexOf("import ");
    int end = body < 0 ? 0 : example.indexOf('\n', body) + 1;
    return example.substring(0, end)
        + "public final class Example { public static void run() {\n"
        + example.substring(end)
        + "} }\n";
  }
}
