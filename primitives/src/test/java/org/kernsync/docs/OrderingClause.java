package org.kernsync.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a comment says about one mode: {@code acquire: L1, pairs with #unlock; the section}. A
 * comment may have several of them.
 *
 * @param mode the mode that it names
 * @param text what follows the colon, up to the next clause
 */
record OrderingClause(OrderingMode mode, String text) {
  private static final Pattern START =
      Pattern.compile(
          "(?:^|[;,.] (?:and |then |again |but )?|\\bthen |\\band |\\()("
              + OrderingMode.WORDS
              + ")(?:, [a-z -]+)?: ");
  private static final Pattern LABEL = Pattern.compile("\\b(?:[A-Z]{1,2}[0-9]|FO)\\b");
  private static final Pattern PARTNER = Pattern.compile("([A-Z]\\w*)?#(\\w+)");
  private static final Pattern SAME = Pattern.compile("^(?:\\w+, )?as (?:above|below|in)\\b.*");
  private static final String PAIRS = "pairs with";

  /** A method that a comment names: the class may be missing. */
  record Reference(String type, String method) {
    @Override
    public String toString() {
      return (type == null ? "" : type) + "#" + method;
    }
  }

  /** The clauses of a comment, all of it on one line. */
  static List<OrderingClause> in(String comment) {
    List<OrderingClause> clauses = new ArrayList<>();
    Matcher start = START.matcher(comment);
    OrderingMode mode = null;
    int from = 0;
    while (start.find()) {
      if (mode != null) {
        clauses.add(new OrderingClause(mode, comment.substring(from, start.start()).strip()));
      }
      mode = OrderingMode.of(start.group(1));
      from = start.end();
    }
    if (mode != null) {
      clauses.add(new OrderingClause(mode, comment.substring(from).strip()));
    }
    return clauses;
  }

  List<String> labels() {
    return LABEL.matcher(text).results().map(match -> match.group()).distinct().toList();
  }

  /** Whether the other side is in the programs of the library's users. */
  boolean isForTheCallersPartner() {
    return text.contains(PAIRS + " the caller's");
  }

  boolean pairs() {
    return text.contains(PAIRS);
  }

  /** The methods behind {@code pairs with}, up to the end of that part of the sentence. */
  List<Reference> partners() {
    int from = text.indexOf(PAIRS);
    if (from < 0) {
      return List.of();
    }
    int end = text.indexOf(';', from);
    return references(end < 0 ? text.substring(from) : text.substring(from, end)).toList();
  }

  private static Stream<Reference> references(String part) {
    return PARTNER
        .matcher(part)
        .results()
        .map(match -> new Reference(match.group(1), match.group(2)));
  }

  /** Whether it only points at another clause of the same mode. */
  boolean pointsElsewhere() {
    return SAME.matcher(text).matches();
  }

  /** The methods that it points at, where it does; none if it points at its own. */
  List<Reference> pointedAt() {
    return references(text).toList();
  }

  /** Whether the reason is where the accessor is called. */
  boolean leavesItToTheCaller() {
    return text.startsWith("as the caller says");
  }

  /** Whether it says that the access is stronger than it need be, so that there is no partner. */
  boolean saysThatLessWouldDo() {
    return text.contains("would do");
  }
}
