package dev.plumbline.waf;

import dev.plumbline.observation.WafObservation.Subject;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.WafProbe;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request, and what it is to show of a rule of a web application firewall.
 *
 * @param id names it among all others of its source, for example {@code 942200-attack-3}
 * @param rule the rule it is about, by its number in the OWASP Core Rule Set; 0 for none: traffic
 *     that no rule may stop
 * @param polarity whether the rule is to be found in it
 * @param request the request
 * @param source where it comes from, for example {@code Plumbline} or {@code 942200.yaml:12}
 * @param about what is special about it, in one line; empty for nothing
 * @param measured what a real engine found in it: ModSecurity 3 with the OWASP Core Rule Set 3.3.4
 *     at paranoia level 4, each rule once, in the order of their numbers; empty when it is not
 *     known, as of cases of others. A benign case is stopped by these rules unless they are off, or
 *     their points stay below the threshold
 */
public record WafCase(
    String id,
    int rule,
    Polarity polarity,
    WafRequest request,
    String source,
    String about,
    List<Points> measured) {

  /** Copies the list. */
  public WafCase {
    measured = List.copyOf(measured);
  }

  /** Makes a case of which no engine's findings are known. */
  public WafCase(
      String id, int rule, Polarity polarity, WafRequest request, String source, String about) {
    this(id, rule, polarity, request, source, about, List.of());
  }

  /** Whether a rule is to be found in a request. */
  public enum Polarity {
    /** The rule is to be found. */
    ATTACK,
    /** It looks like what the rule is about, and the rule is not to be found. */
    NEAR_MISS,
    /** Ordinary traffic: the rule is not to be found, and nothing is to stop it. */
    BENIGN
  }

  /**
   * What a rule adds to the score of a request.
   *
   * @param rule the rule
   * @param paranoia the paranoia level from which on it is asked, 1 to 4
   * @param points the points of all its matches together
   */
  public record Points(int rule, int paranoia, int points) {}

  /**
   * Returns the points that the rules measured in it add together.
   *
   * @param paranoia up to which paranoia level rules are asked
   */
  public int score(int paranoia) {
    return measured.stream()
        .filter(points -> points.paranoia() <= paranoia)
        .mapToInt(Points::points)
        .sum();
  }

  /**
   * Returns the probe that sends it to a URL.
   *
   * @param url {@code http[s]://host[:port][/path]}; the host may be an endpoint of the
   *     environment. A path stands before the case's own target, so that a case can be sent to what
   *     is behind a route; a query does not count
   * @throws IllegalArgumentException when it is not such a URL
   */
  public WafProbe to(String url) {
    HttpProbe base = HttpProbe.get(url);
    int query = base.path().indexOf('?');
    String path = query < 0 ? base.path() : base.path().substring(0, query);
    String before = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String root = base.path("").url();
    String host = root.substring(root.indexOf("://") + 3);
    return WafProbe.of(
        new Subject(
            id,
            rule,
            polarity == Polarity.ATTACK,
            source,
            about,
            measured.stream()
                .collect(Collectors.toMap(Points::rule, Points::points, Integer::sum))),
        base.path(path),
        request.bytes(host, before),
        !request.ownUserAgent());
  }

  /** Returns its id and what it is about, as the display name of a test. */
  @Override
  public String toString() {
    return about.isEmpty() ? id : id + " " + about;
  }
}
