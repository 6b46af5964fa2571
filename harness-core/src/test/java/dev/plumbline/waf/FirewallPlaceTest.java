package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.vantage.AttackTrafficException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of a network's firewalls looks at a request, by the description. */
class FirewallPlaceTest {

  private static final Network NETWORK =
      Networks.read(
              Source.of(
                  "two.yaml",
                  """
                  name: two
                  segments:
                    - {name: subnet, prefixes: 10.1.0.0/24}
                  hosts:
                    - name: gateway
                      segment: subnet
                      addresses: 10.1.0.4
                      listeners:
                        - port: 80
                          http:
                            hosts:
                              - names: shop.test
                                firewall: {name: shield, rules: [{id: 942200}], custom-rules: [{name: guests, priority: 1, action: allow, conditions: [{variables: [{part: headers, selector: X-Guest}], operator: any}]}, {name: robots, priority: 2, action: block, conditions: [{variables: [{part: headers, selector: X-Robot}], operator: any}]}]}
                                routes:
                                  - {paths: /logs*, handling: {echo: true}, firewall: {name: watcher, mode: logs, rules: [{id: 942200}]}}
                                otherwise: {echo: true}
                        - port: 8080
                          http:
                            hosts: [{names: shop.test, otherwise: {echo: true}}]
                    - {name: other, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
                  """))
          .value();

  private static String at(String host, String target) {
    Optional<WebFirewall> found = FirewallInForce.at(NETWORK, null, "shop.test", host, target);
    return found.map(WebFirewall::name).orElse("none");
  }

  @Test
  void a_path_counts_as_the_gateway_compares_it_and_a_target_with_a_host_has_it() {
    assertThat(at("", "/")).isEqualTo("shield");
    assertThat(at("SHOP.test.:80", "/%6Cogs/a")).isEqualTo("watcher");
    assertThat(at("other.test", "http://shop.test/logs?a")).isEqualTo("watcher");
    assertThat(at("shop.test", "http://other.test/logs?a")).isEqualTo("none");
    assertThat(at("other.test", "/")).isEqualTo("none");
  }

  @Test
  void a_firewall_of_another_port_or_address_is_not_that_of_a_url() {
    Environment environment =
        Environment.builder("two")
            .vantage("here", v -> v.segment("subnet"))
            .endpoint("closed", "http://shop.test:8080/")
            .build();
    try (Lab lab = Lab.open(environment, NETWORK, new Journal())) {
      assertThat(lab.firewall("http://shop.test").name()).isEqualTo("shield");
      for (String url :
          new String[] {"http://shop.test:8080", "https://shop.test", "http://closed"}) {
        assertThatThrownBy(() -> lab.firewall(url))
            .isInstanceOf(LabException.class)
            .hasMessageContaining(url);
      }
    }
  }

  @Test
  void a_budget_counts_though_a_lab_of_the_same_name_had_none() {
    Environment without =
        Environment.builder("two")
            .vantage("here", v -> v.segment("subnet"))
            .attackTraffic("10.1.0.4")
            .build();
    WafCase one =
        new WafCase(
            "one",
            942200,
            WafCase.Polarity.NEAR_MISS,
            WafRequest.of("GET", "/", List.of(), new byte[0]),
            "test",
            "");
    Journal journal = new Journal();
    try (Lab unbounded = Lab.open(without, NETWORK, journal);
        Lab bounded =
            Lab.open(without.toBuilder().attackBudget(1, 1000).build(), NETWORK, journal)) {
      unbounded.vantage("here").firewall("http://10.1.0.4").send(List.of(one, one));
      FirewallSite site = bounded.vantage("here").firewall("http://10.1.0.4");
      assertThatThrownBy(() -> site.send(List.of(one, one)))
          .isInstanceOf(AttackTrafficException.class);
    }
  }

  @Test
  void what_a_custom_rule_decides_is_said_to_be_its_doing() {
    Environment environment =
        Environment.builder("two")
            .vantage("here", v -> v.segment("subnet"))
            .attackTraffic("shop.test", "10.1.0.4")
            .build();
    try (Lab lab = Lab.open(environment, NETWORK, new Journal())) {
      WafObservation guest = send(lab, "X-Guest");
      assertThat(guest.expectation().because())
          .contains("custom rule guests in REQUEST_HEADERS:X-Guest")
          .doesNotContain("not looked at");
      assertThatThrownBy(() -> NetworkAssertions.assertThat(send(lab, "X-Robot")).passes())
          .hasMessageContaining("custom rule robots in REQUEST_HEADERS:X-Robot");
    }
  }

  private static WafObservation send(Lab lab, String header) {
    WafRequest request =
        WafRequest.of(
            "GET", "/?q=%5B%22a%22%2C%22b%22%5D", List.of(new Header(header, "1")), new byte[0]);
    WafCase one = new WafCase("one", 942200, WafCase.Polarity.ATTACK, request, "test", "");
    return lab.vantage("here").send(one.to("http://shop.test").connectTo("10.1.0.4", 80));
  }
}
