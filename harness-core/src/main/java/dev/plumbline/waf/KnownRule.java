package dev.plumbline.waf;

import dev.plumbline.waf.InspectedRequest.Part;
import dev.plumbline.waf.InspectedRequest.Part.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A rule of the OWASP Core Rule Set, by what it is documented to look for, that the simulated
 * firewall knows. All others are never found.
 */
public enum KnownRule {
  /**
   * SQL of MySQL obfuscated by comments or spaces, and text ended by a backtick or another quote.
   * Lists of quoted texts look the same: {@code ["a","b"]} in an argument or cookie is found too.
   */
  MYSQL_OBFUSCATION(
      942200,
      "Detects MySQL comment-/space-obfuscated injections and backtick termination",
      inArgumentsAndCookies(MysqlObfuscation::isFound));

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

  /** Names and values, percent-decoded once more; cookies of one analytics service are spared. */
  private static Detector inArgumentsAndCookies(Predicate<String> found) {
    return request -> {
      List<Finding> findings = new ArrayList<>();
      for (Part part : request.parts()) {
        String kind = part.kind() == Kind.COOKIE ? "REQUEST_COOKIES" : "ARGS";
        String name = PercentCode.decoded(part.name());
        if (found.test(name)) {
          findings.add(new Finding(kind + "_NAMES:" + part.name(), name));
        }
        String value = PercentCode.decoded(part.value());
        boolean spared = part.kind() == Kind.COOKIE && part.name().contains("__utm");
        if (!spared && found.test(value)) {
          findings.add(new Finding(kind + ":" + part.name(), value));
        }
      }
      return findings;
    };
  }
}
