package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How gateways look up backends of which some have IPv6 addresses, and what they know when their
 * DNS servers are gone.
 */
class GatewayNamesByFamilyTest {

  private static final String NETWORK =
      """
      name: names
      segments:
        - {name: lan, prefixes: [10.0.0.0/24, "fd00::/64"], resolver: "fd00::53"}
      hosts:
        - {name: dns, segment: lan, addresses: [10.0.0.53, "fd00::53"], listeners: [{port: 53, dns: {recursive: true}}]}
        - name: six
          segment: lan
          addresses: "fd00::4"
          listeners: [{port: 80, http: {hosts: [{otherwise: {forward: both}}]}}]
          upstreams: [{name: both, members: both.test, port: 80, probe: {name: six, host: both.test}}]
        - name: dual
          segment: lan
          addresses: [10.0.0.5, "fd00::5"]
          resolvers: 10.0.0.53
          listeners: [{port: 80, http: {hosts: [{otherwise: {forward: both}}]}}]
          upstreams: [{name: both, members: both.test, port: 80, timeout: 2s, probe: {name: dual, host: both.test, timeout: 1s}}]
        - {name: v4, segment: lan, addresses: 10.0.0.8, listeners: [{port: 80, http: {hosts: [{otherwise: {reply: {body: v4}}}]}}]}
        - {name: v6, segment: lan, addresses: "fd00::8", listeners: [{port: 80, http: {hosts: [{otherwise: {reply: {body: v6}}}]}}]}
      zones: [{name: test, records: [both A 10.0.0.8, 'both AAAA fd00::8']}]
      """;

  @TempDir Path directory;

  private Lab lab(Ground ground) {
    Network network = Networks.read(Source.of("names.yaml", NETWORK)).value();
    Environment environment =
        Environment.builder("names").ground(ground).vantage("desk", "lan").build();
    return ground == Ground.SIMULATED
        ? Lab.open(environment, network, new Journal())
        : NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()));
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "CONTAINERS"})
  void a_host_asks_for_the_families_it_has_and_takes_ipv4_first(Ground ground) {
    try (Lab lab = lab(ground)) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.probe("six")).isHealthy();
      assertThat(desk.get("http://[fd00::4]/")).hasStatus(200).hasBody("v6");
      assertThat(desk.get("http://10.0.0.5/")).hasStatus(200).hasBody("v4");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "CONTAINERS"})
  void what_probes_have_found_is_what_requests_stay_with(Ground ground) {
    try (Lab lab = lab(ground)) {
      Vantage desk = lab.vantage("desk");
      Lab.Guard down = lab.fault(Fault.hostDown("dns"));
      // Nobody has asked for it before but the probe.
      assertThat(desk.get("http://[fd00::4]/")).hasStatus(200).hasBody("v6");
      lab.advance(Duration.ofMinutes(2));
      assertThat(desk.probe("six")).isHealthy();
      down.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "CONTAINERS"})
  void silence_of_name_servers_takes_the_time_of_a_request_and_not_that_of_a_probe(Ground ground) {
    try (Lab lab = lab(ground)) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.get("http://10.0.0.5/")).hasStatus(200).hasBody("v4");
      Lab.Guard silent = lab.fault(Fault.drop("dual", "dns"));
      HttpObservation unanswered = desk.get("http://10.0.0.5/");
      assertThat(unanswered).hasStatus(502);
      if (ground == Ground.SIMULATED) {
        assertThat(unanswered.provenance().diagnosis().likelyCause())
            .isEqualTo(
                "backend both.test:80 of upstream both failed the request: The name \"both.test\" did not resolve within 2 s as seen from dual");
      }
      lab.advance(Duration.ofSeconds(30));
      assertThat(desk.probe("dual")).isHealthy();
      silent.close();
      assertThat(desk.get("http://10.0.0.5/")).hasStatus(200).hasBody("v4");
    }
  }

  @Test
  void a_name_that_is_too_long_to_ask_for_is_refused() {
    Network network =
        Network.builder("long")
            .segment("lan", "10.0.0.0/24")
            .host(
                "gw",
                "lan",
                "10.0.0.4",
                host ->
                    host.resolvers("10.0.0.53")
                        .upstream("far", 80, u -> u.members("abcdefghi.".repeat(19) + "test")))
            .build();
    assertThatThrownBy(() -> LabPlan.of(Site.of(network, Map.of()), "/plumbline"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            """
            network "long" cannot be realised in containers as it is described:
              - host "gw": upstream "far" has a member whose name is longer than 189 characters
            Run it on the ground simulated, or leave these out.""");
  }
}
