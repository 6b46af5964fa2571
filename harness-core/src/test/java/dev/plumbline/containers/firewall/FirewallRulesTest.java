package dev.plumbline.containers.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.waf.FirewallRequests;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import dev.plumbline.waf.WafRequest;
import dev.plumbline.waf.engine.Evaluation;
import dev.plumbline.waf.engine.FirewallEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Firewalls of a description on a real engine, beside the one that says what they mean. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirewallRulesTest {

  private CanaryOrigin origin;

  @BeforeAll
  void start() throws IOException {
    origin = CanaryOrigin.start();
  }

  @AfterAll
  void stop() throws IOException {
    origin.close();
  }

  @Test
  void cases_of_the_packs_are_decided_on_as_the_description_says(@TempDir Path directory)
      throws IOException {
    List<WafCase> cases = packs();
    WebFirewall blocks = portal().build();
    WebFirewall logs = portal().mode(Mode.LOGS).build();
    WebFirewall high = portal().threshold(8).disable(942100).build();
    try (FirewallBench bench = FirewallBench.start(directory, origin, blocks, logs, high)) {
      List<WebFirewall> all = List.of(blocks, logs, high);
      List<String> otherwise = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        otherwise.addAll(compare(bench, i, all.get(i), cases));
      }
      assertThat(otherwise).isEmpty();
    }
  }

  @Test
  void settings_mean_the_same_to_the_engine(@TempDir Path directory) throws IOException {
    Map<String, WebFirewall> all = settings();
    List<WafCase> cases = requests();
    try (FirewallBench bench =
        FirewallBench.start(directory, origin, all.values().toArray(new WebFirewall[0]))) {
      List<String> otherwise = new ArrayList<>();
      int number = 0;
      for (Map.Entry<String, WebFirewall> one : all.entrySet()) {
        compare(bench, number++, one.getValue(), cases)
            .forEach(line -> otherwise.add(one.getKey() + ": " + line));
      }
      assertThat(otherwise).isEmpty();
    }
  }

  private List<String> compare(
      FirewallBench bench, int number, WebFirewall firewall, List<WafCase> cases) {
    List<WafObservation> seen = bench.send(number, cases);
    List<String> otherwise = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Evaluation expected =
          FirewallEngine.of(firewall).evaluate(FirewallRequests.of(cases.get(i)), Instant.EPOCH);
      WafObservation one = seen.get(i);
      FirewallReport report = one.log();
      String found =
          report == null ? "no entry" : said(report.decision(), report.matches(), report.score());
      Integer score =
          cases.get(i).measured().isEmpty()
              ? Integer.valueOf(expected.score())
              : points(firewall, cases.get(i));
      String said = said(expected.decision(), expected.matches(), score);
      boolean blocked = expected.decision() == Decision.BLOCKED;
      boolean arrived = origin.hasSeen(one.requestId());
      if (!said.equals(found)
          || blocked == arrived
          || (one.verdict() == WafVerdict.BLOCKED) != blocked
          || one.verdict() == WafVerdict.UNDECIDABLE && !isUnsure(expected)) {
        otherwise.add(
            "%s: %s is %s%n    %s%s %s"
                .formatted(
                    cases.get(i),
                    said,
                    found,
                    one.verdict(),
                    arrived ? ", arrived" : "",
                    one.proof()));
      }
    }
    return otherwise;
  }

  /** What the rules that are on add to a case, as it was measured. */
  private static Integer points(WebFirewall firewall, WafCase one) {
    return one.measured().stream()
        .filter(points -> firewall.rule(points.rule()).filter(Rule::enabled).isPresent())
        .mapToInt(WafCase.Points::points)
        .sum();
  }

  /** Nothing is found, and something is not looked at: the simulation has no verdict either. */
  private static boolean isUnsure(Evaluation expected) {
    return expected.decision() == Decision.PASSED
        && expected.matches().isEmpty()
        && !expected.notAsked().isEmpty();
  }

  /** The score is told where no custom rule and no body decides. */
  private static String said(
      @Nullable Decision decision, List<Match> matches, @Nullable Integer score) {
    Set<String> names = new TreeSet<>();
    matches.forEach(match -> names.add(match.isCustom() ? match.name() : match.rule() + ""));
    return decision + " " + names + " " + Objects.requireNonNullElse(score, 0);
  }

  private static List<WafCase> packs() {
    return Stream.concat(WafPack.rules().stream().map(WafPack::of), Stream.of(WafPack.portal()))
        .flatMap(pack -> pack.cases().stream())
        .toList();
  }

  private static WebFirewallBuilder portal() {
    return WebFirewall.named("portal")
        .ruleSet("OWASP", "3.2")
        .rule(920300, 2)
        .rule(920330, 2)
        .rule(931130, 5)
        .rule(942100, 5)
        .rule(942110, 3)
        .rule(942180, 5)
        .rule(942200, 5)
        .rule(942260, 5)
        .rule(942340, 5)
        .rule(942370, 5)
        .rule(942430, 3)
        .rule(942440, 5);
  }

  private static Map<String, WebFirewall> settings() {
    Map<String, WebFirewall> all = new LinkedHashMap<>();
    all.put("plain", portal().build());
    all.put(
        "logs with rules that act",
        portal().mode(Mode.LOGS).disable(942440).rules(new Rule(942440, 5, Action.BLOCK)).build());
    all.put("no bodies", portal().withoutBodies().build());
    all.put(
        "excluded argument",
        portal().exclusions(new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "q")).build());
    all.put(
        "excluded arguments that begin",
        portal()
            .exclusions(
                new Exclusion(Part.ARGUMENT, Comparison.STARTS_WITH, "fil")
                    .forRules(942440, 942100))
            .build());
    all.put(
        "excluded header and cookies",
        portal()
            .exclusions(
                new Exclusion(Part.HEADER, Comparison.EQUALS, "user-agent"),
                new Exclusion(Part.COOKIE, Comparison.EQUALS_ANY, ""))
            .build());
    all.put(
        "custom rules",
        portal()
            .customRules(
                rule("allow-office", 10, Action.ALLOW, header("X-Office", Operator.EQUALS, "yes")),
                rule(
                    "log-agents",
                    20,
                    Action.LOG,
                    header("User-Agent", Operator.CONTAINS, "curl", "wget")),
                rule(
                    "block-admin",
                    30,
                    Action.BLOCK,
                    condition(Variable.Part.URI, Operator.STARTS_WITH, "/admin"),
                    condition(Variable.Part.METHOD, Operator.EQUALS, "GET").not()),
                rule(
                    "block-far",
                    40,
                    Action.BLOCK,
                    header("X-Forwarded-For", Operator.IN_PREFIX, "203.0.113.0/24")),
                rule(
                    "block-old",
                    50,
                    Action.BLOCK,
                    header("X-Version", Operator.LESS_THAN, "5").after(Transform.TRIM)),
                rule(
                    "block-form",
                    60,
                    Action.BLOCK,
                    new Condition(
                        List.of(new Variable(Variable.Part.BODY_ARGUMENTS, "kind")),
                        Operator.MATCHES,
                        false,
                        List.of("^b[ae]d$"),
                        List.of(Transform.LOWERCASE))),
                rule(
                    "allow-late", 70, Action.ALLOW, condition(Variable.Part.COOKIES, Operator.ANY)))
            .build());
    all.put(
        "country",
        portal()
            .country("DE", "127.0.0.0/8", "198.51.100.0/24")
            .country("FR", "198.51.100.128/25")
            .customRules(
                rule(
                    "block-french",
                    1,
                    Action.BLOCK,
                    header("X-Forwarded-For", Operator.IN_COUNTRY, "FR")),
                rule(
                    "log-germans",
                    2,
                    Action.LOG,
                    condition(Variable.Part.CLIENT_ADDRESS, Operator.IN_COUNTRY, "DE")))
            .build());
    all.put(
        "rules that act",
        portal()
            .disable(942440, 942430, 942100)
            .rules(
                new Rule(942440, 5, Action.LOG),
                new Rule(942430, 3, Action.ALLOW),
                new Rule(942100, 5, Action.BLOCK))
            .build());
    all.put(
        "body limits", portal().bodyLimits(new BodyLimits(2, true, 2, 8, true, 0, 413)).build());
    all.put(
        "body limits that do not hold",
        portal().mode(Mode.LOGS).bodyLimits(new BodyLimits(2, false, 2, 8, false, 0, 413)).build());
    all.put("errors in bodies ignored", portal().onBodyError(OnBodyError.IGNORE).build());
    all.put("errors in bodies", portal().bodyErrorStatus(400).build());
    return all;
  }

  private static List<WafCase> requests() {
    List<WafCase> all = new ArrayList<>();
    String attack = "1%27--%20x";
    all.add(get("plain", "/"));
    all.add(get("attack in q", "/?q=" + attack));
    all.add(get("attack in Q", "/?Q=" + attack));
    all.add(get("attack in filter", "/?filter=" + attack));
    all.add(get("attack in another", "/?other=" + attack));
    all.add(get("injection", "/?other=1%27%20union%20select%201--%20"));
    all.add(get("symbols", "/?other=!!!!!!!!!!!!!!!!"));
    all.add(
        get("symbols and injection", "/?other=!!!!!!!!!!!!!!!!&x=1%27%20union%20select%201--%20"));
    all.add(get("agent", "/", "User-Agent: 1' union select 1-- "));
    all.add(get("cookie", "/", "Cookie: a=1'-- x"));
    all.add(get("office", "/?q=" + attack, "X-Office: yes"));
    all.add(get("no office", "/?q=" + attack, "X-Office: yes please"));
    all.add(get("curl", "/", "User-Agent: a curl of hair"));
    all.add(get("admin", "/admin/x"));
    all.add(post("admin", "/admin/x", "text/plain", "hello"));
    all.add(get("far", "/", "X-Forwarded-For: 203.0.113.9, 10.0.0.1"));
    all.add(get("near", "/", "X-Forwarded-For: 10.0.0.1, 203.0.113.9"));
    all.add(get("french", "/", "X-Forwarded-For: 198.51.100.200"));
    all.add(get("german", "/", "X-Forwarded-For: 198.51.100.20"));
    all.add(get("no address", "/", "X-Forwarded-For: nobody"));
    all.add(get("old", "/", "X-Version: 4"));
    all.add(get("new", "/", "X-Version: 5"));
    all.add(get("no number", "/", "X-Version: four"));
    all.add(post("form", "/", "application/x-www-form-urlencoded", "kind=BAD&x=1"));
    all.add(post("other form", "/", "application/x-www-form-urlencoded", "kind=badly&Kind=bad"));
    all.add(post("attack in form", "/", "application/x-www-form-urlencoded", "q=" + attack));
    all.add(post("json", "/", "application/json", "{\"kind\":\"bed\"}"));
    all.add(post("attack in json", "/", "application/json", "{\"a\":{\"q\":\"1'-- x\"}}"));
    all.add(post("attack in json's q", "/", "application/json", "{\"q\":\"1'-- x\"}"));
    all.add(post("bad json", "/", "application/json", "{\"kind\":"));
    all.add(post("bad xml", "/", "application/xml", "<a><b></a>"));
    all.add(post("long", "/", "text/plain", "a".repeat(3000)));
    all.add(
        post(
            "long form with an attack behind",
            "/",
            "application/x-www-form-urlencoded",
            "a=" + "b".repeat(3000) + "&q=" + attack));
    all.add(post("file", "/", "multipart/form-data; boundary=b", file(4000)));
    all.add(post("large file", "/", "multipart/form-data; boundary=b", file(9000)));
    return all;
  }

  private static String file(int size) {
    return "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n"
        + "Content-Type: text/plain\r\n\r\n"
        + "x".repeat(size)
        + "\r\n--b--\r\n";
  }

  private static WafCase get(String id, String target, String... headers) {
    List<String> lines = new ArrayList<>(List.of(headers));
    if (lines.stream().noneMatch(line -> line.startsWith("User-Agent"))) {
      lines.add("User-Agent: Mozilla/5.0");
    }
    String text =
        "GET %s HTTP/1.1\r\nHost: api.contoso.example\r\nAccept: */*\r\n%s\r\n\r\n"
            .formatted(target, String.join("\r\n", lines));
    return FirewallBench.request("GET " + id, WafRequest.raw(FirewallBench.bytes(text)));
  }

  private static WafCase post(String id, String target, String type, String body) {
    String text =
        "POST %s HTTP/1.1\r\nHost: api.contoso.example\r\nAccept: */*\r\nUser-Agent: Mozilla/5.0\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(target, type, body.length(), body);
    return FirewallBench.request("POST " + id, WafRequest.raw(FirewallBench.bytes(text)));
  }

  private static CustomRule rule(
      String name, int priority, Action action, Condition... conditions) {
    return new CustomRule(name, priority, action, conditions);
  }

  private static Condition condition(Variable.Part part, Operator operator, String... values) {
    return new Condition(new Variable(part), operator, values);
  }

  private static Condition header(String name, Operator operator, String... values) {
    return new Condition(new Variable(Variable.Part.HEADERS, name), operator, values);
  }

  @Test
  void what_the_log_lacks_is_no_verdict(@TempDir Path directory) throws IOException {
    try (FirewallBench bench = FirewallBench.start(directory, origin, portal().build())) {
      WafObservation seen = bench.send(0, get("plain", "/"));
      assertThat(seen.verdict()).isEqualTo(WafVerdict.PASSED);
      String log = bench.plan().firewalls().get(0).log();
      Files.writeString(directory.resolve(log), "");
      assertThat(bench.send(0, get("plain", "/")).verdict()).isEqualTo(WafVerdict.UNDECIDABLE);
      assertThat(bench.send(0, get("attack", "/?q=1%27--%20x")).verdict())
          .isEqualTo(WafVerdict.UNDECIDABLE);
    }
  }
}
