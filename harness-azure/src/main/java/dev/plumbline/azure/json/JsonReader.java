package dev.plumbline.azure.json;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON as Azure's tools read it: with comments, trailing commas, texts of several lines and
 * texts in single quotes. Of two members of one name the last counts, which is said in a note.
 */
public final class JsonReader {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(500)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final String file;
  private final JsonParser parser;
  private final Consumer<Problem> notes;
  private final boolean inside;

  private JsonReader(String file, JsonParser parser, Consumer<Problem> notes, boolean inside) {
    this.file = file;
    this.parser = parser;
    this.notes = notes;
    this.inside = inside;
  }

  /**
   * Returns the one value of a file.
   *
   * @param notes told what is strange about it, and not wrong
   * @throws DescriptorException when it is no JSON, with line and column
   */
  public static JsonValue read(Source source, Consumer<Problem> notes) {
    return read(source.text(), Mark.of(source.name()), notes, false);
  }

  /**
   * Returns the one value of a text that stands inside of a file: every value has the line and
   * column of the whole text.
   *
   * @throws DescriptorException when it is no JSON, with line and column in the text
   */
  public static JsonValue read(String text, Mark whole) {
    return read(text, whole, note -> {}, true);
  }

  private static JsonValue read(String text, Mark root, Consumer<Problem> notes, boolean inside) {
    String file = root.file() == null ? "JSON" : root.file();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonReader reader = new JsonReader(file, parser, notes, inside);
      try {
        return reader.only(root);
      } catch (JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        throw reader.wrong(at == null ? parser.currentLocation() : at, root, message(e));
      }
    }
  }

  /** Returns what is wrong, without the parser's own way of saying where. */
  private static String message(JacksonException e) {
    if (e.getOriginalMessage().startsWith("Unexpected end-of-input")) {
      return "the file ends here, but what began in it is not closed: a part of it is missing";
    }
    return e.getOriginalMessage()
        .replaceAll("(?s)\\s*\\((start marker|from `|for Object|for Array).*", "");
  }

  private JsonValue only(Mark root) {
    if (parser.nextToken() == null) {
      throw wrong(parser.currentLocation(), root, "the file is empty; JSON is expected");
    }
    JsonValue value = value(root);
    if (parser.nextToken() != null) {
      throw wrong(
          parser.currentTokenLocation(), root, "something follows after the end of the JSON");
    }
    return value;
  }

  /**
   * Returns the values of a text, one after another, as tools write them that are run again and
   * again into one file; at least one.
   *
   * @throws DescriptorException when it is no JSON, with line and column in the text
   */
  public static List<JsonValue> readAll(String text, Mark root, Consumer<Problem> notes) {
    String file = root.file() == null ? "JSON" : root.file();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonReader reader = new JsonReader(file, parser, notes, false);
      List<JsonValue> values = new ArrayList<>();
      try {
        while (parser.nextToken() != null) {
          values.add(reader.value(root));
        }
      } catch (JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        throw reader.wrong(at == null ? parser.currentLocation() : at, root, message(e));
      }
      if (values.isEmpty()) {
        throw reader.wrong(parser.currentLocation(), root, "the file is empty; JSON is expected");
      }
      return values;
    }
  }

  private DescriptorException wrong(TokenStreamLocation at, Mark root, String message) {
    return new DescriptorException(
        file + " is not valid JSON",
        List.of(new Problem(file, at.getLineNr(), at.getColumnNr(), root.path(), message)));
  }

  private JsonValue value(Mark mark) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(mark);
      case START_ARRAY -> array(mark);
      case VALUE_STRING -> new JsonString(mark, parser.getString());
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? new JsonNumber(mark, parser.getDecimalValue())
              : new JsonNumber(mark, parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> new JsonNumber(mark, parser.getDecimalValue());
      case VALUE_TRUE -> new JsonBoolean(mark, true);
      case VALUE_FALSE -> new JsonBoolean(mark, false);
      case VALUE_NULL -> new JsonNull(mark);
      default -> throw new IllegalStateException("a token that JSON does not have: " + token);
    };
  }

  private JsonObject object(Mark mark) {
    JsonObject.Builder object = JsonObject.builder(mark);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      TokenStreamLocation key = parser.currentTokenLocation();
      parser.nextToken();
      TokenStreamLocation at = parser.currentTokenLocation();
      JsonValue value =
          value(inside ? mark.missing(name) : mark.member(name, at.getLineNr(), at.getColumnNr()));
      JsonValue before = object.get(name);
      if (before != null && !before.equals(value)) {
        notes.accept(
            mark.member(name, key.getLineNr(), key.getColumnNr())
                .problem(
                    "\""
                        + name
                        + "\" is also in line "
                        + before.mark().line()
                        + "; the last counts"));
      }
      object.put(name, value);
    }
    return object.build();
  }

  private JsonArray array(Mark mark) {
    List<JsonValue> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      TokenStreamLocation at = parser.currentTokenLocation();
      values.add(
          value(
              inside
                  ? mark.element(values.size(), mark.line(), mark.column())
                  : mark.element(values.size(), at.getLineNr(), at.getColumnNr())));
    }
    return new JsonArray(mark, values);
  }
}
