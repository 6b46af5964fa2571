package dev.plumbline.descriptor;

import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, texts, numbers and booleans as JSON (RFC 8259), two spaces deep, in the order
 * given.
 */
final class Json {

  private Json() {}

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "", out);
    return out.append('\n').toString();
  }

  private static void write(Object value, String indent, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{\n";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator).append(indent).append("  ");
        text(String.valueOf(entry.getKey()), out);
        write(entry.getValue(), indent + "  ", out.append(": "));
        separator = ",\n";
      }
      out.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
    } else if (value instanceof List<?> list) {
      boolean plain = list.stream().noneMatch(item -> item instanceof Map || item instanceof List);
      String separator = "[";
      for (Object item : list) {
        out.append(separator).append(plain ? "" : "\n" + indent + "  ");
        write(item, indent + "  ", out);
        separator = plain ? ", " : ",";
      }
      out.append(list.isEmpty() ? "[]" : plain ? "]" : "\n" + indent + "]");
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      text(value.toString(), out);
    }
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
