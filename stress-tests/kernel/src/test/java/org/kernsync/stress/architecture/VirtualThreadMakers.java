package org.kernsync.stress.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the classes that make virtual threads. It reads names in constant pools, since the maker of
 * the kernel model goes through reflection, where dependencies do not show.
 */
final class VirtualThreadMakers {
  private static final Set<String> FACTORIES =
      Set.of(
          "newVirtualThread", "newVirtualThreadPerTaskExecutor", "ofVirtual", "startVirtualThread");
  private static final String BUILDERS = "java.lang.ThreadBuilders";

  private VirtualThreadMakers() {}

  /** The top-level classes that name a factory of virtual threads. */
  static Set<String> among(JavaClasses classes) {
    Set<String> makers = new TreeSet<>();
    for (JavaClass candidate : classes) {
      if (namesFactory(candidate)) {
        makers.add(topLevel(candidate.getName()));
      }
    }
    return makers;
  }

  private static boolean namesFactory(JavaClass candidate) {
    try (InputStream in = candidate.getSource().orElseThrow().getUri().toURL().openStream()) {
      for (PoolEntry entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
        if (entry instanceof Utf8Entry text
            && (FACTORIES.contains(text.stringValue())
                || text.stringValue().startsWith(BUILDERS))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String topLevel(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
