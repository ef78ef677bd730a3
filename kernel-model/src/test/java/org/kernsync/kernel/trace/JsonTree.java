package org.kernsync.kernel.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON back strictly: no duplicate keys, nothing behind the value, numbers kept exactly. */
public final class JsonTree {
  private final JsonParser parser;

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  /** The object that {@code json} consists of. */
  public static Map<String, Object> object(byte[] json) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      JsonTree tree = new JsonTree(parser);
      parser.nextToken();
      Object value = tree.value();
      if (parser.nextToken() != null) {
        throw new IOException("something follows the value");
      }
      return asObject(value);
    }
  }

  /** A value that must be an object. */
  public static Map<String, Object> asObject(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, member) -> object.put((String) key, member));
    return object;
  }

  /** A value that must be an array of objects. */
  public static List<Map<String, Object>> asObjects(Object value) {
    List<Map<String, Object>> objects = new ArrayList<>();
    ((List<?>) value).forEach(element -> objects.add(asObject(element)));
    return objects;
  }

  private Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value());
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value());
        }
        yield elements;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
      default -> parser.getText();
    };
  }
}
