package org.kernsync.kernel.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds the tree of {@link JsonValue}s from a workload's text.
 *
 * <p>Jackson's streaming parser reads comments, trailing commas and duplicate keys; {@link
 * ValuelessKeys} adds what it cannot. Depth and lengths are bounded, so that no input exhausts the
 * stack or the heap.
 */
final class JsonTree {
  static final int MAX_DEPTH = 32;
  static final int MAX_TEXT = 4096;
  static final int MAX_DIGITS = 100;

  /* Names are not cached across documents: a stream of hostile files shall leave nothing behind. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(MAX_TEXT)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .build();

  private static final Pattern JACKSONS_OWN_PLACE = Pattern.compile(" \\((start marker|for ).*");

  private final SourceText source;
  private final Diagnostics diagnostics;
  private final ValuelessKeys keys;

  private JsonTree(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.keys = new ValuelessKeys(source.text());
  }

  /** Reads the one value that the text holds. */
  static JsonValue read(SourceText source, Diagnostics diagnostics) throws WorkloadException {
    return new JsonTree(source, diagnostics).read();
  }

  private JsonValue read() throws WorkloadException {
    try (JsonParser parser = JSON.createParser(keys.filledText())) {
      if (parser.nextToken() == null) {
        throw diagnostics.error("the file holds only comments", "describe at least one task");
      }
      JsonValue root = value(parser);
      if (parser.nextToken() != null) {
        throw diagnostics.error(
            tokenPlace(parser), "the workload has already ended here", "remove what follows");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw refused(e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private JsonValue value(JsonParser parser) throws IOException {
    Location at = tokenPlace(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, at);
      case START_ARRAY -> array(parser, at);
      case VALUE_STRING -> new JsonValue.Str(parser.getText(), at);
      case VALUE_NUMBER_INT -> new JsonValue.Num(parser.getText(), true, at);
      case VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getText(), false, at);
      case VALUE_TRUE -> new JsonValue.Bool(true, at);
      case VALUE_FALSE -> new JsonValue.Bool(false, at);
      default -> new JsonValue.Nothing(at);
    };
  }

  private JsonValue object(JsonParser parser, Location at) throws IOException {
    List<JsonValue.Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Location keyAt = tokenPlace(parser);
      parser.nextToken();
      members.add(new JsonValue.Member(key, keyAt, value(parser)));
    }
    return new JsonValue.Obj(List.copyOf(members), at);
  }

  private JsonValue array(JsonParser parser, Location at) throws IOException {
    List<JsonValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new JsonValue.Arr(List.copyOf(items), at);
  }

  private Location tokenPlace(JsonParser parser) {
    return source.at(keys.originalOffset(parser.currentTokenLocation().getCharOffset()));
  }

  private WorkloadException refused(JsonProcessingException e) {
    long offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
    Location at = source.at(keys.originalOffset(Math.max(0, offset)));
    if (e instanceof JsonEOFException) {
      return diagnostics.error(
          at, "the file ends in the middle of a value", "it looks cut short, so get it whole");
    }
    if (e instanceof StreamConstraintsException) {
      return diagnostics.error(
          at,
          "this is nested too deep or too long",
          String.format(
              "at most %d levels, %d characters in a string and %d digits in a number are read",
              MAX_DEPTH, MAX_TEXT, MAX_DIGITS));
    }
    return diagnostics.error(
        at, "this is not JSON: " + reason(e), "correct the text at or just before this place");
  }

  /** Jackson's reason without what it adds in brackets and on further lines. */
  private static String reason(JsonProcessingException e) {
    String first = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return Quoted.bare(JACKSONS_OWN_PLACE.matcher(first).replaceFirst(""));
  }
}
