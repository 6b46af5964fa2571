package dev.plumbline.observation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes secrets out of what people read: those known by their text, those of headers, and what
 * looks like one in URLs, bodies and messages.
 *
 * <p>Rather too much is taken out than too little. Every text of a report and every message of an
 * assertion passes through here, whatever it is. Immutable.
 */
public final class Redaction {

  /** What stands where a secret was. */
  public static final String MARK = "[redacted]";

  /**
   * Shorter texts than this would be found in everything: they are taken out only where they are
   * the whole text.
   */
  private static final int SHORTEST_SOUGHT = 4;

  /** Parts of names whose values are secrets. */
  private static final String SECRET_WORD =
      "(?:pass(?:word|wd|phrase|code)|pwd|secret|token|api[-_]?key|subscription[-_]?key|access[-_]?key|account[-_]?key"
          + "|private[-_]?key|primary[-_]?key|secondary[-_]?key|shared[-_]?key|functions[-_]?key|master[-_]?key|credential|authorization"
          + "|cookie|session[-_]?id|signature|client[-_]?assertion|connection[-_]?string|saml(?:request|response)|x-ms-client-principal)";

  /** Bounded, so that hostile text costs no more than its length. */
  private static final String SECRET_NAME = "[\\w.$-]{0,80}" + SECRET_WORD + "[\\w.$-]{0,80}+";

  private static final Pattern SECRET_HEADER =
      Pattern.compile(
          "(?i)"
              + SECRET_NAME
              + "|x-auth.*|x-csrf.*|x-xsrf.*|x-functions-key|x-ms-key|x-amz-security.*|x-forwarded-client-cert");

