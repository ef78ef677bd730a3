package org.kernsync.docs;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles what documentation shows, as members of a class or as statements of a method. */
final class SnippetCompiler {
  private static final String LIBRARY = LibraryClasses.root().toString();
  private static final String IMPORTS =
      Stream.concat(
              Stream.of(
                  "java.nio",
                  "java.util",
                  "java.util.concurrent",
                  "java.util.concurrent.locks",
                  "java.util.function"),
              LibraryClasses.exportedPackages().stream())
          .map(name -> "import " + name + ".*;\n")
          .collect(Collectors.joining());

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final Path output;

  SnippetCompiler(Path output) {
    this.output = output;
  }

  /** Nothing if the snippet compiles in one of the two shapes, else the errors of both. */
  List<String> errorsOf(Snippet snippet) {
    List<String> asMembers = errorsOf(asMembers(snippet));
    if (asMembers.isEmpty()) {
      return asMembers;
    }
    List<String> asStatements = errorsOf(asStatements(snippet));
    if (asStatements.isEmpty()) {
      return asStatements;
    }
    List<String> errors = new ArrayList<>();
    asMembers.forEach(error -> errors.add("as members: " + error));
    asStatements.forEach(error -> errors.add("as statements: " + error));
    return errors;
  }

  private static String asMembers(Snippet snippet) {
    return imports(snippet) + "class Page {\n" + snippet.given() + body(snippet) + "}\n";
  }

  private static String asStatements(Snippet snippet) {
    return imports(snippet)
        + "class Page {\n"
        + snippet.given()
        + "void run() throws Exception {\n"
        + body(snippet)
        + "}\n}\n";
  }

  private static String imports(Snippet snippet) {
    return IMPORTS + snippet.code().lines().filter(SnippetCompiler::isImport).collect(lines());
  }

  private static String body(Snippet snippet) {
    return snippet.code().lines().filter(line -> !isImport(line)).collect(lines());
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static Collector<CharSequence, ?, String> lines() {
    return Collectors.joining("\n", "", "\n");
  }

  private List<String> errorsOf(String text) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    List<String> options = List.of("-d", output.toString(), "-cp", LIBRARY, "-proc:none");
    compiler.getTask(null, null, diagnostics, options, null, List.of(unit)).call();
    return diagnostics.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(each -> each.getMessage(Locale.ROOT))
        .toList();
  }
}
