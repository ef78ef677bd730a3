package org.kernsync.mutants;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles mutated sources against the classes of the library. */
final class MutantCompiler {
  private static final String RELEASE = "17"; // as the library

  private final Workplace workplace;
  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();

  /** One for all: it reads the classes of the JDK once. */
  private final StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);

  MutantCompiler(Workplace workplace) {
    this.workplace = workplace;
  }

  /**
   * Plants the fault and compiles.
   *
   * @param classes where the classes go; made if it is missing
   * @throws IllegalArgumentException if the text is not there once, or javac refuses the result
   */
  void compile(Mutant mutant, Path classes) throws IOException {
    compile(List.of(mutant), classes);
  }

  /**
   * Plants several faults at once, which takes little longer than one.
   *
   * @param mutants each of another source
   * @param classes where the classes go; made if it is missing
   * @throws IllegalArgumentException if a text is not there once, or javac refuses the result
   */
  synchronized void compile(List<Mutant> mutants, Path classes) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Mutant mutant : mutants) {
      sources.add(new Source(mutant.source(), mutated(mutant)));
    }
    String libraryPath =
        workplace.libraryPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of(
            "--release",
            RELEASE,
            "-proc:none",
            "-nowarn",
            "-cp",
            libraryPath,
            "-d",
            Files.createDirectories(classes).toString());
    StringWriter said = new StringWriter();
    if (!javac.getTask(said, files, null, options, null, sources).call()) {
      List<String> ids = mutants.stream().map(Mutant::id).toList();
      throw new IllegalArgumentException("does not compile: " + ids + ": " + said);
    }
  }

  private String mutated(Mutant mutant) throws IOException {
    try {
      return new SourceText(workplace.sourceOf(mutant))
          .replaced(mutant.original(), mutant.replacement());
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException(mutant.id() + ": " + unfit.getMessage(), unfit);
    }
  }

  /** A source that is in no file. */
  private static final class Source extends SimpleJavaFileObject {
    private final String content;

    Source(String name, String content) {
      super(
          URI.create(String.format(Locale.ROOT, "string:///org/kernsync/%s.java", name)),
          JavaFileObject.Kind.SOURCE);
      this.content = content;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return content;
    }
  }
}
