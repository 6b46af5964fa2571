package dev.plumbline.azure.json;

/** Writes JSON without white space. */
final class JsonText {

  private JsonText() {}

  static void write(JsonValue value, StringBuilder out) {
    if (value instanceof JsonObject object) {
      String separator = "{";
      for (JsonObject.Member member : object.members()) {
        text(member.name(), out.append(separator));
        write(member.value(), out.append(':'));
        separator = ",";
      }
      out.append(object.size() == 0 ? "{}" : "}");
    } else if (value instanceof JsonArray array) {
      String separator = "[";
      for (JsonValue one : array) {
        write(one, out.append(separator));
        separator = ",";
      }
      out.append(array.size() == 0 ? "[]" : "]");
    } else if (value instanceof JsonString text) {
      text(text.value(), out);
    } else if (value instanceof JsonNumber number) {
      out.append(number.text());
    } else if (value instanceof JsonBoolean bool) {
      out.append(bool.value());
    } else if (value instanceof JsonUnknown unknown) {
      text("<" + unknown.reason() + ">", out);
    } else {
      out.append("null");
    }
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
