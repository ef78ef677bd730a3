package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.workload.Workloads.refusal;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The dialect's liberties are read, and every value keeps the place it has in the user's own text.
 */
class JsonTreeTest {

  @Test
  void read_commentsAndTrailingCommas_areNoObstacle() throws WorkloadException {
    assertThat(
            places(
                """
                /* a "comment" with { and , */
                { // another: "x",
                  "a" : [ 1, /* two */ 2, ],
                  "b" : { "c" : "/* no comment */", },
                }
                // end
                """))
        .containsExactly("a@3:3", "b@4:3", "c@4:11");
  }

  @Test
  void read_valuelessKeys_leaveAllPlacesAsTheyAre() throws WorkloadException {
    assertThat(
            places("{ \"a\", \"b\" , \"c\"/*,*/, \"d\":\"e\", \"f\"//x\n, \"g\":{\"h\"},\"i\" \n}"))
        .containsExactly(
            "a@1:3", "b@1:8", "c@1:14", "d@1:24", "f@1:33", "g@2:3", "h@2:8", "i@2:13");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}                    | {\"a\":1}",
        "{\"a\"}                      | {\"a\":null}",
        "{\"a\",\"b\"}                | {\"a\":null,\"b\":null}",
        "{\"a\" /* : */ , }           | {\"a\":null /* : */ , }",
        "{\"a\":\"b\",\"c\":[\"d\"]}  | {\"a\":\"b\",\"c\":[\"d\"]}",
        "[\"a\",{\"b\"},\"c\"]        | [\"a\",{\"b\":null},\"c\"]",
        "{\"a\\\"\",\"b\":\",\"}      | {\"a\\\"\":null,\"b\":\",\"}",
        "{\"a\":{\"b\"},\"c\"}        | {\"a\":{\"b\":null},\"c\":null}",
        "{\"a\"                       | {\"a\"",
        "\"a\",                       | \"a\",",
        "{/*\"a\",*/\"b\"}            | {/*\"a\",*/\"b\":null}",
        "{\"a\" / ,                   | {\"a\" / ,",
        "{1 \"a\",}                   | {1 \"a\",}",
      })
  void filledText_changesOnlyValuelessKeys(String text, String filled) {
    assertThat(new ValuelessKeys(text).filledText()).isEqualTo(filled);
  }

  @Test
  void originalOffset_leadsEveryPlaceBack() {
    ValuelessKeys keys = new ValuelessKeys("{\"a\",\"b\"}");
    String filled = "{\"a\":null,\"b\":null}";
    assertThat(keys.originalOffset(filled.indexOf("\"a\""))).isEqualTo(1);
    assertThat(keys.originalOffset(filled.indexOf("null"))).isEqualTo(4);
    assertThat(keys.originalOffset(filled.indexOf(','))).isEqualTo(4);
    assertThat(keys.originalOffset(filled.indexOf("\"b\""))).isEqualTo(5);
    assertThat(keys.originalOffset(filled.lastIndexOf("null"))).isEqualTo(8);
    assertThat(keys.originalOffset(filled.length() - 1)).isEqualTo(8);
    assertThat(keys.originalOffset(filled.length())).isEqualTo(9);
  }

  @Test
  void at_everyKindOfLineEnd_countsOneLine() throws WorkloadException {
    assertThat(places("{\"a\":1,\n\"b\":2,\r\n\"c\":3,\r\"d\":4,\n\n\t\"e\":5}"))
        .containsExactly("a@1:2", "b@2:1", "c@3:1", "d@4:1", "e@6:2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tasks\" {}}             | w.json:1:10: this is not JSON: ",
        "{tasks:{}}                 | w.json:1:2: this is not JSON: ",
        "{\"a\":1,,\"b\":2}         | w.json:1:8: this is not JSON: ",
        "{\"a\":01}                 | w.json:1:",
        "{\"a\":NaN}                | w.json:1:",
        "{\"a\":1}{                 | w.json:1:8: the workload has already ended here; remove what",
        "{\"a\":1]                  | w.json:1:7: this is not JSON: ",
        "#!/bin/sh                  | w.json:1:1: this is not JSON: ",
        "/* never ends              | w.json:1:",
        "{\"a\":\"never ends        | w.json:1:",
      })
  void read_brokenJson_isRefusedAtItsPlace(String text, String start) {
    assertThat(refusal(text)).startsWith(start).doesNotContain("\n", "Source", "REDACTED");
  }

  /** Returns each key with its place, in the order of the text. */
  private static List<String> places(String text) throws WorkloadException {
    Diagnostics diagnostics = new Diagnostics("w.json");
    SourceText source = SourceText.read(new StringReader(text), diagnostics);
    List<String> places = new ArrayList<>();
    collect(JsonTree.read(source, diagnostics), places);
    return places;
  }

  private static void collect(JsonValue value, List<String> places) {
    if (value instanceof JsonValue.Obj object) {
      for (JsonValue.Member member : object.members()) {
        places.add(member.key() + "@" + member.at());
        collect(member.value(), places);
      }
    }
  }
}
