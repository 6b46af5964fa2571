package dev.plumbline.azure.gateway;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.azure.gateway.GatewayStage.listener;
import static dev.plumbline.azure.gateway.GatewayStage.rule;
import static dev.plumbline.azure.gateway.GatewayStage.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CookieBasedAffinity;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RedirectType;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.ApplicationGatewayBuilder;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.RewriteRuleSet.ActionSet;
import dev.plumbline.azure.model.RewriteRuleSet.Condition;
import dev.plumbline.azure.model.RewriteRuleSet.HeaderConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import dev.plumbline.azure.model.RewriteRuleSet.UrlConfiguration;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.probe.HttpProbe;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners, path maps, redirections, rewrites and affinity of application gateways. */
class ApplicationGatewayRoutingTest {

  private static final String WWW = "http://www.contoso.net";

  private static HttpObservation get(Lab lab, String url) {
    return lab.vantage("internet").get(url);
  }

  private static String text(HttpObservation observation) {
    return observation.answer().orElseThrow().text();
  }

  private static List<Header> headers(HttpObservation observation) {
    return observation.answer().orElseThrow().headers();
  }

  @ParameterizedTest
  @CsvSource({
    "basic, /home/, /override/home/",
    "basic, /home/secondhome/, /override/home/secondhome/",
    "/pathrule*, /pathrule/home/, /override/home/",
    "/pathrule/home*, /pathrule/home/secondhome/, /override/secondhome/",
    "/pathrule*, /home/, /override/home/",
    "/path rule*, /path%20rule/home/?a=%20b, /override/home/?a=%20b",
    "/exact, /exact, /override/"
  })
  void an_override_path_takes_the_place_of_what_the_path_rule_matched(
      String pattern, String asked, String backend) {
    GatewayStage stage = GatewayStage.v2().with(g -> g.backendHttpSettings(override("/override/")));
    if (!pattern.equals("basic")) {
      stage.with(g -> pathMap(g, "pool", pathRule("path", pattern, null)));
    }
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + asked)).hasStatus(200).hasJson("/target", backend);
    }
  }

  @Test
  void path_rules_are_tried_in_their_order_and_exactly_without_a_star() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    pathMap(
                        g,
                        null,
                        pathRule("images", "/images", null),
                        pathRule("all", "/images/*", "moved"),
                        pathRule("longest", "/images/logo/*", null)))
            .with(g -> g.redirectConfigurations(redirect(RedirectType.FOUND, false, false)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/images?x=/other")).hasStatus(200);
      assertThat(get(lab, WWW + "/images/a")).hasStatus(302);
      assertThat(get(lab, WWW + "/images/logo/a")).hasStatus(302);
      // No rule takes it, and there is no default.
      assertThat(get(lab, WWW + "/imagesx")).hasStatus(404);
    }
  }

  @Test
  void v2_decodes_paths_before_it_compares_them_and_v1_does_not() {
    for (GatewayStage stage : List.of(GatewayStage.v2(), GatewayStage.v1())) {
      boolean v2 = stage.gateway.build().sku().isV2();
      stage.with(g -> pathMap(g, null, pathRule("slash", "/abc/def", null)));
      try (Lab lab = stage.open()) {
        assertThat(get(lab, WWW + "/abc%2Fdef")).hasStatus(v2 ? 200 : 404);
        assertThat(get(lab, WWW + "/abc/def")).hasStatus(200);
      }
    }
  }

  @Test
  void case_of_paths_counts_only_when_the_topology_says_so() {
    GatewayStage stage =
        GatewayStage.v2().with(g -> pathMap(g, null, pathRule("a", "/Abc/*", null)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/abc/def")).hasStatus(200);
    }
    try (Lab lab = stage.with(g -> g.caseSensitivePaths(true)).open()) {
      assertThat(get(lab, WWW + "/abc/def")).hasStatus(404);
      assertThat(get(lab, WWW + "/Abc/def")).hasStatus(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_redirection_has_the_status_of_its_type(RedirectType type) {
    int status =
        switch (type) {
          case PERMANENT -> 301;
          case FOUND -> 302;
          case SEE_OTHER -> 303;
          case TEMPORARY -> 307;
        };
    GatewayStage stage =
        GatewayStage.v2()
            .with(g -> g.redirectConfigurations(redirect(type, false, false)))
            .with(g -> g.requestRoutingRules(redirecting()));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/a?b=c"))
          .hasStatus(status)
          .hasHeader("Location", "https://new.contoso.net/start");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, https://new.contoso.net/start",
    "true, false, https://new.contoso.net/start/a/b",
    "false, true, https://new.contoso.net/start?q=1&r=2",
    "true, true, https://new.contoso.net/start/a/b?q=1&r=2"
  })
  void path_and_query_follow_a_redirection_where_it_says_so(
      boolean path, boolean query, String location) {
    GatewayStage stage =
        GatewayStage.v2()
            .with(g -> g.redirectConfigurations(redirect(RedirectType.PERMANENT, path, query)))
            .with(g -> g.requestRoutingRules(redirecting()));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/a/b?q=1&r=2")).hasHeader("Location", location);
    }
  }

  @Test
  void a_redirection_to_a_listener_keeps_the_host_unless_the_listener_has_one() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.httpListeners(
                        listener("web"),
                        listener("secure", "https", Protocol.HTTPS),
                        listener("named", "other", Protocol.HTTPS, "shop.contoso.net")))
            .with(
                g ->
                    g.redirectConfigurations(
                        new RedirectConfiguration(
                            "moved", RedirectType.PERMANENT, "secure", null, true, true),
                        new RedirectConfiguration(
                            "shop", RedirectType.PERMANENT, "named", null, false, false)))
            .with(
                g ->
                    g.urlPathMaps(
                        new UrlPathMap(
                            "map",
                            null,
                            null,
                            "moved",
                            null,
                            List.of(pathRule("s", "/shop", "shop")))))
            .with(
                g ->
                    g.requestRoutingRules(
                        new RequestRoutingRule("first", 1, "web", null, null, "map"),
                        rule("second", 2, "secure"),
                        rule("third", 3, "named")));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/a?b")).hasHeader("Location", "https://www.contoso.net/a?b");
      assertThat(get(lab, WWW + "/shop")).hasHeader("Location", "https://shop.contoso.net:8443");
      assertThat(lab.vantage("internet").send(HttpProbe.get(WWW + "/a").followRedirects(1)))
          .hasStatus(200)
          .wasRedirectedTo("https://www.contoso.net/a");
    }
  }

  @Test
  void rewrites_act_in_sequence_on_requests_and_answers() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "second",
                    200,
                    List.of(),
                    List.of(new HeaderConfiguration("X-Step", "{http_req_X-Step}2")),
                    List.of(
                        new HeaderConfiguration("Strict-Transport-Security", "max-age=31536000"),
                        new HeaderConfiguration("Content-Type", "")),
                    null),
                rewrite(
                    "first",
                    100,
                    List.of(),
                    List.of(
                        new HeaderConfiguration("X-Step", "1"),
                        new HeaderConfiguration("X-Forwarded-For", "{var_client_ip}"),
                        new HeaderConfiguration("User-Agent", "")),
                    List.of(),
                    null)));
    try (Lab lab = rewriting(set).open()) {
      HttpObservation answer = get(lab, WWW + "/a");
      assertThat(answer)
          .hasStatus(200)
          .hasJson("/headers/x-step/0", "12")
          .hasHeader("Strict-Transport-Security", "max-age=31536000")
          .doesNotHaveHeader("Content-Type");
      assertThat(text(answer)).doesNotContain("user-agent");
      // The address alone, without the port that the gateway itself would add.
      assertThat(text(answer)).containsPattern("\"x-forwarded-for\":\\[\"[0-9.]+\"\\]");
    }
  }

  @Test
  void a_url_is_rewritten_with_what_the_conditions_captured() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "list",
                    100,
                    List.of(new Condition("var_uri_path", "^/(shoes|hats)/(\\d+)$", true, false)),
                    List.of(),
                    List.of(),
                    new UrlConfiguration(
                        "/list", "category={var_uri_path_1}&id={var_uri_path_2}", false)),
                rewrite(
                    "method",
                    200,
                    List.of(new Condition("var_http_method", "GET", false, true)),
                    List.of(new HeaderConfiguration("X-Not-Get", "true")),
                    List.of(),
                    null)));
    try (Lab lab = rewriting(set).open()) {
      HttpObservation answer = get(lab, WWW + "/Shoes/17?x=1");
      assertThat(answer).hasStatus(200).hasJson("/target", "/list?category=Shoes&id=17");
      assertThat(text(answer)).doesNotContain("x-not-get");
      assertThat(get(lab, WWW + "/shoes/old?x=1")).hasJson("/target", "/shoes/old?x=1");
    }
  }

  @Test
  void an_answers_header_decides_about_the_answer() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "location",
                    100,
                    List.of(
                        new Condition(
                            "http_resp_Location", "(https?)://.*internal(.*)$", false, false)),
                    List.of(),
                    List.of(
                        new HeaderConfiguration(
                            "Location",
                            "{http_resp_Location_1}://www.contoso.net{http_resp_Location_2}")),
                    null)));
    GatewayStage stage =
        rewriting(set)
            .around(
                n ->
                    n.changeHost(
                        "web4",
                        h -> h.http(80, Handling.redirectingTo("https://web.internal/login"))))
            .with(g -> g.backendAddressPools(new BackendAddressPool("pool", List.of("10.1.2.4"))));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/"))
          .hasStatus(302)
          .hasHeader("Location", "https://www.contoso.net/login");
    }
  }

  @Test
  void a_rerouted_request_is_taken_by_the_path_rule_of_its_new_path() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "old",
                    100,
                    List.of(new Condition("var_uri_path", "^/old/(.*)$", false, false)),
                    List.of(),
                    List.of(),
                    new UrlConfiguration("/new/{var_uri_path_1}", null, true))));
    GatewayStage stage =
        GatewayStage.v2()
            .with(g -> g.rewriteRuleSets(set))
            .with(g -> g.redirectConfigurations(redirect(RedirectType.FOUND, true, true)))
            .with(
                g ->
                    pathMap(
                        g,
                        null,
                        new PathRule(
                            "old", List.of("/old/*"), "pool", "settings", null, "set", null),
                        pathRule("new", "/new/*", "moved")));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/old/a?b=c")).hasStatus(302);
    }
  }

  @Test
  void a_rewrite_that_reroutes_without_end_is_answered_500() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "longer",
                    100,
                    List.of(),
                    List.of(),
                    List.of(),
                    new UrlConfiguration("{var_uri_path}x", null, true))));
    GatewayStage stage =
        GatewayStage.v2()
            .with(g -> g.rewriteRuleSets(set))
            .with(
                g ->
                    pathMap(
                        g,
                        null,
                        new PathRule("all", List.of("/*"), "pool", "settings", null, "set", null)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/a")).hasStatus(500);
    }
  }

  @Test
  void answers_of_the_gateway_itself_are_not_rewritten() {
    RewriteRuleSet set =
        new RewriteRuleSet(
            "set",
            List.of(
                rewrite(
                    "mark",
                    100,
                    List.of(),
                    List.of(),
                    List.of(new HeaderConfiguration("X-Mark", "yes")),
                    null)));
    try (Lab lab =
        rewriting(set)
            .with(g -> g.backendAddressPools(new BackendAddressPool("pool", List.of())))
            .open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(502).doesNotHaveHeader("X-Mark");
    }
  }

  @Test
  void an_affinity_cookie_keeps_a_client_with_one_member_and_is_not_sent_again() {
    GatewayStage stage = GatewayStage.v2().with(g -> g.backendHttpSettings(affinity(null)));
    try (Lab lab = stage.open()) {
      HttpObservation first = get(lab, WWW + "/");
      List<String> cookies =
          headers(first).stream()
              .filter(h -> h.name().equalsIgnoreCase("Set-Cookie"))
              .map(Header::value)
              .toList();
      assertThat(cookies).hasSize(2);
      assertThat(cookies.get(0))
          .matches("ApplicationGatewayAffinityCORS=[0-9a-f]{32}; Path=/; SameSite=None; Secure");
      assertThat(cookies.get(1)).matches("ApplicationGatewayAffinity=[0-9a-f]{32}; Path=/");
      String cookie = cookies.get(1).substring(0, cookies.get(1).indexOf(';'));
      Set<String> members = new TreeSet<>();
      for (int i = 0; i < 4; i++) {
        HttpObservation again =
            lab.vantage("internet").send(HttpProbe.get(WWW + "/").header("Cookie", cookie));
        assertThat(again).doesNotHaveHeader("Set-Cookie");
        members.add(text(again).replaceAll("(?s).*?\"host\":\"(\\w+)\".*", "$1"));
      }
      assertThat(text(first)).contains("\"host\":\"" + members.iterator().next() + "\"");
      assertThat(members).hasSize(1);
    }
  }

  @Test
  void an_affinity_cookie_of_another_name_is_named_so() {
    GatewayStage stage = GatewayStage.v2().with(g -> g.backendHttpSettings(affinity("Mine")));
    try (Lab lab = stage.open()) {
      assertThat(headers(get(lab, WWW + "/")))
          .extracting(Header::value)
          .anyMatch(v -> v.startsWith("MineCORS="))
          .anyMatch(v -> v.startsWith("Mine="));
    }
  }

  @Test
  void error_pages_of_a_listener_come_before_those_of_the_gateway() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(g -> g.backendAddressPools(new BackendAddressPool("pool", List.of())))
            .with(
                g ->
                    g.customErrorConfigurations(
                        List.of(
                            new CustomError(502, "https://errors.contoso.net/502.html"),
                            new CustomError(403, "https://errors.contoso.net/403.html"))));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(502).bodyContains("errors.contoso.net/502.html");
    }
  }

  @Test
  void a_change_to_http2_in_clear_is_answered_403() {
    try (Lab lab = GatewayStage.v2().open()) {
      HttpProbe probe =
          HttpProbe.get(WWW + "/")
              .raw(
                  "GET / HTTP/1.1\r\nHost: www.contoso.net\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(lab.vantage("internet").send(probe)).hasStatus(403);
    }
  }

  @Test
  void backends_get_the_forwarded_headers_and_no_header_with_an_odd_name() {
    try (Lab lab = GatewayStage.v2().open()) {
      HttpObservation answer =
          lab.vantage("internet")
              .send(
                  HttpProbe.get(WWW + "/a?b")
                      .header("X_Odd", "1")
                      .header("X-Even", "2")
                      .header("X-AppGW-Trace-Id", "mine"));
      assertThat(answer)
          .hasJson("/headers/x-even/0", "2")
          .hasJson("/headers/x-forwarded-proto/0", "http")
          .hasJson("/headers/x-forwarded-port/0", "80")
          .hasJson("/headers/x-original-host/0", "www.contoso.net")
          .hasJson("/headers/x-original-url/0", "/a?b");
      assertThat(text(answer))
          .doesNotContain("x_odd")
          .containsPattern("\"x-appgw-trace-id\":\\[\"[0-9a-f]{32}\"\\]");
    }
  }

  private static void pathMap(
      ApplicationGatewayBuilder gateway, @Nullable String pool, PathRule... rules) {
    gateway.urlPathMaps(
        new UrlPathMap("map", pool, pool == null ? null : "settings", List.of(rules)));
    gateway.requestRoutingRules(new RequestRoutingRule("rule", 10, "web", null, null, "map"));
  }

  private static PathRule pathRule(String name, String pattern, @Nullable String redirect) {
    return redirect == null
        ? new PathRule(name, List.of(pattern), "pool", "settings")
        : new PathRule(name, List.of(pattern), null, null, redirect, null, null);
  }

  /** The path comes behind the target's own, and the query behind its own. */
  @Test
  void a_target_keeps_its_own_query_and_fragment() {
    String target = "https://new.contoso.net/start?own=1#top";
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.redirectConfigurations(
                        new RedirectConfiguration(
                            "moved", RedirectType.FOUND, null, target, true, true)))
            .with(g -> g.requestRoutingRules(redirecting()));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/a/b?q=1"))
          .hasStatus(302)
          .hasHeader("Location", "https://new.contoso.net/start/a/b?own=1&q=1#top");
      assertThat(get(lab, WWW + "/a"))
          .hasHeader("Location", "https://new.contoso.net/start/a?own=1#top");
    }
  }

  private static RedirectConfiguration redirect(RedirectType type, boolean path, boolean query) {
    return new RedirectConfiguration(
        "moved", type, null, "https://new.contoso.net/start", path, query);
  }

  private static RequestRoutingRule redirecting() {
    return new RequestRoutingRule("rule", null, 10, "web", null, null, null, "moved", null);
  }

  private static GatewayStage rewriting(RewriteRuleSet set) {
    return GatewayStage.v2()
        .with(g -> g.rewriteRuleSets(set))
        .with(
            g ->
                g.requestRoutingRules(
                    new RequestRoutingRule(
                        "rule", null, 10, "web", "pool", "settings", null, null, set.name())));
  }

  private static RewriteRule rewrite(
      String name,
      int sequence,
      List<Condition> conditions,
      List<HeaderConfiguration> request,
      List<HeaderConfiguration> response,
      @Nullable UrlConfiguration url) {
    return new RewriteRule(name, sequence, conditions, new ActionSet(request, response, url));
  }

  private static BackendHttpSettings override(String path) {
    return full(path, CookieBasedAffinity.DISABLED, null);
  }

  private static BackendHttpSettings affinity(@Nullable String cookie) {
    return full(null, CookieBasedAffinity.ENABLED, cookie);
  }

  private static BackendHttpSettings full(
      @Nullable String path, CookieBasedAffinity affinity, @Nullable String cookie) {
    BackendHttpSettings usual = settings(null);
    return new BackendHttpSettings(
        usual.name(),
        usual.protocol(),
        usual.port(),
        Duration.ofSeconds(5),
        null,
        false,
        path,
        null,
        affinity,
        cookie,
        null,
        List.of(),
        List.of(),
        true,
        true,
        null,
        false);
  }
}
