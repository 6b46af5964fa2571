package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host's web application firewall does with requests, and what its log says of it. */
class WebFirewallTest {

  private static final String RULES = "rules: [{id: 942200}, {id: 999999}]";
  private static final String NETWORK =
      """
      name: firewalled
      segments:
        - {name: clients, prefixes: 10.9.0.0/24}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [clients <-> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                server: Gateway/1
                hosts:
                  - names: shop.test
                    label: shop
                    firewall: {name: shield, %1$s, left-out: [an exclusion]}
                    routes:
                      - {paths: /empty, handling: {forward: empty}}
                      - {paths: /moved, handling: {redirect: 'https://new.test/'}}
                      - {paths: /logs, handling: {forward: shop}, firewall: {name: watcher, mode: logs, %1$s}}
                      - {paths: /off, handling: {forward: shop}, firewall: {name: nobody, mode: 'off'}}
                      - {paths: /high, handling: {forward: shop}, firewall: {name: high, threshold: 11, %1$s}}
                      - {paths: /bodiless, handling: {forward: shop}, firewall: {name: bodiless, reads-bodies: false, %1$s}}
                      - {paths: /own, handling: {forward: shop}, firewall: {name: own, %1$s, block: {status: 429, body: go away}}}
                      - {paths: /log-only, handling: {forward: shop}, firewall: {name: log-only, rules: [{id: 942200, action: log}]}}
                      - {paths: /blocks-at-once, handling: {forward: shop}, firewall: {name: at-once, threshold: 100, rules: [{id: 942200, action: block}]}}
                      - {paths: /allows, handling: {forward: shop}, firewall: {name: allows, rules: [{id: 942200, action: allow}]}}
                      - paths: /rewritten
                        handling:
                          forward: shop
                          rewrites: [{name: moves, path: /elsewhere, query: clean=1}]
                    otherwise: {forward: shop}
          upstreams:
            - {name: shop, members: 10.1.0.5, port: 80}
            - {name: empty, port: 80}
        - {name: shop, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      """
          .formatted(RULES);

  /** A list of quoted words, percent-encoded: rule 942200 takes it for an attack. */
  private static final String LIST = "q=%5B%22a%22%2C%22b%22%5D";

  private final Lab lab =
      Lab.open(
          Environment.builder("firewalled").vantage("client", v -> v.segment("clients")).build(),
          Networks.read(Source.of("firewalled.yaml", NETWORK)).value(),
          new Journal());

  @AfterEach
  void closes() {
    lab.close();
  }

