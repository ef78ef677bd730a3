package org.kernsync.docs;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A name in the second column of a table whose first is Linux's, and the types in whose section it
 * stands: those in the headings of the page, and those that the table itself names.
 *
 * @param text the name as the page has it
 * @param types the simple names of the types that it may be a member of
 */
record NamedMember(String text, Set<String> types) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TYPE =
      Pattern.compile("(?:org\\.kernsync\\.\\w+\\.)?([A-Z]\\w+)(?:\\.[a-z]\\w*.*)?");
  private static final Pattern MEMBER =
      Pattern.compile("(?:([A-Z]\\w*)\\.)?([A-Za-z]\\w*)(\\(.*\\))?");
  private static final Pattern CONSTRUCTOR = Pattern.compile("new ([A-Z]\\w*)(?:<>)?(\\(.*\\))");
  private static final Pattern TRY = Pattern.compile("try \\(.* = \\w+\\.(\\w+\\(.*\\))\\)");
  private static final Pattern HEAD = Pattern.compile("\\| Linux[^|]* \\| here \\|.*");
  private static final int HERE = 2;

  static List<NamedMember> in(Path page) throws IOException {
    return in(Files.readAllLines(page));
  }

  static List<NamedMember> in(List<String> lines) {
    List<NamedMember> names = new ArrayList<>();
    Set<String> types = new LinkedHashSet<>();
    boolean inTable = false;
    for (String line : lines) {
      if (line.startsWith("## ") && line.contains("`")) {
        types = new LinkedHashSet<>(typesIn(line));
      } else if (line.startsWith("`org.kernsync.")) {
        types.addAll(typesIn(line));
      }
      boolean head = HEAD.matcher(line).matches();
      inTable = head || inTable && line.startsWith("|");
      if (inTable && !head) {
        String here = line.split("\\|")[HERE];
        types.addAll(typesIn(here)); // of the names before it, too: they share the set
        for (String code : code(here)) {
          names.add(new NamedMember(code, types));
        }
      }
    }
    return names;
  }

  /**
   * Whether the library has this: a type, a member, a constructor, or a method whose result a try
   * statement closes. An ellipsis stands for what is said in words; the JDK is not ours.
   */
  boolean exists() {
    if (text.contains("...") || text.startsWith("java.")) {
      return true;
    }
    Matcher constructor = CONSTRUCTOR.matcher(text);
    if (constructor.matches()) {
      return LibraryClasses.named(constructor.group(1)).stream()
          .flatMap(type -> Stream.of(type.getConstructors()))
          .anyMatch(each -> fits(each, constructor.group(2)));
    }
    Matcher name = MEMBER.matcher(TRY.matcher(text).replaceFirst("$1"));
    if (!name.matches()) {
      return false;
    }
    if (name.group(1) != null) {
      return has(name.group(1), name.group(2), name.group(3));
    }
    return LibraryClasses.named(name.group(2)).isPresent()
        || types.stream().anyMatch(type -> has(type, name.group(2), name.group(3)));
  }

  private static boolean has(String typeName, String member, String parameters) {
    return LibraryClasses.named(typeName).stream()
        .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getClasses())))
        .anyMatch(type -> declares(type, member, parameters));
  }

  private static boolean declares(Class<?> type, String member, String parameters) {
    return LibraryClasses.methods(type)
            .anyMatch(each -> each.getName().equals(member) && fits(each, parameters))
        || Stream.of(type.getFields()).anyMatch(each -> each.getName().equals(member));
  }

  private static boolean fits(Executable method, String parameters) {
    if (parameters == null) {
      return true;
    }
    String inside = parameters.substring(1, parameters.length() - 1);
    int count = inside.isBlank() ? 0 : inside.split(",").length;
    return method.getParameterCount() == count;
  }

  /** Named alone, or with a member: {@code Mutex}, {@code Mutex.lock}. */
  private static List<String> typesIn(String line) {
    return code(line).stream()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  private static List<String> code(String text) {
    return CODE.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
