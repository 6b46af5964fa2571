package dev.plumbline.azure.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.network.Network.AffinityCookie;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What probes and settings of an application gateway come to, as "Application Gateway health
 * monitoring overview" and "HTTP settings configuration" say.
 */
class ApplicationGatewayProbesTest {

  private static final Estate ESTATE =
      new Estate(
          """
              azure:
                name: probes
                virtualNetworks:
                  - {name: vnet, addressSpace: [10.0.0.0/16], subnets: [{name: gateways, addressPrefix: 10.0.0.0/24}]}
                publicIPAddresses: [{name: front-ip, ipAddress: 203.0.113.1}]
                dnsZones: [{name: contoso.net, records: [member A 198.51.100.9]}]
                applicationGateways:
                  - name: gate
                    sku: Standard_v2
                    subnet: gateways
                    frontendIPConfigurations: [{name: public, publicIPAddress: front-ip}]
                    frontendPorts: [{name: http, port: 80}]
                    httpListeners:
                      - {name: listener, protocol: http, frontendIPConfiguration: public, frontendPort: http}
                    backendAddressPools: [{name: pool, backendAddresses: [member.contoso.net]}]
                    probes:
                      - {name: own, host: own.contoso.net, path: /health, interval: 10s, timeout: 5s, unhealthyThreshold: 7, statusCodes: [200-202, '401'], minServers: 1}
                      - {name: picking, path: /health, pickHostNameFromBackendHttpSettings: true}
                    backendHttpSettings:
                      - {name: default}
                      - {name: own, probe: own, pickHostNameFromBackendAddress: true}
                      - {name: settings-host, probe: picking, hostName: inner.contoso.net}
                      - {name: member-host, probe: picking, pickHostNameFromBackendAddress: true}
                      - {name: sticky, cookieBasedAffinity: Enabled, affinityCookieName: mine}
                    urlPathMaps:
                      - name: map
                        defaultBackendAddressPool: pool
                        defaultBackendHttpSettings: default
                        pathRules:
                          - {name: one, paths: [/one/*], backendAddressPool: pool, backendHttpSettings: own}
                          - {name: two, paths: [/two/*], backendAddressPool: pool, backendHttpSettings: settings-host}
                          - {name: three, paths: [/three/*], backendAddressPool: pool, backendHttpSettings: member-host}
                          - {name: four, paths: [/four/*], backendAddressPool: pool, backendHttpSettings: sticky}
                    requestRoutingRules:
                      - {name: rule, ruleType: PathBasedRouting, priority: 1, httpListener: listener, urlPathMap: map}
              """);

  private static final Host GATE = gate(ESTATE);

  @Test
  void the_default_probe_asks_for_the_root_every_thirty_seconds_and_gives_up_after_three() {
    Probe probe = probe("default");
    assertThat(probe.path()).isEqualTo("/");
    assertThat(probe.host()).isNull();
    assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(probe.unhealthyThreshold()).isEqualTo(3);
    assertThat(probe.statuses()).containsExactly(new PortRange(200, 399));
    assertThat(probe.minimumHealthy()).isZero();
  }

  @Test
  void a_custom_probe_asks_as_it_is_written_whatever_the_settings_pick() {
    Probe probe = probe("own");
    assertThat(probe.host()).isEqualTo("own.contoso.net");
    assertThat(probe.hostFromMember()).isFalse();
    assertThat(probe.path()).isEqualTo("/health");
    assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(probe.unhealthyThreshold()).isEqualTo(7);
    assertThat(probe.statuses()).containsExactly(new PortRange(200, 202), new PortRange(401, 401));
    assertThat(probe.minimumHealthy()).isEqualTo(1);
  }

  @Test
  void a_probe_that_picks_asks_for_the_host_of_the_settings_or_of_the_member() {
    assertThat(probe("settings-host").host()).isEqualTo("inner.contoso.net");
    assertThat(probe("settings-host").hostFromMember()).isFalse();
    assertThat(probe("member-host").host()).isNull();
    assertThat(probe("member-host").hostFromMember()).isTrue();
    assertThat(probe("member-host").statuses()).containsExactly(new PortRange(200, 399));
  }

  @Test
  void affinity_has_a_second_cookie_for_requests_of_other_origins() {
    assertThat(upstream("default").affinity()).isEmpty();
    assertThat(upstream("sticky").affinity())
        .containsExactlyInAnyOrder(
            new AffinityCookie("mineCORS", "Path=/; SameSite=None; Secure"),
            new AffinityCookie("mine", "Path=/"));
  }

  /** A certificate that other settings name, or of which nothing is known, is none of these. */
  @Test
  void settings_of_v1_know_the_certificates_that_they_name() {
    Host v1 =
        gate(
            ESTATE
                .with("sku: Standard_v2", "sku: Standard_Medium")
                .with(
                    "      backendHttpSettings:\n",
                    """
                          authenticationCertificates:
                            - {name: one, certificateNames: [member.contoso.net]}
                            - {name: two, certificateNames: [other.contoso.net]}
                            - {name: unread}
                          backendHttpSettings:
                    """)
                .with(
                    "{name: sticky,", "{name: sticky, authenticationCertificates: [one, unread],"));
    assertThat(exactly(v1, "sticky")).containsExactly("gate/backend/one");
    assertThat(exactly(v1, "default")).isEmpty();
  }

  private static List<String> exactly(Host gate, String settings) {
    return Objects.requireNonNull(upstream(gate, settings).verification()).certificates();
  }

  private static Host gate(Estate estate) {
    return estate.network().hosts().stream()
        .filter(host -> host.name().equals("gate"))
        .findFirst()
        .orElseThrow();
  }

  private static Probe probe(String settings) {
    return Objects.requireNonNull(upstream(settings).probe());
  }

  private static Upstream upstream(String settings) {
    return upstream(GATE, settings);
  }

  private static Upstream upstream(Host gate, String settings) {
    return gate.upstreams().stream()
        .filter(one -> one.name().equals("pool/" + settings))
        .findFirst()
        .orElseThrow();
  }
}
