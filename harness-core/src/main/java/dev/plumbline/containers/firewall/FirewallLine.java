package dev.plumbline.containers.firewall;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of nginx's error log that ModSecurity has written: a rule that was found.
 *
 * @param time when it was written, in whole seconds
 * @param transaction the request's number, 32 hexadecimal digits; empty where the line was cut
 * @param rule the rule's number; 0 where it has none
 * @param message its message
 * @param data what it was found in, as the rule says it
 * @param part the part of the request; empty where it is not said
 * @param denied the status that it denied the request with; 0 where it only was found
 * @param suffix what nginx says of the request
 */
record FirewallLine(
    Instant time,
    String transaction,
    int rule,
    String message,
    String data,
    String part,
    int denied,
    String suffix) {

  private static final String MARK = "ModSecurity: ";
  private static final String VARIABLE = "' against variable `";
  private static final String VALUE = "' (Value: `";

  private static final Pattern DENIED =
      Pattern.compile("ModSecurity: Access denied with code (\\d{3}) ");

  private static final Pattern RULE =
      Pattern.compile(
          "\\[file \"[^\"]*\"\\] \\[line \"\\d+\"\\] \\[id \"(\\d+)\"\\] \\[rev \"[^\"]*\"\\]"
              + " \\[msg \"(.*?)\"\\] \\[data \"");

  private static final Pattern TRANSACTION =
      Pattern.compile("\\] \\[unique_id \"([0-9a-f]{32})\"\\] \\[ref \"");

  /** Returns the line; empty where ModSecurity has not written it. */
  static Optional<FirewallLine> read(String line) {
    int mark = line.indexOf(MARK);
    if (mark < 0
        || !line.substring(0, mark)
            .matches(
                "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d .*\\*\\d+ (?:\\[client [^\\]]*\\] )?")) {
      return Optional.empty();
    }
    String text = line.substring(mark);
    Matcher rule = RULE.matcher(text);
    boolean told = rule.find();
    Matcher transaction = TRANSACTION.matcher(text);
    boolean whole = transaction.find();
    Matcher denied = DENIED.matcher(text);
    return Optional.of(
        new FirewallLine(
            FirewallRecords.time(line),
            whole ? transaction.group(1) : "",
            told ? Integer.parseInt(rule.group(1)) : 0,
            told ? rule.group(2) : "",
            told ? data(text.substring(rule.end())) : "",
            part(text),
            denied.lookingAt() ? Integer.parseInt(denied.group(1)) : 0,
            whole ? text.substring(transaction.end()) : ""));
  }

  private static String data(String rest) {
    int end = rest.indexOf("\"] [severity \"");
    return end < 0 ? rest : rest.substring(0, end);
  }

  private static String part(String text) {
    int from = text.indexOf(VARIABLE);
    int to = from < 0 ? -1 : text.indexOf(VALUE, from);
    return to < 0 ? "" : text.substring(from + VARIABLE.length(), to);
  }
}
