package org.kernsync.docs;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A name in the second column of a table whose first is "Linux", and the types in whose section it
 * stands: those in the headings of the page.
 *
 * @param text the name as the page has it
 * @param types the simple names of the types that it may be a member of
 */
record NamedMember(String text, List<String> types) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TYPE = Pattern.compile("(?:org\\.kernsync\\.\\w+\\.)?([A-Z]\\w+)");
  private static final Pattern MEMBER =
      Pattern.compile("(?:([A-Z]\\w*)\\.)?([A-Za-z]\\w*)(\\(.*\\))?");
  private static final String HEAD = "| Linux | here |";
  private static final int HERE = 2;

  static List<NamedMember> in(Path page) throws IOException {
    return in(Files.readAllLines(page));
  }

  static List<NamedMember> in(List<String> lines) {
    List<NamedMember> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    boolean inTable = false;
    for (String line : lines) {
      if (line.startsWith("## ") && line.contains("`")) {
        types = new ArrayList<>(typesIn(line));
      } else if (line.startsWith("`org.kernsync.")) {
        types.addAll(typesIn(line));
      }
      inTable = line.startsWith(HEAD) || inTable && line.startsWith("|");
      if (inTable && !line.startsWith(HEAD)) {
        for (String code : code(line.split("\\|")[HERE])) {
          names.add(new NamedMember(code, types));
        }
      }
    }
    return names;
  }

  /**
   * Whether the library has this. An ellipsis stands for what is said in words; the JDK is not
   * ours.
   */
  boolean exists() {
    if (text.contains("...") || text.startsWith("java.")) {
      return true;
    }
    Matcher name = MEMBER.matcher(text);
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
    Optional<Class<?>> type = LibraryClasses.named(typeName);
    if (type.isEmpty()) {
      return false;
    }
    return LibraryClasses.methods(type.get())
            .anyMatch(each -> each.getName().equals(member) && fits(each, parameters))
        || Stream.of(type.get().getFields()).anyMatch(each -> each.getName().equals(member));
  }

  private static boolean fits(Executable method, String parameters) {
    if (parameters == null) {
      return true;
    }
    String inside = parameters.substring(1, parameters.length() - 1);
    int count = inside.isBlank() ? 0 : inside.split(",").length;
    return method.getParameterCount() == count;
  }

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
