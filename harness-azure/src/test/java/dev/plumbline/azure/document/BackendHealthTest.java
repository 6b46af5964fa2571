package dev.plumbline.azure.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.document.BackendHealth.Server;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document of a gateway whose pool has a written address and network interfaces. */
class BackendHealthTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: group
            virtualNetworks:
              - name: vnet
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: gateways, addressPrefix: 10.1.1.0/24, routeTable: rest}
                  - {name: web, addressPrefix: 10.1.2.0/24}
            routeTables:
              - {name: rest, routes: [{name: rest, addressPrefix: 0.0.0.0/0, nextHopType: internet}]}
            publicIPAddresses: [{name: gateway-ip, ipAddress: 203.0.113.10}]
            networkInterfaces:
              - {name: one, ipConfigurations: [{name: first, subnet: web, privateIPAddress: 10.1.2.4}, {name: second, subnet: web, privateIPAddress: 10.1.2.5}]}
              - {name: two, ipConfigurations: [{name: primary, subnet: web, privateIPAddress: 10.1.2.6}]}
            applicationGateways:
              - name: gateway
                subnet: gateways
                frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners: [{name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http}]
                backendAddressPools: [{name: pool, backendAddresses: [10.1.2.9], backendIPConfigurations: [one/second, two, one]}]
                backendHttpSettings: [{name: settings, protocol: http, port: 80}]
                requestRoutingRules: [{name: rule, priority: 10, httpListener: web, backendAddressPool: pool, backendHttpSettings: settings}]
          """);

  private static final List<Backend> PROBED =
      List.of(
          new Backend("10.1.2.9:80", true, "status 200", 0),
          new Backend("10.1.2.5:80", false, "status 404 is not in 200-399", 3),
          new Backend("10.1.2.6:80", true, "status 200", 0),
          new Backend("10.1.2.4:80", true, "status 200", 0));

  private static HealthObservation probe(String name) {
    Provenance provenance =
        new Provenance(
            1,
            "gateways",
            "probe " + name,
            Instant.EPOCH,
            new Timings(Map.of(), Duration.ofMillis(5)),
            Diagnosis.unknown(),
            new Journal().scope("lab", "test"));
    return new HealthObservation(
        provenance, new Outcome.Unhealthy("status 404 is not in 200-399"), name, PROBED, false);
  }

  private static List<Server> servers(AzureTopology topology) {
    return BackendHealth.of(topology, "gateway", BackendHealthTest::probe)
        .entries()
        .get(0)
        .servers();
  }

  @Test
  void a_member_by_network_interface_tells_its_ip_configuration_and_a_written_one_none() {
    String nics =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group"
            + "/providers/Microsoft.Network/networkInterfaces/";
    assertThat(servers(ESTATE.topology()))
        .extracting(Server::address, Server::ipConfiguration)
        .containsExactly(
            tuple("10.1.2.9", null),
            tuple("10.1.2.5", nics + "one/ipConfigurations/second"),
            tuple("10.1.2.6", nics + "two/ipConfigurations/primary"),
            tuple("10.1.2.4", nics + "one/ipConfigurations/first"));
  }

  @Test
  void a_member_is_healthy_or_unhealthy_as_its_probe_found_it() {
    assertThat(servers(ESTATE.topology()))
        .extracting(Server::health, Server::healthProbeLog)
        .containsExactly(
            tuple(Health.HEALTHY, "status 200"),
            tuple(Health.UNHEALTHY, "status 404 is not in 200-399"),
            tuple(Health.HEALTHY, "status 200"),
            tuple(Health.HEALTHY, "status 200"));
  }

  /** Whatever the probes found, and by the words that tell the cause. */
  @ParameterizedTest
  @CsvSource({"v2, 65200-65535", "v1, 65503-65534"})
  void every_member_is_unknown_where_the_platform_gets_no_answer(String generation, String ports) {
    Estate estate = ESTATE.with("nextHopType: internet", "nextHopType: none");
    if (generation.equals("v1")) {
      estate =
          estate.with(
              "    subnet: gateways\n", "    subnet: gateways\n      sku: standard-medium\n");
    }
    assertThat(servers(estate.topology()))
        .hasSize(4)
        .allSatisfy(
            server -> {
              assertThat(server.health()).isEqualTo(Health.UNKNOWN);
              assertThat(server.healthProbeLog())
                  .startsWith("The backend health status could not be retrieved")
                  .contains(ports)
                  .contains("aka.ms/UnknownBackendHealth");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Healthy, HEALTHY",
    "Up, HEALTHY",
    "Unhealthy, UNHEALTHY",
    "down, UNHEALTHY",
    "Partial, PARTIAL",
    "Draining, DRAINING",
    "unknown, UNKNOWN"
  })
  void the_words_of_the_service_and_of_the_specification_are_known(String word, Health health) {
    assertThat(Health.of(word)).isEqualTo(health);
  }
}
