package org.kernsync.docs;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Sources that the JDK's compiler has attributed: what they access in which order, and what their
 * comments say about it.
 */
final class OrderedSources {
  /** The lines of each file. */
  final Map<String, CommentedLines> files = new LinkedHashMap<>();

  final List<OrderedAccess> accesses = new ArrayList<>();

  /** The methods of the sources. */
  final Set<SourceMethod> methods = new LinkedHashSet<>();

  /** Those that are not public. */
  final Set<SourceMethod> hidden = new LinkedHashSet<>();

  /** Qualified name of a class, to those whose members its comments may name without a class. */
  final Map<String, Set<String>> kin = new HashMap<>();

  /** Methods that are not public and have one statement, which is no loop and no branch. */
  final Set<SourceMethod> singles = new LinkedHashSet<>();

  /** The calls of methods, other than those that are accesses themselves. */
  final List<Call> calls = new ArrayList<>();

  /**
   * A call.
   *
   * @param place its statement
   * @param callee what is called
   * @param line where, from 1
   */
  record Call(OrderingPlace place, SourceMethod callee, int line) {}

  /**
   * Reads and attributes them.
   *
   * @param sources name of a file to its text
   * @param options for the compiler
   */
  OrderedSources(Map<String, String> sources, List<String> options) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach(
        (name, text) -> {
          units.add(unit(name, text));
          files.put(name, new CommentedLines(text));
        });
    List<String> all =
        Stream.concat(Stream.of("-proc:none", "-implicit:none"), options.stream()).toList();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, all, null, units);
    List<CompilationUnitTree> trees = new ArrayList<>();
    task.parse().forEach(trees::add);
    task.analyze();
    List<String> errors =
        diagnostics.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(Object::toString)
            .toList();
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException("sources that do not compile: " + errors);
    }
    Trees help = Trees.instance(task);
    Set<String> fields = new LinkedHashSet<>();
    Set<String> arrays = new LinkedHashSet<>();
    for (CompilationUnitTree unit : trees) {
      new HandledFields(help, fields, arrays).scan(unit, null);
    }
    for (CompilationUnitTree unit : trees) {
      new AccessScanner(help, unit, fields, arrays, this).scan(unit, null);
    }
  }

  private static JavaFileObject unit(String name, String text) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