  @Test
  void blocks_with_the_page_of_403_before_the_backend_sees_anything() {
    Response blocked = response(get("/search?" + LIST));
    assertThat(blocked.status()).isEqualTo(403);
    assertThat(blocked.text())
        .isEqualTo(
            "<html>\r\n"
                + "<head><title>403 Forbidden</title></head>\r\n"
                + "<body>\r\n"
                + "<center><h1>403 Forbidden</h1></center>\r\n"
                + "<hr><center>Gateway/1</center>\r\n"
                + "</body>\r\n"
                + "</html>\r\n");
    assertThat(lab.arrivals("shop")).isEmpty();
    AccessRecord access = only(lab.accessLog("gateway"));
    assertThat(access.failure()).isEqualTo(Failure.BLOCKED);
    assertThat(access.forwarded()).isNull();
    FirewallRecord found = only(lab.firewallLog("gateway"));
    assertThat(found.id()).isEqualTo(access.id());
    assertThat(found.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(found.firewall()).isEqualTo("shield");
    assertThat(found.service()).isEqualTo("shop");
    assertThat(found.score()).isEqualTo(5);
    assertThat(found.matches())
        .containsExactly(
            new FirewallRecord.Match(
                942200,
                5,
                "Detects MySQL comment-/space-obfuscated injections and backtick termination",
                "ARGS:q",
                "[\"a\",\"b\"]"));
  }

  @Test
  void the_log_says_what_was_asked_and_what_was_not() {
    assertThat(get("/search?q=hello")).hasStatus(200);
    FirewallRecord passed = only(lab.firewallLog("gateway"));
    assertThat(passed.decision()).isEqualTo(Decision.PASSED);
    assertThat(passed.matches()).isEmpty();
    assertThat(passed.asked()).containsExactly(942200);
    assertThat(passed.notAsked()).containsExactly("rule 999999", "an exclusion");
    assertThat(lab.arrivals("shop")).hasSize(1);
  }

  @Test
  void a_firewall_that_only_logs_lets_pass_and_says_what_it_would_have_done() {
    assertThat(get("/logs?" + LIST)).hasStatus(200);
    FirewallRecord found = only(lab.firewallLog("gateway"));
    assertThat(found.decision()).isEqualTo(Decision.DETECTED);
    assertThat(found.found()).containsExactly(942200);
    assertThat(found.firewall()).isEqualTo("watcher");
    assertThat(lab.arrivals("shop")).hasSize(1);
  }

  @Test
  void nothing_is_looked_at_where_it_is_off_or_no_member_is_there() {
    assertThat(get("/off?" + LIST)).hasStatus(200);
    assertThat(get("/empty?" + LIST)).hasStatus(502);
    assertThat(lab.accessLog("gateway")).hasSize(2);
    assertThat(lab.firewallLog("gateway")).isEmpty();
    assertThat(get("/moved?" + LIST)).hasStatus(403);
  }

  @ParameterizedTest
  @CsvSource({
    "/high, 200, PASSED",
    "/log-only, 200, PASSED",
    "/blocks-at-once, 403, BLOCKED",
    "/allows, 200, ALLOWED",
    "/own, 429, BLOCKED"
  })
  void threshold_action_and_answer_are_the_firewalls(String path, int status, Decision decision) {
    assertThat(get(path + "?" + LIST)).hasStatus(status);
    FirewallRecord found = only(lab.firewallLog("gateway"));
    assertThat(found.decision()).isEqualTo(decision);
    assertThat(found.found()).containsExactly(942200);
  }

  @Test
  void scores_of_all_parts_are_added() {
    assertThat(get("/high?" + LIST + "&" + LIST)).hasStatus(200);
    assertThat(get("/high?" + LIST + "&" + LIST + "&" + LIST)).hasStatus(403);
    assertThat(lab.firewallLog("gateway"))
        .extracting(FirewallRecord::score)
        .containsExactly(10, 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cookie        | state=%5B%22a%22%2C%22b%22%5D | 403",
        "Cookie        | state=[\"a\",\"b\"]           | 403",
        "Cookie        | __utma=[\"a\",\"b\"]          | 200",
        "X-State       | [\"a\",\"b\"]                 | 200",
      })
  void cookies_are_looked_at_and_other_headers_are_not(String name, String value, int status) {
    HttpProbe probe = HttpProbe.get("http://10.1.0.4/").host("shop.test").header(name, value);
    assertThat(lab.vantage("client").send(probe)).hasStatus(status);
  }

  @Test
  void what_a_rewrite_makes_of_the_target_is_what_it_sees() {
    assertThat(get("/rewritten?" + LIST)).hasStatus(200);
    assertThat(only(lab.firewallLog("gateway")).target()).isEqualTo("/elsewhere?clean=1");
  }

  @Test
  void bodies_of_forms_and_json_are_looked_at_unless_it_reads_none() {
    assertThat(post("/", "application/x-www-form-urlencoded", LIST)).hasStatus(403);
    assertThat(post("/", "application/json", "{\"a\":[{\"b\":\"['a','b']\"}]}")).hasStatus(403);
    assertThat(post("/", "application/json", "{\"a\":[\"x\",\"y\"]}")).hasStatus(200);
    assertThat(post("/bodiless", "application/x-www-form-urlencoded", LIST)).hasStatus(200);
    assertThat(lab.firewallLog("gateway"))
        .flatExtracting(FirewallRecord::matches)
        .extracting(FirewallRecord.Match::part)
        .containsExactly("ARGS:q", "ARGS:json.a.array_0.b");
    assertThat(post("/", "application/xml", "<a/>")).hasStatus(200);
    assertThat(post("/", "application/xml", "<a>")).hasStatus(403);
    assertThat(post("/", "text/plain", "a")).hasStatus(200);
    List<FirewallRecord> log = lab.firewallLog("gateway");
    assertThat(log.get(log.size() - 1).notAsked()).contains("the body of type text/plain");
  }

  @Test
  void a_host_without_a_firewall_has_no_log_that_could_be_taken_for_an_empty_one() {
    assertThatThrownBy(() -> lab.firewallLog("shop"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("host \"shop\" has no web application firewall that is on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{id: 942200}, {id: 942200}]           | rule 942200 stands twice",
        "rules: [{id: 942200}], threshold: 0           | is at least 1",
        "rules: []                                     | a firewall without rules finds nothing",
      })
  void refuses_a_firewall_that_makes_no_sense(String firewall, String why) {
    String broken = NETWORK.replaceAll("rules: \\[\\{id: 942200}, \\{id: 999999}]", firewall);
    assertThatThrownBy(() -> Networks.read(Source.of("broken.yaml", broken)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(why);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private HttpObservation get(String target) {
    return lab.vantage("client").send(HttpProbe.get("http://10.1.0.4" + target).host("shop.test"));
  }

  private HttpObservation post(String path, String type, String body) {
    return lab.vantage("client")
        .send(
            HttpProbe.request("POST", "http://10.1.0.4" + path).host("shop.test").body(type, body));
  }

  private static Response response(HttpObservation observation) {
    return observation.answer().orElseThrow();
  }
}