  /**
   * Short names that are secrets in the query of a URL or in a form, and ordinary words elsewhere.
   */
  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)(^|[?&#]|&amp;)(code|sig|key|auth|jwt|sid|pass|pin|otp|sas|state|nonce|ticket|hmac)=([^&#\\s\"'<>]+)");

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)(?<![\\w.$-])("
              + SECRET_NAME
              + ")[ \\t]{0,3}=[ \\t]{0,3}(\"[^\"]*\"?|'[^']*'?|[^&;#\\s\"'<>,})]+)");

  private static final String QUOTED_VALUE = "(?:\"[^\"]*+\"?|'[^']*+'?)";

  /** The value of a field of a page, or of a setting in XML, by its name before or after it. */
  private static final Pattern NAMED_ATTRIBUTE =
      Pattern.compile(
          "(?i)(\\b(?:name|key|id)=[\"']"
              + SECRET_NAME
              + "[\"'][^<>]{0,200}?\\b(?:value|content)=)"
              + QUOTED_VALUE);

  private static final Pattern ATTRIBUTE_NAMED =
      Pattern.compile(
          "(?i)(\\b(?:value|content)=)"
              + QUOTED_VALUE
              + "([^<>]{0,200}?\\b(?:name|key|id)=[\"']"
              + SECRET_NAME
              + "[\"'])");

  private static final String JSON_STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"?";

  private static final Pattern JSON =
      Pattern.compile(
          "(?i)(\\\\?\""
              + SECRET_NAME
              + "\\\\?\"\\s*:\\s*)(\\\\\"(?:[^\\\\]|\\\\[^\"])*+\\\\\"|"
              + JSON_STRING
              + "|\\[[^\\]]*+\\]?|[^\\s\",}\\]]+)");

  /** A header written as an object of its own. */
  private static final Pattern JSON_PAIR =
      Pattern.compile(
          "(?i)(\"(?:name|key|header)\"\\s*:\\s*\""
              + SECRET_NAME
              + "\"\\s*,\\s*\"values?\"\\s*:\\s*)("
              + JSON_STRING
              + "|\\[[^\\]]*+\\]?)");

  private static final Pattern XML =
      Pattern.compile("(?i)(<(" + SECRET_NAME + ")(?:\\s[^>]*)?>)([^<]+)");

  /**
   * The name of a cookie or header as firewalls write it, without its value: whoever writes an
   * exclusion needs it.
   */
  private static final String FIREWALLS_NAME =
      "REQUEST_(?:COOKIES|HEADERS)(?:_NAMES)?:[\\w.-]{1,60}(?![\\w.:-])";

  /** A header or setting as one line of text; the rest of the line is its value. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?im)(?<![\\w\"-])(?!"
              + FIREWALLS_NAME
              + ")((?:[\\w-]{0,80}"
              + SECRET_WORD
              + "[\\w-]{0,80}+)[ \\t]*+:[ \\t]*+)([^\\s\"\\[{][^\\r\\n]*)");

  /** Such a line in quotation marks, as assertions show texts; it ends where they do. */
  private static final Pattern QUOTED_LINE =
      Pattern.compile(
          "(?i)(\"[\\w-]{0,80}"
              + SECRET_WORD
              + "[\\w-]{0,80}+[ \\t]*+:[ \\t]*+)(?:[^\"\\\\\\r\\n]|\\\\.)++");

  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)\\b(bearer|basic|negotiate|ntlm|apikey|sharedkey|sharedaccesssignature|dpop)(\\s+)(?!(?:authentication|authorization|authorisation|credentials?|tokens?)\\b)[a-z0-9._~+/=&%-]{8,}");

  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{4,}\\.[\\w-]+(?:\\.[\\w-]*)*");

  private static final Pattern USER_INFO =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^/\\s?#\"'<>]*@");

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END \\1-----|\\z)",
          Pattern.DOTALL);

  /** Those sought that may begin with a spelling of their first character. */
  private final List<KnownSecret> beginningOtherwise = new ArrayList<>();

  /** Those sought, by the character that they begin with. */
  private final Map<Character, List<KnownSecret>> byFirst = new HashMap<>();

  private final Set<String> tooShort;

  /**
   * Makes a redaction.
   *
   * @param secrets the texts to take out wherever they stand
   */
  public Redaction(Collection<String> secrets) {
    tooShort =
        secrets.stream()
            .filter(s -> !s.isBlank() && s.length() < SHORTEST_SOUGHT)
            .collect(Collectors.toSet());
    for (String secret : Set.copyOf(secrets)) {
      if (!secret.isBlank() && secret.length() >= SHORTEST_SOUGHT) {
        for (KnownSecret each : KnownSecret.of(secret)) {
          if (each.mayBeginOtherwise()) {
            beginningOtherwise.add(each);
          }
          Set<Character> firsts = each.otherFirsts();
          firsts.add(each.first());
          firsts.forEach(first -> byFirst.computeIfAbsent(first, c -> new ArrayList<>()).add(each));
        }
      }
    }
  }

  /** Returns the value of a header as it may be shown. */
  public String header(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT).strip();
    if (lower.equals("cookie")) {
      return Stream.of(value.split(";"))
          .map(pair -> cookie(pair.strip()))
          .collect(Collectors.joining("; "));
    }
    if (lower.equals("set-cookie")) {
      int end = value.indexOf(';');
      return end < 0 ? cookie(value) : cookie(value.substring(0, end)) + text(value.substring(end));
    }
    if (lower.equals("authorization") || lower.equals("proxy-authorization")) {
      int end = value.strip().indexOf(' ');
      return end < 0 ? MARK : value.strip().substring(0, end) + " " + MARK;
    }
    return SECRET_HEADER.matcher(lower).matches() ? MARK : text(value);
  }

  private static String cookie(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0 ? MARK : pair.substring(0, equals + 1) + MARK;
  }

  /**
   * Returns any text as it may be shown. What stands before an ellipsis may be the beginning of a
   * secret.
   */
  public String text(String text) {
    return text(text, new KnownSecret.Cuts(false));
  }

  /** Returns a text whose end was cut off as it may be shown: it may end within a secret. */
  public String beginning(String text) {
    return text(text, new KnownSecret.Cuts(true));
  }

  private String text(String text, KnownSecret.Cuts cuts) {
    if (tooShort.contains(text.strip())) {
      return MARK;
    }
    String clean = withoutKnown(text, cuts);
    clean = PRIVATE_KEY.matcher(clean).replaceAll(MARK);
    clean = USER_INFO.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(MARK) + "@");
    clean = JSON_PAIR.matcher(clean).replaceAll("$1\"" + MARK + "\"");
    clean = JSON.matcher(clean).replaceAll("$1\"" + MARK + "\"");
    clean = XML.matcher(clean).replaceAll("$1" + MARK);
    clean = NAMED_ATTRIBUTE.matcher(clean).replaceAll("$1\"" + MARK + "\"");
    clean = ATTRIBUTE_NAMED.matcher(clean).replaceAll("$1\"" + MARK + "\"$2");
    clean = ASSIGNED.matcher(clean).replaceAll("$1=" + MARK);
    clean = QUERY.matcher(clean).replaceAll("$1$2=" + MARK);
    clean = QUOTED_LINE.matcher(clean).replaceAll("$1" + MARK);
    clean = LINE.matcher(clean).replaceAll("$1" + MARK);
    clean = SCHEME.matcher(clean).replaceAll("$1$2" + MARK);
    return JWT.matcher(clean).replaceAll(MARK);
  }

  /** What overlaps is taken out as a whole: one secret may be part of another. */
  private String withoutKnown(String text, KnownSecret.Cuts cuts) {
    if (byFirst.isEmpty()) {
      return text;
    }
    BitSet hidden = new BitSet();
    BitSet begins = new BitSet();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      List<KnownSecret> sought = byFirst.getOrDefault(c, List.of());
      if (KnownSecret.beginsOtherSpelling(c)) {
        sought = new ArrayList<>(sought);
        sought.addAll(beginningOtherwise);
      }
      for (KnownSecret each : sought) {
        KnownSecret.Span span = each.at(text, i, cuts);
        if (span != null) {
          if (hidden.get(span.from(), span.to()).isEmpty()) {
            begins.set(span.from());
          }
          hidden.set(span.from(), span.to());
        }
      }
    }
    if (hidden.isEmpty()) {
      return text;
    }
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (!hidden.get(i)) {
        clean.append(text.charAt(i));
      } else if (i == 0 || !hidden.get(i - 1) || begins.get(i)) {
        clean.append(MARK);
      }
    }
    return clean.toString();
  }
}
