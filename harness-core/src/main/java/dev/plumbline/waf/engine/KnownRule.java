package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the OWASP Core Rule Set, by what it is documented to look for, that the simulated
 * firewall knows. All others are never found.
 */
public enum KnownRule {
  /**
   * A request without an Accept header, from a client that names itself and is no browser; OPTIONS
   * is spared.
   */
  NO_ACCEPT(920300, "Request Missing an Accept Header", KnownRule::withoutAccept),

  /** A User-Agent header without a value. */
  EMPTY_USER_AGENT(920330, "Empty User Agent Header", KnownRule::withEmptyUserAgent),

  /**
   * An argument that refers to another host: it has a line that begins as a URL, of another host
   * than the request's own and hosts below it.
   */
  OFF_DOMAIN_REFERENCE(
      931130,
      "Possible Remote File Inclusion (RFI) Attack: Off-Domain Reference/Link",
      OffDomainReference::find),

  /**
   * A text that would bring SQL of its own into a statement: an argument, a cookie, their names, or
   * the User-Agent or Referer header.
   *
   * <p>The engine is libinjection: it takes a text apart into tokens of SQL and looks their
   * sequence up in a table of known injections. Here the tokens are our own, and readable shapes,
   * generalised from verdicts of a real engine, stand for the table. Against ModSecurity 3.0.9 all
   * of 477 requests were found in which it found something, and two more of 8,902 in which it did
   * not; of generated sequences of words and marks of SQL, 99.8 % of those that it found, and less
   * than 0.1 % of the others. Known not to agree: functions, types and keywords of SQL that are
   * rare; and sequences of four or five tokens that no statement has, such as a query in a function
   * without brackets.
   */
  SQL_INJECTION(
      942100, "SQL Injection Attack Detected via libinjection", KnownRule::withSqlInjection),

  /** An argument with a quote or semicolon at the beginning of a line, or a quote at its end. */
  QUOTE_AT_END(
      942110,
      "SQL Injection Attack: Common Injection Testing Detected",
      inArguments(text -> ArgumentShapes.hasQuoteAtEndOfLine(text.plain()) ? text.plain() : null)),

  /** SQL that gets past a login: a quote that is closed, and a comparison that is true. */
  AUTHENTICATION_BYPASS_1(
      942180,
      "Detects basic SQL authentication bypass attempts 1/3",
      inArgumentsAndCookies(Text.QUOTE | Text.SPACE, BypassByComparison::isFound, "__utm")),

  /**
   * SQL of MySQL obfuscated by comments or spaces, and text ended by a backtick or another quote.
   * Lists of quoted texts look the same: {@code ["a","b"]} in an argument or cookie is found too.
   */
  MYSQL_OBFUSCATION(
      942200,
      "Detects MySQL comment-/space-obfuscated injections and backtick termination",
      inArgumentsAndCookies(Text.SYMBOL, MysqlObfuscation::isFound, "__utm")),

  /**
   * SQL that gets past a login by a query of its own, or by symbols and words behind a quote. JSON
   * in an argument or cookie looks the same.
   */
  AUTHENTICATION_BYPASS_2(
      942260,
      "Detects basic SQL authentication bypass attempts 2/3",
      inArgumentsAndCookies(
          Text.QUOTE | Text.SPACE | Text.BRACKET, BypassByQuery::isFound, "__utm")),

  /** SQL that gets past a login by operators. JSON in an argument or cookie looks the same. */
  AUTHENTICATION_BYPASS_3(
      942340,
      "Detects basic SQL authentication bypass attempts 3/3",
      inArgumentsAndCookies(
          Text.QUOTE | Text.SPACE | Text.BRACKET, BypassByOperator::isFound, "__utm")),

  /** Texts by which SQL injection is tried out. JSON in an argument or cookie looks the same. */
  INJECTION_PROBING(
      942370,
      "Detects classic SQL injection probings 2/3",
      inArgumentsAndCookies(Text.QUOTE, InjectionProbing::isFound, "__utm")),

  /** An argument with twelve symbols or more; bytes of typographic quotes count as symbols. */
  MANY_SYMBOLS(
      942430,
      "Restricted SQL Character Anomaly Detection (args): # of special characters exceeded (12)",
      inArguments(text -> ArgumentShapes.hasManySymbols(text.decoded()) ? text.decoded() : null)),

  /** Marks that begin or end a comment of SQL. */
  SQL_COMMENT(
      942440,
      "SQL Comment Sequence Detected",
      inArgumentsAndCookies(Text.COMMENT, ArgumentShapes::hasComment, "__utm", "_pk_ref"));

  private final int id;
  private final String title;
  private final Detector detector;

