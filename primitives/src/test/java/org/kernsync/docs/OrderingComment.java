package org.kernsync.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line comment of the library that names a label of {@code docs/ordering.md} or a partner.
 *
 * @param type the simple name of the top-level class
 * @param line its first line, from 1
 * @param text all of it on one line
 */
record OrderingComment(String type, int line, String text) {
  private static final Pattern LINE = Pattern.compile("(.*?)(?:^|\\s)// ?(.*)");
  private static final Pattern LABEL = Pattern.compile("\\b(?:[A-Z]{1,2}[0-9]|FO)\\b");
  private static final Pattern PARTNER = Pattern.compile("([A-Z]\\w*)?#(\\w+)");
  private static final List<String> NOT_LABELS = List.of("C1", "C2", "G1"); // HotSpot's own names
  private static final String PAIRS = "pairs with";
  private static final String JAVA = ".java";

  /** All of them in the sources below a folder. */
  static List<OrderingComment> below(Path folder) throws IOException {
    List<OrderingComment> comments = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(JAVA)).sorted().toList()) {
        String name = file.getFileName().toString();
        comments.addAll(
            in(name.substring(0, name.length() - JAVA.length()), Files.readAllLines(file)));
      }
    }
    return comments;
  }

  /** Those of one class. A comment goes on in the next line if that is nothing but a comment. */
  static List<OrderingComment> in(String type, List<String> lines) {
    List<OrderingComment> comments = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int first = 0;
    for (int i = 0; i <= lines.size(); i++) {
      Matcher line = LINE.matcher(i < lines.size() ? lines.get(i) : "");
      boolean comment = line.matches();
      if (text.length() > 0 && !(comment && line.group(1).isBlank())) {
        comments.add(new OrderingComment(type, first, text.toString()));
        text.setLength(0);
      }
      if (comment) {
        first = text.length() == 0 ? i + 1 : first;
        text.append(line.group(2)).append(' ');
      }
    }
    return comments.stream()
        .filter(each -> each.text.contains(PAIRS) || !each.labels().isEmpty())
        .toList();
  }

  List<String> labels() {
    return LABEL
        .matcher(text)
        .results()
        .map(match -> match.group())
        .filter(label -> !NOT_LABELS.contains(label))
        .distinct()
        .toList();
  }

  /** The partners that the library does not have, as the comment spells them. */
  List<String> missingPartners() {
    int from = text.indexOf(PAIRS);
    if (from < 0) {
      return List.of();
    }
    return PARTNER
        .matcher(text)
        .results()
        .filter(match -> match.start() > from)
        .filter(match -> !exists(match.group(1) == null ? type : match.group(1), match.group(2)))
        .map(match -> match.group())
        .toList();
  }

  private static boolean exists(String typeName, String method) {
    Optional<Class<?>> type = LibraryClasses.named(typeName);
    return type.isPresent()
        && Stream.concat(type.stream(), Stream.of(type.get().getDeclaredClasses()))
            .flatMap(LibraryClasses::methods)
            .anyMatch(each -> each.getName().equals(method));
  }

  @Override
  public String toString() {
    return type + ":" + line + " " + text;
  }
}
