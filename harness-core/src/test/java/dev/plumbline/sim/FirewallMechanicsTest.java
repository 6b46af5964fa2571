package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Custom rules, rate limits, exclusions and sizes of bodies in a lab, with real HTTP. */
class FirewallMechanicsTest {

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
                hosts:
                  - names: shop.test
                    firewall: &shield
                      name: shield
                      rule-sets: [{name: OWASP, version: '3.2'}]
                      rules: [{id: 942200, group: SQLI}]
                      exclusions: [{part: argument, selector: free, rules: 942200}]
                      custom-rules:
                        - {name: guests, priority: 1, conditions: [{variables: [{part: client-address}], operator: in-prefix, values: [10.9.0.77]}]}
                        - {name: health, priority: 2, action: allow, conditions: [{variables: [{part: uri}], operator: starts-with, values: [/status]}]}
                        - {name: often, priority: 3, conditions: [{variables: [{part: uri}], operator: starts-with, values: [/often]}], rate-limit: {threshold: 2, per: [client-address]}}
                      body-limits: {body-kib: 4, inspected-kib: 4}
                      block: {status: 429, body: go away}
                    otherwise: {forward: shop}
                  - {names: other.test, firewall: *shield, otherwise: {forward: shop}}
          upstreams: [{name: shop, members: 10.1.0.5, port: 80}]
        - {name: shop, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      """;

  /** A list of quoted words, percent-encoded: rule 942200 takes it for an attack. */
  private static final String LIST = "%5B%22a%22%2C%22b%22%5D";

  private final Lab lab =
      Lab.open(
          Environment.builder("firewalled")
              .vantage("client", v -> v.segment("clients"))
              .vantage("guest", v -> v.segment("clients").address("10.9.0.77"))
              .build(),
          Networks.read(Source.of("firewalled.yaml", NETWORK)).value(),
          new Journal());

  @AfterEach
  void closes() {
    lab.close();
  }

  @Test
  void a_custom_rule_blocks_by_the_clients_address_and_is_named_in_the_log() {
    assertThat(get("client", "shop.test", "/")).hasStatus(200);
    assertThat(get("guest", "shop.test", "/")).hasStatus(429);
    FirewallRecord found = last();
    assertThat(found.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(found.customRules()).containsExactly("guests");
    assertThat(found.found()).isEmpty();
    assertThat(found.source()).isEqualTo("10.9.0.77");
    assertThat(lab.arrivals("shop")).hasSize(1);
    List<AccessRecord> access = lab.accessLog("gateway");
    assertThat(access.get(1).failure()).isEqualTo(Failure.BLOCKED);
    assertThat(access.get(1).id()).isEqualTo(found.id());
  }

  @Test
  void a_custom_rule_that_allows_takes_an_attack_past_the_rules() {
    assertThat(get("client", "shop.test", "/?q=" + LIST)).hasStatus(429);
    assertThat(last().matches().get(0))
        .extracting(Match::group, Match::ruleSet, Match::ruleSetVersion)
        .containsExactly("SQLI", "OWASP", "3.2");
    assertThat(get("client", "shop.test", "/status?q=" + LIST)).hasStatus(200);
    assertThat(last().decision()).isEqualTo(Decision.ALLOWED);
    assertThat(get("client", "shop.test", "/?free=" + LIST)).hasStatus(200);
    assertThat(last().spared()).extracting(Match::part).containsExactly("ARGS:free");
  }

  @Test
  void a_rate_limit_goes_by_the_labs_clock_and_counts_each_virtual_host_apart() {
    assertThat(get("client", "shop.test", "/often")).hasStatus(200);
    assertThat(get("client", "shop.test", "/often")).hasStatus(200);
    assertThat(get("client", "shop.test", "/often")).hasStatus(429);
    assertThat(last().customRules()).containsExactly("often");
    assertThat(get("client", "other.test", "/often")).hasStatus(200);
    lab.advance(Duration.ofSeconds(59));
    assertThat(get("client", "shop.test", "/often")).hasStatus(429);
    lab.advance(Duration.ofSeconds(1));
    assertThat(get("client", "shop.test", "/often")).hasStatus(200);
  }

  @Test
  void a_body_that_is_too_large_is_answered_with_413_and_gets_no_further() {
    assertThat(post(4 * 1024)).hasStatus(200);
    assertThat(post(4 * 1024 + 1)).hasStatus(413);
    FirewallRecord found = last();
    assertThat(found.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(found.found()).isEmpty();
    assertThat(found.matches())
        .extracting(Match::title, Match::data)
        .containsExactly(tuple("Request body too large", "4097 bytes without files, at most 4096"));
    assertThat(lab.arrivals("shop")).hasSize(1);
  }

  private HttpObservation get(String vantage, String host, String target) {
    return lab.vantage(vantage).send(HttpProbe.get("http://10.1.0.4" + target).host(host));
  }

  private HttpObservation post(int size) {
    return lab.vantage("client")
        .send(
            HttpProbe.request("POST", "http://10.1.0.4/")
                .host("shop.test")
                .body("application/octet-stream", "a".repeat(size)));
  }

  private FirewallRecord last() {
    List<FirewallRecord> log = lab.firewallLog("gateway");
    return log.get(log.size() - 1);
  }
}