  KnownRule(int id, String title, Detector detector) {
    this.id = id;
    this.title = title;
    this.detector = detector;
  }

  /** Looks for something in a request. */
  private interface Detector {
    List<Finding> find(InspectedRequest request);
  }

  /**
   * A part of a request in which a rule is found.
   *
   * @param part the part, for example {@code ARGS:q} or {@code REQUEST_COOKIES_NAMES:q}
   * @param data its text, decoded
   */
  public record Finding(String part, String data) {}

  /** Returns the known rule of a number; empty when it is not known. */
  public static Optional<KnownRule> of(int id) {
    return Stream.of(values()).filter(rule -> rule.id == id).findFirst();
  }

  /** Returns its number in the rule set. */
  public int id() {
    return id;
  }

  /** Returns what it is about, in one line. */
  public String title() {
    return title;
  }

  /** Returns the parts of a request in which it is found; empty for none. */
  public List<Finding> find(InspectedRequest request) {
    return detector.find(request);
  }

  private static List<Finding> withoutAccept(InspectedRequest request) {
    boolean tool =
        request.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("User-Agent"))
            .map(header -> header.value().toLowerCase(Locale.ROOT))
            .anyMatch(agent -> !agent.contains("applewebkit") && !agent.contains("android"));
    boolean accepts =
        request.headers().stream().anyMatch(header -> header.name().equalsIgnoreCase("Accept"));
    return tool && !accepts && !request.method().equals("OPTIONS")
        ? List.of(new Finding("REQUEST_HEADERS:Accept", ""))
        : List.of();
  }

  private static List<Finding> withEmptyUserAgent(InspectedRequest request) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("User-Agent"))
        .filter(header -> header.value().replace(" ", "").isEmpty())
        .map(header -> new Finding("REQUEST_HEADERS:" + header.name(), ""))
        .toList();
  }

  /** In each form of names, values and the text of XML, and of two headers. */
  private static List<Finding> withSqlInjection(InspectedRequest request) {
    List<Finding> findings = new ArrayList<>();
    for (Part part : request.parts()) {
      look(part, KnownRule::sqlIn, !isSpared(part, "__utm"), findings);
    }
    for (Header header : request.headers()) {
      if (header.name().equalsIgnoreCase("User-Agent")
          || header.name().equalsIgnoreCase("Referer")) {
        String found = sqlIn(new Text(header.value()));
        if (found != null) {
          findings.add(new Finding("REQUEST_HEADERS:" + header.name(), found));
        }
      }
    }
    return findings;
  }

  private static @Nullable String sqlIn(Text text) {
    for (String stage : text.stages()) {
      if (SqlInjection.isFound(stage)) {
        return stage;
      }
    }
    return null;
  }

  /** Looks for something in a text: returns the form of it in which it is; null for nothing. */
  private interface Look {
    @Nullable String in(Text text);
  }

  /** In names and values of arguments, and in the text of XML. */
  private static Detector inArguments(Look look) {
    return request -> {
      List<Finding> findings = new ArrayList<>();
      for (Part part : request.parts()) {
        if (part.kind() != Kind.COOKIE) {
          look(part, look, true, findings);
        }
      }
      return findings;
    };
  }

  /**
   * In names and values of arguments and cookies, and in the text of XML, percent-decoded once
   * more. Values of cookies of some analytics services are spared, by what is in their names.
   *
   * @param marks one of these at least is in every text in which it is found
   */
  private static Detector inArgumentsAndCookies(
      int marks, Predicate<String> found, String... spared) {
    Look look = text -> text.has(marks) && found.test(text.decoded()) ? text.decoded() : null;
    return request -> {
      List<Finding> findings = new ArrayList<>();
      for (Part part : request.parts()) {
        look(part, look, !isSpared(part, spared), findings);
      }
      return findings;
    };
  }

  private static boolean isSpared(Part part, String... spared) {
    if (part.kind() == Kind.COOKIE) {
      for (String name : spared) {
        if (part.name().contains(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** In a part's name and value; nothing is found in empty ones. */
  private static void look(Part part, Look look, boolean withValue, List<Finding> findings) {
    if (part.kind() != Kind.XML && !part.name().isEmpty()) {
      String found = look.in(part.nameText());
      if (found != null) {
        findings.add(new Finding(kind(part) + "_NAMES:" + part.name(), found));
      }
    }
    if (withValue && !part.value().isEmpty()) {
      String found = look.in(part.valueText());
      if (found != null) {
        findings.add(new Finding(kind(part) + ":" + part.name(), found));
      }
    }
  }

  private static String kind(Part part) {
    return switch (part.kind()) {
      case ARGUMENT -> "ARGS";
      case COOKIE -> "REQUEST_COOKIES";
      case XML -> "XML";
    };
  }
}
