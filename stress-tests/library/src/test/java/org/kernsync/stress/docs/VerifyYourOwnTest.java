package org.kernsync.stress.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.kernsync.stress.torture.LockTorture;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;

/**
 * What {@code docs/verify-your-own.md} shows compiles against the artifact. Blocks that declare a
 * type are for all; the others are statements that follow each other.
 */
class VerifyYourOwnTest {
  private static final Path PAGE = Path.of("../../docs/verify-your-own.md");
  private static final String GIVEN = "<!-- given:";
  private static final String GIVEN_END = "-->";
  private static final String FENCE = "```";
  private static final int LEAST_BLOCKS = 11;

  private static final String IMPORTS =
      Stream.of(
              "java.time",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "java.util.concurrent.locks",
              "org.kernsync.stress.contract",
              "org.kernsync.stress.harness",
              "org.kernsync.stress.torture",
              "org.kernsync.wait",
              "org.openjdk.jcstress.annotations",
              "org.openjdk.jcstress.infra.results")
          .map(name -> "import " + name + ".*;\n")
          .collect(
              Collectors.joining("", "", "import static " + named(Assertions.class) + ".*;\n"));

  @TempDir Path output;

  /** Every block, in one class. */
  @Test
  void page_allBlocks_compile() throws IOException {
    List<String> blocks = blocks();

    assertThat(blocks).hasSizeGreaterThanOrEqualTo(LEAST_BLOCKS);
    assertThat(errorsOf(page(blocks))).isEmpty();
  }

  /** A block that does not compile is told. */
  @Test
  void page_withAnError_isFound() throws IOException {
    List<String> blocks = new ArrayList<>(blocks());
    blocks.add("trial.torture();\n");

    assertThat(errorsOf(page(blocks))).singleElement().asString().contains("torture");
  }

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(PAGE)) {
      boolean begins = line.equals(FENCE + "java") || line.equals(GIVEN);
      boolean ends = line.equals(FENCE) || line.equals(GIVEN_END);
      if (begins) {
        block = new StringBuilder();
      } else if (ends && block != null) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  private static String page(List<String> blocks) {
    StringBuilder types = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    blocks.forEach(block -> (isDeclaration(block) ? types : statements).append(block));
    return IMPORTS
        + "class Page {\n"
        + types.toString().replaceAll("(?m)^(public )?class ", "static class ")
        + "void run() throws Exception {\n"
        + statements
        + "}\n}\n";
  }

  /** Of types, or of what is given. */
  private static boolean isDeclaration(String block) {
    return block.startsWith("class ") || block.startsWith("@") || block.contains("return null;");
  }

  private List<String> errorsOf(String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    List<String> options =
        List.of("-d", output.toString(), "-cp", classPath(), "-proc:none", "--release", "17");
    compiler.getTask(null, null, diagnostics, options, null, List.of(unit)).call();
    return diagnostics.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(each -> "line " + each.getLineNumber() + ": " + each.getMessage(Locale.ROOT))
        .toList();
  }

  private static String classPath() {
    return Stream.of(
            LockTorture.class,
            WaitQueue.class,
            Actor.class,
            Test.class,
            ParameterizedTest.class,
            Assertions.class)
        .map(VerifyYourOwnTest::placeOf)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String placeOf(Class<?> type) {
    try {
      URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(place).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String named(Class<?> type) {
    return type.getName();
  }
}
