package dev.plumbline.assertion;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A place in a JSON text, by a pointer (RFC 6901). */
final class JsonAt {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JsonPointer pointer;
  private final JsonNode expected;

  JsonAt(String pointer, @Nullable Object expected) {
    try {
      this.pointer = JsonPointer.compile(pointer);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + pointer + "\" is not a JSON pointer (RFC 6901); write it like /items/0/name", e);
    }
    this.expected = MAPPER.valueToTree(expected);
  }

  boolean isIn(String json) {
    try {
      return same(MAPPER.readTree(json).at(pointer), expected);
    } catch (JacksonException notJson) {
      return false;
    }
  }

  /** Returns what is at the pointer, in words. */
  String found(String json) {
    try {
      JsonNode whole = MAPPER.readTree(json);
      JsonNode node = whole.at(pointer);
      return whole.isMissingNode()
          ? "an empty body"
          : node.isMissingNode() ? "nothing at " + pointer : node.toString();
    } catch (JacksonException notJson) {
      return "a body that is not JSON";
    }
  }

  /** Returns the expectation in words. */
  String text() {
    return (pointer.matches() ? "the whole" : pointer) + " = " + expected;
  }

  /** JSON has one kind of number: 1, 1.0 and 1L are the same. */
  private static boolean same(JsonNode found, JsonNode expected) {
    if (found.isNumber() && expected.isNumber()) {
      return decimal(found).compareTo(decimal(expected)) == 0;
    }
    return found.equals(expected);
  }

  private static BigDecimal decimal(JsonNode number) {
    return number.decimalValue();
  }
}
