package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.fluent.models.ConnectivityInformationInner;
import com.azure.resourcemanager.network.fluent.models.NextHopResultInner;
import com.azure.resourcemanager.network.fluent.models.VerificationIpFlowResultInner;
import com.azure.resourcemanager.network.models.ConnectivityDestination;
import com.azure.resourcemanager.network.models.ConnectivityParameters;
import com.azure.resourcemanager.network.models.ConnectivitySource;
import com.azure.resourcemanager.network.models.Direction;
import com.azure.resourcemanager.network.models.EffectiveNetworkSecurityGroup;
import com.azure.resourcemanager.network.models.IpFlowProtocol;
import com.azure.resourcemanager.network.models.NetworkConfigurationDiagnosticParameters;
import com.azure.resourcemanager.network.models.NetworkConfigurationDiagnosticProfile;
import com.azure.resourcemanager.network.models.NetworkSecurityGroupResult;
import com.azure.resourcemanager.network.models.NextHopParameters;
import com.azure.resourcemanager.network.models.VerificationIpFlowParameters;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.rules.ServiceTags;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Azure's clients are told of flows, by the rules and routes of the topology. */
class DiagnosesTest {

  private static final String WEB = RawClient.id(ResourceTypes.VIRTUAL_MACHINE, "web");
  private static final String APPLIANCE = RawClient.id(ResourceTypes.VIRTUAL_MACHINE, "appliance");

  private static SimulatedResourceManager manager;
  private static NetworkManagementClient network;

