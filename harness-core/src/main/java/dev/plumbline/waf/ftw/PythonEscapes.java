package dev.plumbline.waf.ftw;

/**
 * Undoes the escapes of Python's string literals, which the Python tool does with the text of
 * {@code raw_request}: that text goes through it a second time, after YAML's own.
 */
final class PythonEscapes {

  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String CHARACTERS = "\u0007\b\f\n\r\t\u000b\\'\"";

  private PythonEscapes() {}

  /**
   * Returns the text without escapes; a backslash before something else stays.
   *
   * @throws IllegalArgumentException when an escape is cut short or stands for no character
   */
  static String undone(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      if (++i == text.length()) {
        throw new IllegalArgumentException("a backslash stands at the end");
      }
      char kind = text.charAt(i);
      int letter = LETTERS.indexOf(kind);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (letter >= 0) {
        plain.append(CHARACTERS.charAt(letter));
      } else if (digits > 0) {
        plain.appendCodePoint(codePoint(text, i, digits));
        i += digits;
      } else if (kind >= '0' && kind <= '7') {
        int end = i;
        while (end < text.length() && end < i + 3 && Character.digit(text.charAt(end), 8) >= 0) {
          end++;
        }
        plain.appendCodePoint(Integer.parseInt(text.substring(i, end), 8));
        i = end - 1;
      } else if (kind != '\n') {
        plain.append('\\').append(kind);
      }
    }
    return plain.toString();
  }

  private static int codePoint(String text, int at, int digits) {
    int end = Math.min(text.length(), at + 1 + digits);
    String code = text.substring(at + 1, end);
    if (!code.matches("[0-9A-Fa-f]{" + digits + "}")
        || !Character.isValidCodePoint((int) Long.parseLong(code, 16))) {
      throw new IllegalArgumentException(
          "the escape \\" + text.charAt(at) + code + " stands for no character");
    }
    return (int) Long.parseLong(code, 16);
  }
}
