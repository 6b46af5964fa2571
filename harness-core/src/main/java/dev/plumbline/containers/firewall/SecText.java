package dev.plumbline.containers.firewall;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Texts and expressions as ModSecurity reads them. */
final class SecText {

  private SecText() {}

  /** Returns the expression for a text that means nothing but itself. */
  static String exactly(String text) {
    StringBuilder regex = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          octet >= '0' && octet <= '9'
              || octet >= 'A' && octet <= 'Z'
              || octet >= 'a' && octet <= 'z'
              || octet == '_';
      regex.append(plain ? String.valueOf((char) octet) : "\\x%02x".formatted(octet & 0xff));
    }
    return regex.toString();
  }

  /** Returns the expression for any of some texts. */
  static String anyOf(List<String> texts) {
    return texts.stream().map(SecText::exactly).collect(Collectors.joining("|", "(?:", ")"));
  }

  /** Returns an expression so that it can stand between quotes, and no variable is seen in it. */
  static String quotable(String regex) {
    return regex.replace("\"", "\\x22").replace("%{", "\\x25{").replace("\n", "\\x0a");
  }

  /** Returns whether a text is a name that needs no expression. */
  static boolean isName(String text) {
    return text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  }
}
