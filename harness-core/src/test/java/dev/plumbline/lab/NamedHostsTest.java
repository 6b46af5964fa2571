package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedHostsTest {

  private static final Network NETWORK =
      Networks.read(
              Source.of(
                  "named.yaml",
                  """
                  name: named
                  segments: [{name: subnet, prefixes: 10.1.0.0/16}]
                  hosts:
                    - name: whole
                      segment: subnet
                      addresses: 10.1.0.4
                      listeners:
                        - {port: 80, http: {hosts: [{firewall: {name: everything, rules: [{id: 942100, score: 5}]}, otherwise: {reply: {}}}]}}
                    - name: partly
                      segment: subnet
                      addresses: 10.1.0.5
                      listeners:
                        - port: 80
                          http:
                            hosts:
                              - firewall: {name: asleep, mode: off}
                                routes: [{paths: /a, firewall: {name: route, mode: logs, rules: [{id: 942100, score: 5}]}, handling: {reply: {}}}]
                                otherwise: {reply: {}}
                    - name: asleep
                      segment: subnet
                      addresses: 10.1.0.6
                      listeners:
                        - {port: 80, http: {hosts: [{firewall: {name: asleep, mode: off}, otherwise: {reply: {}}}]}}
                    - {name: bare, segment: subnet, addresses: 10.1.0.7}
                  """))
          .value();

  private final NamedHosts hosts = new NamedHosts(NETWORK);

  @Test
  void a_host_is_known_by_its_name_and_no_other_is() {
    hosts.require("bare");
    assertThatThrownBy(() -> hosts.require("nobody"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "network \"named\" has no host \"nobody\"; it has [whole, partly, asleep, bare]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "partly"})
  void a_firewall_that_is_on_has_a_log(String host) {
    hosts.requireFirewall(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"asleep", "bare", "nobody"})
  void where_no_firewall_is_on_the_log_would_be_empty_whatever_comes(String host) {
    assertThatThrownBy(() -> hosts.requireFirewall(host))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "host \"%s\" has no web application firewall that is on: its log would be empty whatever comes"
                .formatted(host));
  }

  @Test
  void the_firewalls_of_a_host_are_those_of_virtual_hosts_and_of_routes() {
    assertThat(NamedHosts.firewalls(NETWORK.hosts().get(1)))
        .extracting(WebFirewall::name)
        .containsExactly("asleep", "route");
  }
}
