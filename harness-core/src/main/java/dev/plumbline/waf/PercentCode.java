package dev.plumbline.waf;

/** Percent codes as firewalls read them: {@code %41}, {@code %u0041}, and plus for a blank. */
final class PercentCode {

  private PercentCode() {}

  /** Returns a text decoded once; what is no whole code stays as it is. */
  static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+') {
        decoded.append(' ');
      } else if (c == '%' && number(text, i + 1, 2) >= 0) {
        decoded.append((char) number(text, i + 1, 2));
        i += 2;
      } else if (c == '%'
          && i + 1 < text.length()
          && (text.charAt(i + 1) | 0x20) == 'u'
          && number(text, i + 2, 4) >= 0) {
        decoded.append(narrow(number(text, i + 2, 4)));
        i += 5;
      } else {
        decoded.append(c);
      }
    }
    return decoded.toString();
  }

  /** Full-width forms become the characters they are forms of, others their last byte. */
  private static char narrow(int code) {
    boolean fullWidth = code >= 0xff01 && code <= 0xff5e;
    return (char) ((code & 0xff) + (fullWidth ? 0x20 : 0));
  }

  /** Returns the value of some hexadecimal digits; -1 when they are none. */
  private static int number(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }
}
