package dev.plumbline.azure.json;

import dev.plumbline.descriptor.DescriptorException;
import java.util.List;
import java.util.Map;

/**
 * A JSON value (RFC 8259) with the place where it is written; also the values of the template
 * language.
 *
 * <p>Two values are equal when they are the same JSON, wherever they are written; names of members
 * are compared without regard to case.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull, JsonUnknown {

  /** Returns where it is written. */
  Mark mark();

  /** Returns the same value as if it were written somewhere else; what is in it keeps its place. */
  JsonValue at(Mark mark);

  /**
   * Returns the same value, and what is in it, as if it were written at a place, as far as it is
   * written nowhere: what an expression makes stands where the expression does.
   */
  default JsonValue placed(Mark place) {
    return mark() == Mark.NOWHERE ? at(place) : this;
  }

  /** Returns what it is, in the words of messages, for example {@code the text "x"}. */
  String described();

  /**
   * Returns a text without the blanks around it, or a number or boolean as a text.
   *
   * @throws DescriptorException when it is none of them
   */
  default String scalar() {
    if (this instanceof JsonString text) {
      return text.value().strip();
    } else if (this instanceof JsonNumber number) {
      return number.text();
    } else if (this instanceof JsonBoolean bool) {
      return String.valueOf(bool.value());
    } else if (this instanceof JsonUnknown unknown) {
      throw unknown.refuse();
    }
    throw mark().refuse("a text is expected, found " + described());
  }

  /** Returns it as JSON without white space. */
  default String json() {
    StringBuilder out = new StringBuilder();
    JsonText.write(this, out);
    return out.toString();
  }

  /**
   * Returns Java's own values as JSON that is written nowhere: maps, lists, texts, numbers,
   * booleans and JSON values.
   */
  static JsonValue of(Object value) {
    if (value instanceof JsonValue json) {
      return json;
    } else if (value instanceof Map<?, ?> map) {
      JsonObject.Builder object = JsonObject.builder(Mark.NOWHERE);
      map.forEach((name, member) -> object.put((String) name, of(member)));
      return object.build();
    } else if (value instanceof List<?> list) {
      return new JsonArray(Mark.NOWHERE, list.stream().<JsonValue>map(JsonValue::of).toList());
    } else if (value instanceof String text) {
      return new JsonString(Mark.NOWHERE, text);
    } else if (value instanceof Number number) {
      return JsonNumber.of(number);
    } else if (value instanceof Boolean bool) {
      return new JsonBoolean(Mark.NOWHERE, bool);
    }
    throw new IllegalArgumentException("no JSON value: " + value.getClass());
  }
}