  @BeforeAll
  static void start() {
    manager = SimulatedResourceManager.start(Shop.ESTATE.topology());
    network = new AzureSdk(manager).network();
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  @Test
  void the_effective_rules_of_an_interface_are_those_of_both_groups_with_tags_told() {
    List<EffectiveNetworkSecurityGroup> groups =
        network
            .getNetworkInterfaces()
            .listEffectiveNetworkSecurityGroups("shop", "web-nic")
            .value();

    assertThat(groups)
        .extracting(group -> ResourceIds.last(group.networkSecurityGroup().id()))
        .containsExactly("web-nsg", "machine-nsg");
    assertThat(groups.get(0).association().subnet().id()).endsWith("/shop-vnet/subnets/web");
    assertThat(groups.get(1).association().networkInterface().id()).endsWith("/web-nic");
    assertThat(groups.get(0).effectiveSecurityRules())
        .extracting(rule -> rule.name(), rule -> rule.priority(), rule -> rule.access().toString())
        .startsWith(
            tuple("securityRules/AllowHttps", 100, "Allow"),
            tuple("securityRules/DenyHub", 200, "Deny"))
        .contains(tuple("defaultSecurityRules/DenyAllInBound", 65500, "Deny"))
        .hasSize(8);
    assertThat(groups.get(0).effectiveSecurityRules().get(0))
        .satisfies(
            rule -> {
              assertThat(rule.destinationPortRanges()).containsExactly("443-443", "8443-8444");
              assertThat(rule.sourceAddressPrefixes())
                  .containsExactly("10.1.1.0/24", "10.2.0.0/24");
              assertThat(rule.destinationAddressPrefix()).isEqualTo("0.0.0.0/0");
            });
    assertThat(groups.get(1).tagMap())
        .contains("\"Sql\":[\"")
        .contains("\"VirtualNetwork\":[\"10.1.0.0/16\"");
    assertThat(groups.get(0).tagMap()).doesNotContain("Sql");
    assertThat(groups.get(0).effectiveSecurityRules().get(1).expandedDestinationAddressPrefix())
        .contains("10.1.0.0/16", "10.2.0.0/16", "168.63.129.16/32");
  }

  @Test
  void an_interface_without_a_running_machine_has_none() {
    assertThatThrownBy(
            () ->
                network
                    .getNetworkInterfaces()
                    .listEffectiveNetworkSecurityGroups("shop", "spare-nic"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("must be attached to a running virtual machine");
  }

  @Test
  void the_effective_routes_of_an_interface_tell_which_of_them_count() {
    assertThat(network.getNetworkInterfaces().getEffectiveRouteTable("shop", "web-nic").value())
        .extracting(
            route -> route.source().toString(),
            route -> route.state().toString(),
            route -> route.addressPrefix().get(0),
            route -> route.nextHopType().toString(),
            route -> route.nextHopIpAddress())
        .contains(
            tuple("Default", "Active", "10.1.0.0/16", "VnetLocal", List.of()),
            tuple("Default", "Active", "10.2.0.0/16", "VNetPeering", List.of()),
            tuple("Default", "Invalid", "0.0.0.0/0", "Internet", List.of()),
            tuple("Default", "Active", "10.1.4.4/32", "InterfaceEndpoint", List.of()),
            tuple("User", "Active", "0.0.0.0/0", "VirtualAppliance", List.of("10.2.0.4")));
  }

  private static VerificationIpFlowResultInner verify(
      Direction direction, String remote, String localPort, String remotePort) {
    return network
        .getNetworkWatchers()
        .verifyIpFlow(
            "NetworkWatcherRG",
            "NetworkWatcher_westeurope",
            new VerificationIpFlowParameters()
                .withTargetResourceId(WEB)
                .withDirection(direction)
                .withProtocol(IpFlowProtocol.TCP)
                .withLocalIpAddress("10.1.2.10")
                .withLocalPort(localPort)
                .withRemoteIpAddress(remote)
                .withRemotePort(remotePort));
  }

  @Test
  void ip_flow_verify_names_the_rule_that_decides() {
    assertThat(verify(Direction.INBOUND, "10.2.0.4", "443", "*"))
        .extracting(result -> result.access().toString(), result -> result.ruleName())
        .containsExactly("Allow", "defaultSecurityRules/AllowVnetInBound");
    assertThat(verify(Direction.INBOUND, "10.2.0.4", "22", "*"))
        .extracting(result -> result.access().toString(), result -> result.ruleName())
        .containsExactly("Deny", "securityRules/DenyHub");
    String database =
        ServiceTags.of(Shop.ESTATE.topology()).address("Sql").orElseThrow().getHostAddress();
    assertThat(verify(Direction.OUTBOUND, database, "*", "1433"))
        .extracting(result -> result.access().toString(), result -> result.ruleName())
        .containsExactly("Deny", "securityRules/DenyDatabase");
  }

  @Test
  void ip_flow_verify_is_for_the_addresses_of_a_machine() {
    assertThatThrownBy(
            () ->
                network
                    .getNetworkWatchers()
                    .verifyIpFlow(
                        "NetworkWatcherRG",
                        "NetworkWatcher_westeurope",
                        new VerificationIpFlowParameters()
                            .withTargetResourceId(WEB)
                            .withDirection(Direction.INBOUND)
                            .withProtocol(IpFlowProtocol.TCP)
                            .withLocalIpAddress("10.1.2.99")
                            .withLocalPort("443")
                            .withRemoteIpAddress("10.2.0.4")
                            .withRemotePort("*")))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("'10.1.2.99' is no address of the target virtual machine");
  }

  private static NextHopResultInner hop(String destination) {
    return network
        .getNetworkWatchers()
        .getNextHop(
            "NetworkWatcherRG",
            "NetworkWatcher_westeurope",
            new NextHopParameters()
                .withTargetResourceId(WEB)
                .withSourceIpAddress("10.1.2.10")
                .withDestinationIpAddress(destination));
  }

  @Test
  void the_next_hop_is_that_of_the_route_taken() {
    assertThat(hop("93.184.216.34"))
        .satisfies(
            hop -> {
              assertThat(hop.nextHopType()).hasToString("VirtualAppliance");
              assertThat(hop.nextHopIpAddress()).isEqualTo("10.2.0.4");
              assertThat(hop.routeTableId()).endsWith("/routeTables/web-routes");
            });
    assertThat(hop("10.1.3.5"))
        .satisfies(
            hop -> {
              assertThat(hop.nextHopType()).hasToString("VnetLocal");
              assertThat(hop.routeTableId()).isEqualTo("System Route");
            });
    assertThat(hop("10.99.0.1").nextHopType()).hasToString("None");
  }

  private static ConnectivityInformationInner connect(String from, String address, int port) {
    return network
        .getNetworkWatchers()
        .checkConnectivity(
            "NetworkWatcherRG",
            "NetworkWatcher_westeurope",
            new ConnectivityParameters()
                .withSource(new ConnectivitySource().withResourceId(from))
                .withDestination(
                    new ConnectivityDestination().withAddress(address).withPort(port)));
  }

  @Test
  void a_connection_that_opens_is_connected() {
    ConnectivityInformationInner found = connect(APPLIANCE, "10.1.2.10", 443);

    assertThat(found.connectionStatus()).hasToString("Connected");
    assertThat(found.probesFailed()).isZero();
    assertThat(found.hops()).extracting(hop -> hop.type()).startsWith("Source");
    assertThat(found.hops())
        .extracting(hop -> hop.address())
        .containsExactly("10.2.0.4", "10.1.2.10");
  }

  @Test
  void a_connection_that_a_rule_stops_names_the_rule() {
    ConnectivityInformationInner found = connect(APPLIANCE, "10.1.2.10", 8080);

    assertThat(found.connectionStatus()).hasToString("Disconnected");
    assertThat(found.probesFailed()).isEqualTo(found.probesSent());
    assertThat(found.hops().get(1).issues())
        .extracting(
            issue -> issue.origin().toString(),
            issue -> issue.type().toString(),
            issue -> issue.context().get(0).get("value"))
        .containsExactly(tuple("Inbound", "NetworkSecurityRule", "DenyHub"));
  }

  @Test
  void a_connection_that_a_route_loses_says_so() {
    assertThat(connect(WEB, "10.99.0.1", 443).hops().get(0).issues())
        .extracting(issue -> issue.origin().toString(), issue -> issue.type().toString())
        .containsExactly(tuple("Outbound", "UserDefinedRoute"));
  }

  @Test
  void a_name_is_asked_for_from_where_the_connection_starts() {
    assertThat(connect(WEB, "shopdata.blob.core.windows.net", 443).hops())
        .extracting(hop -> hop.address())
        .contains("10.1.4.4");
    assertThat(connect(WEB, "nobody.shop.internal", 443).hops().get(0).issues())
        .extracting(issue -> issue.type().toString())
        .containsExactly("DnsResolution");
  }

  private static NetworkSecurityGroupResult diagnosed(
      Direction direction, String source, String destination, String port) {
    return network
        .getNetworkWatchers()
        .getNetworkConfigurationDiagnostic(
            "NetworkWatcherRG",
            "NetworkWatcher_westeurope",
            new NetworkConfigurationDiagnosticParameters()
                .withTargetResourceId(WEB)
                .withProfiles(
                    List.of(
                        new NetworkConfigurationDiagnosticProfile()
                            .withDirection(direction)
                            .withProtocol("TCP")
                            .withSource(source)
                            .withDestination(destination)
                            .withDestinationPort(port))))
        .results()
        .get(0)
        .networkSecurityGroupResult();
  }

  private static String decision(NetworkSecurityGroupResult result) {
    return result.securityRuleAccessResult()
        + " by "
        + result.evaluatedNetworkSecurityGroups().get(0).matchedRule().ruleName();
  }

  @Test
  void ranges_of_addresses_are_diagnosed_where_the_rules_do_not_tell_them_apart() {
    assertThat(decision(diagnosed(Direction.INBOUND, "10.2.0.128/25", "10.1.2.0/24", "22")))
        .isEqualTo("Deny by UserRule_DenyHub");
    assertThat(decision(diagnosed(Direction.INBOUND, "10.1.1.0/24", "10.1.2.10", "443")))
        .isEqualTo("Allow by UserRule_AllowHttps");
    assertThat(decision(diagnosed(Direction.OUTBOUND, "10.1.2.10/32", "Sql", "1433")))
        .isEqualTo("Deny by UserRule_DenyDatabase");
  }

  @Test
  void a_range_that_the_rules_tell_apart_is_refused_with_two_flows_of_it() {
    assertThatThrownBy(() -> diagnosed(Direction.INBOUND, "10.2.0.0/23", "10.1.2.10", "443"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("The rules tell flows between '10.1.2.10' and '10.2.0.0/23' apart")
        .hasMessageContaining("TCP 10.2.0.0:50000 -> 10.1.2.10:443 (allow by AllowVnetInBound")
        .hasMessageContaining("TCP 10.2.1.0:50000 -> 10.1.2.10:443 (deny by DenyHub");
    assertThatThrownBy(() -> diagnosed(Direction.INBOUND, "*", "10.1.2.10", "443"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("Ask for a smaller range.");
    assertThatThrownBy(() -> diagnosed(Direction.INBOUND, "nowhere", "10.1.2.10", "443"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining(
            "'nowhere' is not a valid source: an IP address, a prefix, a service tag or *.");
  }

  @Test
  void the_diagnostic_tells_every_rule_that_was_tried() {
    NetworkSecurityGroupResult result = diagnosed(Direction.INBOUND, "10.2.0.9", "10.1.2.10", "22");

    assertThat(result.securityRuleAccessResult()).hasToString("Deny");
    assertThat(result.evaluatedNetworkSecurityGroups()).hasSize(1);
    assertThat(result.evaluatedNetworkSecurityGroups().get(0).matchedRule().ruleName())
        .isEqualTo("UserRule_DenyHub");
    assertThat(result.evaluatedNetworkSecurityGroups().get(0).rulesEvaluationResult())
        .extracting(
            rule -> rule.name(),
            rule -> rule.sourceMatched(),
            rule -> rule.destinationPortMatched())
        .containsExactly(
            tuple("UserRule_AllowHttps", true, false), tuple("UserRule_DenyHub", true, true));
  }
}
