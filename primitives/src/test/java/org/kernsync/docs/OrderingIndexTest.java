package org.kernsync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The index of labels in {@code docs/ordering.md}, against the comments in the code. */
class OrderingIndexTest {
  private static final Path DOCS = LibraryClasses.REPOSITORY.resolve("docs");
  private static final String INDEX = "## Index of labels";
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (\\w+) \\| ([^|]+) \\| .* \\| (?:\\[\\w+\\]\\(([\\w-]+\\.md)\\)|below) \\|");

  private record Row(String label, List<String> types, Path page) {}

  private static List<Row> index() throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(DOCS.resolve("ordering.md"))) {
      if (line.startsWith("## ")) {
        inside = line.equals(INDEX);
      }
      Matcher row = ROW.matcher(line);
      if (inside && row.matches()) {
        List<String> types = List.of(row.group(2).replace("`", "").split(", "));
        String page = row.group(3) == null ? "ordering.md" : row.group(3);
        rows.add(new Row(row.group(1), types, DOCS.resolve(page)));
      }
    }
    return rows;
  }

  /** The classes whose comments name a label. */
  private static Map<String, TreeSet<String>> labelsOfTheCode() throws IOException {
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    for (OrderingComment comment : comments()) {
      for (String label : comment.labels()) {
        labels.computeIfAbsent(label, any -> new TreeSet<>()).add(comment.type());
      }
    }
    return labels;
  }

  private static List<OrderingComment> comments() throws IOException {
    List<OrderingComment> comments = new ArrayList<>();
    for (String name : LibraryClasses.indexedPackages()) {
      comments.addAll(OrderingComment.below(LibraryClasses.sources(name)));
    }
    return comments;
  }

  /** The index has each label of the code once, and no other. */
  @Test
  void index_hasEachLabelOfTheCode() throws IOException {
    assertThat(index())
        .extracting(Row::label)
        .containsExactlyInAnyOrderElementsOf(labelsOfTheCode().keySet());
  }

  /** The classes that the index names for a label are those whose comments name it. */
  @Test
  void index_namesTheClassesOfEachLabel() throws IOException {
    Map<String, TreeSet<String>> code = labelsOfTheCode();
    for (Row row : index()) {
      assertThat(row.types()).as(row.label()).hasSameElementsAs(code.get(row.label()));
    }
  }

  /** The page that the index gives for a label explains it in a row of a table. */
  @Test
  void page_ofEachLabel_explainsIt() throws IOException {
    for (Row row : index()) {
      String rows =
          Files.readAllLines(row.page()).stream()
              .filter(line -> line.startsWith("| " + row.label() + " |"))
              .filter(line -> !ROW.matcher(line).matches())
              .collect(Collectors.joining());
      assertThat(rows).as("%s in %s", row.label(), row.page()).isNotEmpty();
    }
  }

  /** A comment that names the partner of an access names a method that is there. */
  @Test
  void comment_namesPartnersThatExist() throws IOException {
    assertThat(comments())
        .hasSizeGreaterThan(100)
        .filteredOn(comment -> !comment.missingPartners().isEmpty())
        .isEmpty();
  }

  /** A comment of several lines is read whole, and a partner that is not there is told. */
  @Test
  void comment_ofTwoLinesWithAWrongPartner_isFound() {
    List<String> lines =
        List.of(
            "  a(); // release: M1, pairs with #lock,",
            "       // Mutex#lockTwice and WaitQueue#wakeAll",
            "  b(); // C2 makes one load of it");
    List<OrderingComment> comments = OrderingComment.in("Mutex", lines);
    assertThat(comments).hasSize(1);
    assertThat(comments.get(0).labels()).containsExactly("M1");
    assertThat(comments.get(0).missingPartners()).containsExactly("Mutex#lockTwice");
  }
}
