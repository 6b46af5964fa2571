package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.YamlFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expands texts as the Go tool does, whose templates are those of its language: of these, the
 * payload of a test and one function are in use. What is put in is not expanded again.
 */
final class FtwExpansion {

  private static final String REPEAT =
      "\\{\\{\\s*\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"\\s*\\|\\s*repeat\\s+([0-9]{1,7})\\s*\\}\\}";
  private static final Pattern REPEATED = Pattern.compile(REPEAT);
  private static final Pattern KNOWN =
      Pattern.compile(REPEAT + "|\\{\\{\\s*(\\.Payload)\\s*\\}\\}");
  private static final int LONGEST = 8 * 1024 * 1024;

  private final @Nullable String payload;

  /** Expands with a payload; null where there is none. */
  FtwExpansion(@Nullable String payload) {
    this.payload = payload;
  }

  /** Returns whether there is a payload, which stands in targets and headers, too. */
  boolean hasPayload() {
    return payload != null;
  }

  /** Returns whether a text is written for the Go tool. */
  static boolean isIn(String text) {
    return REPEATED.matcher(text).find();
  }

  /** Returns the text of a key, expanded. */
  String expanded(YamlFields fields, String key, String text) {
    if (!text.contains("{{")) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    Matcher matcher = KNOWN.matcher(text);
    int from = 0;
    while (matcher.find()) {
      all.append(literal(fields, key, text.substring(from, matcher.start())));
      from = matcher.end();
      if (matcher.group(3) != null) {
        all.append(payload(fields, key));
        continue;
      }
      String part = matcher.group(1).replaceAll("\\\\(.)", "$1");
      int times = Integer.parseInt(matcher.group(2));
      if ((long) part.length() * times > LONGEST - all.length()) {
        fields.problem(key, "the template makes more than " + LONGEST + " characters");
        return "";
      }
      all.append(part.repeat(times));
    }
    return all.append(literal(fields, key, text.substring(from))).toString();
  }

  private String payload(YamlFields fields, String key) {
    if (payload == null) {
      fields.problem(key, "{{.Payload}} stands here, and the test has no payload");
      return "";
    }
    return payload;
  }

  private static String literal(YamlFields fields, String key, String text) {
    if (text.contains("{{")) {
      fields.problem(
          key,
          "a template other than {{ \"text\" | repeat 10 }}, or {{.Payload}} in tests with a"
              + " payload, is not expanded"
              + (key.equals("data")
                  ? "; to send the braces as they are, write the body under encoded_data"
                  : ""));
      return "";
    }
    return text;
  }
}
