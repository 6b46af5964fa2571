package dev.plumbline.waf.log;

/** Texts that both forms of ModSecurity's audit log have in common. */
final class AuditText {

  private static final int LONGEST = 200;
  private static final String VARIABLE = "' against variable `";
  private static final String VALUE = "' (Value: `";
  private static final String PARAMETER = "with parameter `";
  private static final String FOUND_IN = " found within ";

  private AuditText() {}

  /** Returns the part of the request that a message is about; empty where it does not say it. */
  static String part(String match, String data) {
    int from = match.indexOf(VARIABLE);
    int to = from < 0 ? -1 : match.indexOf(VALUE, from);
    if (to >= 0) {
      return match.substring(from + VARIABLE.length(), to);
    }
    int found = data.indexOf(FOUND_IN);
    if (found < 0) {
      return "";
    }
    int start = found + FOUND_IN.length();
    int end = data.indexOf(": ", start);
    return data.substring(start, end < 0 ? data.length() : end);
  }

  /** Returns the text that was found, or the value that holds it. */
  static String data(String match, String data, String part) {
    int named = part.isEmpty() ? -1 : data.indexOf(FOUND_IN + part + ": ");
    if (named >= 0) {
      return cut(data.substring(named + FOUND_IN.length() + part.length() + 2));
    }
    int from = match.indexOf(VALUE);
    int to = match.lastIndexOf("' )");
    boolean told = from >= 0 && to >= from + VALUE.length();
    return cut(told ? match.substring(from + VALUE.length(), to) : data);
  }

  /** Returns a message without the parameters of operators, which are long and tell nothing. */
  static String withoutParameter(String match) {
    int from = match.indexOf(PARAMETER);
    int to = from < 0 ? -1 : match.indexOf(VARIABLE, from);
    return to < 0
        ? match
        : match.substring(0, from + PARAMETER.length()) + "..." + match.substring(to);
  }

  /** Returns the number of a rule; 0 where it is none. */
  static int rule(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
