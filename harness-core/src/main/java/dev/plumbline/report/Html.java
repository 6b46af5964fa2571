package dev.plumbline.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes HTML in which every text and attribute is escaped: there is no way to write a raw one, but
 * for the page's own style and script.
 */
final class Html {

  private static final Set<String> VOID = Set.of("meta", "input", "br", "link");

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param tag its name
   * @param attributes names and values in turn; a null value leaves the attribute out, an empty one
   *     writes its name only
   */
  Html open(String tag, @Nullable String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      String value = attributes[i + 1];
      if (value != null) {
        out.append(' ').append(attributes[i]);
        if (!value.isEmpty()) {
          out.append("=\"").append(escaped(value)).append('"');
        }
      }
    }
    out.append('>');
    if (!VOID.contains(tag)) {
      open.push(tag);
    }
    return this;
  }

  /** Writes a text. */
  Html text(@Nullable Object text) {
    out.append(escaped(String.valueOf(text)));
    return this;
  }

  /** Closes the element opened last. */
  Html close() {
    String tag = open.pop();
    out.append("</").append(tag).append('>');
    if (BLOCKS.contains(tag)) {
      out.append('\n');
    }
    return this;
  }

  private static final Set<String> BLOCKS =
      Set.of(
          "div", "section", "details", "summary", "table", "tr", "ul", "li", "p", "header",
          "footer", "h1", "h2", "h3", "nav", "head", "body");

  /** Writes an element with a text. */
  Html element(String tag, @Nullable Object text, @Nullable String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Writes the page's own style or script, which this library ships. */
  Html own(String tag, String content) {
    out.append('<').append(tag).append('>').append(content).append("</").append(tag).append(">\n");
    return this;
  }

  String page() {
    while (!open.isEmpty()) {
      close();
    }
    return out.toString();
  }

  /**
   * Returns a text as it can stand between tags and in double quotes. Characters that no HTML may
   * have are shown as a box.
   */
  private static String escaped(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> clean.append("&amp;");
                case '<' -> clean.append("&lt;");
                case '>' -> clean.append("&gt;");
                case '"' -> clean.append("&quot;");
                case '\'' -> clean.append("&#39;");
                case '`' -> clean.append("&#96;");
                default -> clean.appendCodePoint(hidden(c) ? '\uFFFD' : c);
              }
            });
    return clean.toString();
  }

  /**
   * Control characters, lone surrogates, and those that turn the direction of text, which would
   * make a page lie.
   */
  private static boolean hidden(int c) {
    return (c < ' ' && c != '\n' && c != '\r' && c != '\t')
        || (c >= 0x7F && c < 0xA0)
        || (c >= 0xD800 && c < 0xE000)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
