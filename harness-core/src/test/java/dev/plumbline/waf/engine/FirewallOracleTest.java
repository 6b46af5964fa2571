package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Exclusion.Spared;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.KnownRule.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The evaluation of firewalls beside a second one, written without regard to speed or order. */
class FirewallOracleTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long SEED = 20260101;

  private static final List<String> NAMES = List.of("q", "Q", "token", "Token", "a.b", "x-y", "qq");
  private static final List<String> VALUES =
      List.of("1", "%5B%22a%22%2C%22b%22%5D", "a--%20b/*", "'quoted'", "!!!!!!!!!!!!!!", "");
  private static final List<String> GROUPS = List.of("one", "two", "three");

  @Test
  void scores_and_exclusions_are_those_of_a_naive_evaluation() {
    Random random = new Random(SEED);
    int blocked = 0;
    int spared = 0;
    for (int i = 0; i < 10_000; i++) {
      WebFirewall firewall = firewall(random).build();
      IncomingRequest request = request(random);
      Evaluation found = FirewallEngine.of(firewall).evaluate(request, NOON);
      Naive naive = new Naive(firewall, request);
      String which = "case %d of seed %d: %s %s".formatted(i, SEED, firewall, request);
      assertThat(found.score()).as(which).isEqualTo(naive.score);
      assertThat(found.decision()).as(which).isEqualTo(naive.decision());
      assertThat(found.matches().stream().map(Match::part).sorted())
          .as(which)
          .containsExactlyElementsOf(naive.parts.stream().sorted().toList());
      blocked += found.decision() == Decision.BLOCKED ? 1 : 0;
      spared += found.spared().size();
    }
    assertThat(blocked).isBetween(2_000, 8_000);
    assertThat(spared).isGreaterThan(500);
  }

  @Test
  void random_descriptions_and_requests_come_to_an_end() {
    Random random = new Random(SEED);
    for (int i = 0; i < 3_000; i++) {
      WebFirewallBuilder builder = firewall(random);
      for (int j = random.nextInt(4); j > 0; j--) {
        builder.customRules(customRule(random, j));
      }
      if (random.nextBoolean()) {
        builder.bodyLimits(
            new BodyLimits(
                1 + random.nextInt(2),
                random.nextBoolean(),
                1,
                1 + random.nextInt(2),
                random.nextBoolean(),
                random.nextInt(2),
                413));
      }
      WebFirewall firewall =
          builder
              .mode(one(random, Mode.values()))
              .onBodyError(one(random, OnBodyError.values()))
              .country("DE", "203.0.113.0/24")
              .build();
      FirewallEngine engine = FirewallEngine.of(firewall);
      for (int j = 0; j < 2; j++) {
        Evaluation found = engine.evaluate(garbage(random), NOON.plusSeconds(random.nextInt(100)));
        assertThat(found.score()).isEqualTo(found.matches().stream().mapToInt(Match::score).sum());
        assertThat(found.reason().isEmpty()).isEqualTo(found.decision() == Decision.PASSED);
        assertThat(found.decision() == Decision.BLOCKED && firewall.mode() != Mode.BLOCKS)
            .isFalse();
      }
    }
  }

  /** Scores by the book: for each rule that is on, each finding that no exclusion is for. */
  private static final class Naive {
    private final WebFirewall firewall;
    private final List<String> parts = new ArrayList<>();
    private int score;
    private boolean block;

    Naive(WebFirewall firewall, IncomingRequest request) {
      this.firewall = firewall;
      InspectedRequest taken =
          InspectedRequest.of(
              request.method(), request.target(), request.headers(), request.body());
      for (Rule rule : firewall.rules()) {
        for (Finding finding : KnownRule.of(rule.id()).orElseThrow().find(taken)) {
          boolean spared = firewall.exclusions().stream().anyMatch(e -> spares(e, rule, finding));
          if (rule.enabled() && !spared) {
            parts.add(finding.part());
            score += rule.action() == Action.SCORE ? rule.score() : 0;
            block |= rule.action() == Action.BLOCK;
          }
        }
      }
    }

    Decision decision() {
      boolean stops = block || score >= firewall.threshold();
      return stops ? Decision.BLOCKED : Decision.PASSED;
    }

    private boolean spares(Exclusion exclusion, Rule rule, Finding finding) {
      boolean forAll = exclusion.rules().isEmpty() && exclusion.groups().isEmpty();
      if (!forAll
          && !exclusion.rules().contains(rule.id())
          && !exclusion.groups().contains(String.valueOf(rule.group()))) {
        return false;
      }
      String where =
          List.of("REQUEST_HEADERS", "REQUEST_COOKIES", "ARGS").get(exclusion.part().ordinal());
      String prefix = where + (exclusion.of() == Spared.NAME ? "_NAMES:" : ":");
      if (!finding.part().startsWith(prefix)) {
        return false;
      }
      String name = finding.part().replaceFirst("^[A-Z_]*:", "");
      String selector = exclusion.selector();
      if (!exclusion.caseMatters() || exclusion.part() == Part.HEADER) {
        name = name.toUpperCase(Locale.ROOT);
        selector = selector.toUpperCase(Locale.ROOT);
      }
      int at = name.indexOf(selector);
      return switch (exclusion.operator()) {
        case EQUALS -> name.equals(selector);
        case STARTS_WITH -> at == 0;
        case ENDS_WITH ->
            at >= 0 && name.lastIndexOf(selector) + selector.length() == name.length();
        case CONTAINS -> at >= 0;
        case EQUALS_ANY -> true;
      };
    }
  }

  private static WebFirewallBuilder firewall(Random random) {
    WebFirewallBuilder builder = WebFirewall.named("random").threshold(1 + random.nextInt(12));
    for (KnownRule known : KnownRule.values()) {
      if (random.nextInt(4) > 0) {
        builder.rules(
            new Rule(
                known.id(),
                random.nextInt(6),
                one(random, Action.SCORE, Action.SCORE, Action.SCORE, Action.LOG, Action.BLOCK),
                random.nextInt(5) > 0,
                random.nextInt(4) == 0 ? null : one(random, GROUPS),
                null));
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Comparison operator = one(random, Comparison.values());
      String name = one(random, NAMES);
      builder.exclusions(
          new Exclusion(
              one(random, Part.ARGUMENT, Part.ARGUMENT, Part.COOKIE, Part.HEADER),
              random.nextInt(4) == 0 ? Spared.NAME : Spared.VALUE,
              operator,
              operator == Comparison.EQUALS_ANY
                  ? "*"
                  : random.nextInt(4) == 0
                      ? "user-agent"
                      : name.substring(random.nextInt(name.length())),
              random.nextBoolean(),
              random.nextBoolean() ? List.of() : List.of(942200, 942440),
              random.nextBoolean() ? List.of() : List.of(one(random, GROUPS)),
              List.of()));
    }
    return builder;
  }

  private static IncomingRequest request(Random random) {
    List<Header> headers = new ArrayList<>();
    if (random.nextBoolean()) {
      headers.add(new Header("User-Agent", one(random, "", "tool/1")));
    }
    if (random.nextBoolean()) {
      headers.add(new Header("Cookie", one(random, NAMES) + "=" + one(random, VALUES)));
    }
    StringBuilder target = new StringBuilder("/?");
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = random.nextInt(6) == 0 ? one(random, VALUES) : one(random, NAMES);
      target.append(name).append('=').append(one(random, VALUES)).append('&');
    }
    return new IncomingRequest(
        "GET", target.toString(), headers, new byte[0], IpAddresses.parse("203.0.113.9"));
  }

  private static CustomRule customRule(Random random, int priority) {
    Operator operator = one(random, Operator.values());
    List<String> values =
        switch (operator) {
          case ANY -> List.of();
          case IN_PREFIX -> List.of("203.0.113.0/24", "::1");
          case IN_COUNTRY -> List.of("DE");
          case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST -> List.of("-5", "42");
          case MATCHES -> List.of("(a|b|ab)*c$", "^[\\w]+$", "(x+)+y");
          default -> List.of(one(random, NAMES), one(random, VALUES));
        };
    Variable.Part part = one(random, Variable.Part.values());
    boolean named =
        part == Variable.Part.HEADERS
            || part == Variable.Part.COOKIES
            || part == Variable.Part.BODY_ARGUMENTS;
    Condition condition =
        new Condition(
            List.of(
                new Variable(part, named && random.nextBoolean() ? one(random, NAMES) : null),
                new Variable(Variable.Part.HEADERS, "X-Forwarded-For")),
            operator,
            random.nextBoolean(),
            values,
            List.of(one(random, Transform.values()), one(random, Transform.values())));
    return new CustomRule(
        "own " + priority,
        priority,
        one(random, Action.ALLOW, Action.BLOCK, Action.LOG),
        random.nextInt(5) > 0,
        List.of(condition),
        random.nextBoolean()
            ? null
            : new RateLimit(
                Duration.ofSeconds(1 + random.nextInt(100)),
                1 + random.nextInt(2),
                one(random, RateLimit.GroupBy.values())));
  }

  private static IncomingRequest garbage(Random random) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        new Header(
            "Content-Type",
            one(
                random,
                "application/json",
                "text/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "multipart/form-data; boundary=\"",
                "image/png",
                "")));
    for (int i = random.nextInt(4); i > 0; i--) {
      headers.add(
          new Header(
              one(random, "Cookie", "X-Forwarded-For", "user-agent", "x-y", "Accept"),
              text(random, 60)));
    }
    String body =
        random.nextBoolean()
            ? text(random, 3_000)
            : "--b\r\nContent-Disposition: form-data; name=q; filename=f\r\n\r\n"
                + text(random, 2_500)
                + one(random, "\r\n--b--", "--b", "");
    return new IncomingRequest(
        one(random, "GET", "POST", "", "brew"),
        one(random, "/", "", "*", "http://h/", "http://h", "//?", "host:443") + text(random, 60),
        headers,
        body.getBytes(StandardCharsets.ISO_8859_1),
        IpAddresses.parse(one(random, "203.0.113.9", "192.0.2.1", "2001:db8::1")));
  }

  /** Characters that mean something to parsers, and bytes that mean nothing. */
  private static String text(Random random, int longest) {
    String signs = "ab1=&;%\"'\\{}[]<>/?#:, \r\n\0\u00c3\u00a9\u00ff-*+!";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i > 0; i--) {
      text.append(signs.charAt(random.nextInt(signs.length())));
    }
    return text.toString();
  }

  @SafeVarargs
  private static <T> T one(Random random, T... all) {
    return all[random.nextInt(all.length)];
  }

  private static <T> T one(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
