package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.InboundNatRule;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancingRule;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load balancers and the machines behind them, as templates write them. */
class LoadBalancersOfTemplatesTest {

  private static final String NETWORK =
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "vnet",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
       "subnets": [{"name": "web", "properties": {"addressPrefix": "10.3.1.0/24"}}]}},
      {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-09-01", "name": "front",
       "location": "westeurope", "sku": {"name": "Standard"},
       "properties": {"publicIPAllocationMethod": "Static"}}
      """;

  private static final String SUBNET =
      "{\"id\": \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'web')]\"}";

  @TempDir private Path folder;

  private Topology topology(String resources) throws IOException {
    return Topology.from(
        Files.writeString(
            folder.resolve("net.json"),
            "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
                + "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"resources\": ["
                + NETWORK
                + ","
                + resources
                + "]}"));
  }

  private static String balancer(String sku, String properties) {
    return "{\"type\": \"Microsoft.Network/loadBalancers\", \"apiVersion\": \"2023-09-01\","
        + " \"name\": \"balancer\", \"location\": \"westeurope\","
        + sku
        + " \"properties\": {\"frontendIPConfigurations\": [{\"name\": \"Public\", \"properties\":"
        + " {\"publicIPAddress\": {\"id\": \"[resourceId('Microsoft.Network/publicIPAddresses',"
        + " 'front')]\"}}}], \"backendAddressPools\": [{\"name\": \"Machines\"}]"
        + properties
        + "}}";
  }

  private static String part(String kind, String name) {
    return "{\"id\": \"[resourceId('Microsoft.Network/loadBalancers/"
        + kind
        + "', 'balancer', '"
        + name
        + "')]\"}";
  }

  @Test
  void identifiers_of_its_parts_are_compared_without_regard_to_case() throws IOException {
    LoadBalancer balancer =
        topology(
                balancer(
                        "",
                        ", \"probes\": [{\"name\": \"Alive\", \"properties\": {\"protocol\":"
                            + " \"Tcp\", \"port\": 80}}], \"loadBalancingRules\": [{\"name\":"
                            + " \"http\", \"properties\": {\"protocol\": \"Tcp\","
                            + " \"frontendPort\": 80, \"backendPort\": 80, \"loadDistribution\":"
                            + " \"SourceIP\", \"enableFloatingIP\": true,"
                            + " \"frontendIPConfiguration\": "
                            + part("FrontendIpConfigurations", "public")
                            + ", \"backendAddressPool\": "
                            + part("backendAddressPools", "machines")
                            + ", \"probe\": "
                            + part("probes", "alive")
                            + "}}]")
                    + ", {\"type\": \"Microsoft.Network/loadBalancers/inboundNatRules\","
                    + " \"apiVersion\": \"2023-09-01\", \"name\": \"balancer/rdp\","
                    + " \"properties\": {\"protocol\": \"Tcp\", \"frontendPort\": 5000,"
                    + " \"backendPort\": 3389, \"frontendIPConfiguration\": "
                    + part("frontendIPConfigurations", "PUBLIC")
                    + "}}")
            .model()
            .loadBalancers()
            .get(0);

    assertThat(balancer.loadBalancingRules())
        .extracting(
            LoadBalancingRule::frontendIPConfiguration,
            LoadBalancingRule::backendAddressPool,
            LoadBalancingRule::probe,
            LoadBalancingRule::loadDistribution,
            LoadBalancingRule::enableFloatingIP)
        .containsExactly(
            tuple("Public", "Machines", "Alive", LoadBalancer.LoadDistribution.SOURCE_IP, true));
    assertThat(balancer.inboundNatRules())
        .extracting(InboundNatRule::frontendIPConfiguration)
        .containsExactly("Public");
  }

  @ParameterizedTest
  @CsvSource({
    "'', BASIC",
    "'\"sku\": {\"name\": \"Standard\"},', STANDARD",
    "'\"sku\": {\"name\": \"basic\"},', BASIC"
  })
  void without_a_sku_it_is_basic(String sku, LoadBalancer.Sku expected) throws IOException {
    assertThat(topology(balancer(sku, "")).model().loadBalancers().get(0).sku())
        .isEqualTo(expected);
  }

  @Test
  void machines_of_a_scale_set_have_public_addresses_of_their_own() throws IOException {
    Topology topology =
        topology(
            """
            {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2023-09-01",
             "name": "set", "location": "westeurope", "sku": {"name": "Standard_B1s", "capacity": 2},
             "properties": {"virtualMachineProfile": {"networkProfile": {
               "networkInterfaceConfigurations": [{"name": "nic", "properties": {"primary": true,
                 "ipConfigurations": [{"name": "ip", "properties": {"subnet": %s,
                   "publicIPAddressConfiguration": {"name": "pub", "sku": {"name": "Standard"},
                     "properties": {"dnsSettings": {"domainNameLabel": "Shop"}}}}}]}}]}}}}
            """
                .formatted(SUBNET));

    assertThat(topology.model().networkInterfaces())
        .extracting(NetworkInterface::name, nic -> nic.ipConfigurations().get(0).publicIPAddress())
        .containsExactly(tuple("set_0", "set_0/pub"), tuple("set_1", "set_1/pub"));
    assertThat(topology.model().publicIPAddresses())
        .extracting(PublicIPAddress::name, PublicIPAddress::fqdn, PublicIPAddress::sku)
        .containsExactly(
            tuple("front", null, PublicIPAddress.Sku.STANDARD),
            tuple(
                "set_0/pub",
                "vm0.shop.westeurope.cloudapp.azure.com",
                PublicIPAddress.Sku.STANDARD),
            tuple(
                "set_1/pub",
                "vm1.shop.westeurope.cloudapp.azure.com",
                PublicIPAddress.Sku.STANDARD));
    assertThat(topology.model().publicIPAddresses())
        .extracting(PublicIPAddress::ipAddress)
        .doesNotHaveDuplicates();
    assertThat(topology.network().hosts())
        .filteredOn(host -> host.name().startsWith("set_"))
        .allSatisfy(host -> assertThat(host.publicAddresses()).hasSize(1));
  }

  private static String machine(String more) {
    return "{\"type\": \"Microsoft.Network/networkInterfaces\", \"apiVersion\": \"2023-09-01\","
        + " \"name\": \"nic\", \"location\": \"westeurope\", \"properties\":"
        + " {\"ipConfigurations\": [{\"name\": \"a\", \"properties\": {\"subnet\": "
        + SUBNET
        + ", "
        + more
        + "}}]}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loadBalancerBackendAddressPools | backendAddressPools | balancer | Machine | "Machine" is none of the backendAddressPools of load balancer balancer; allowed: Machines; did you mean "Machines"? (correct the name, or add it)
          loadBalancerInboundNatRules     | inboundNatRules     | balancer | ssh     | "ssh" is none of the inboundNatRules of load balancer balancer; there are none (correct the name, or add it)
          loadBalancerBackendAddressPools | backendAddressPools | balance  | Machines | "balance" is none of the loadBalancers in the files; allowed: balancer; did you mean "balancer"? (correct the name, or add the file that describes it)
          """)
  void an_interface_in_a_part_that_is_not_there_is_refused(
      String member, String kind, String balancer, String name, String message) {
    String id =
        "\"[resourceId('Microsoft.Network/loadBalancers/%s', '%s', '%s')]\""
            .formatted(kind, balancer, name);
    assertThatThrownBy(
            () ->
                topology(
                    balancer("", "") + "," + machine("\"" + member + "\": [{\"id\": " + id + "}]")))
        .isInstanceOfSatisfying(
            DescriptorException.class,
            e -> assertThat(e.problems()).extracting(Problem::message).containsExactly(message));
  }

  @Test
  void an_interface_of_a_load_balancer_that_exists_already_is_read_without_it_and_that_is_said()
      throws IOException {
    Topology topology =
        topology(
            machine(
                "\"loadBalancerBackendAddressPools\": [{\"id\": \"[resourceId('shared',"
                    + " 'Microsoft.Network/loadBalancers/backendAddressPools', 'theirs',"
                    + " 'pool')]\"}]"));

    assertThat(topology.model().networkInterfaces()).hasSize(1);
    assertThat(topology.notes())
        .extracting(Note::kind, Note::message)
        .containsExactly(
            tuple(
                Note.Kind.ASSUMED,
                "loadBalancers theirs exists already and is not in the files;"
                    + " Microsoft.Network/networkInterfaces nic was read without its part; add the"
                    + " file that describes it to know better"));
  }

  @Test
  void what_a_gateway_load_balancer_takes_first_is_said() throws IOException {
    Topology topology =
        topology(
            balancer("", "")
                .replace(
                    "\"name\": \"Public\", \"properties\": {",
                    "\"name\": \"Public\", \"properties\": {\"gatewayLoadBalancer\": {\"id\":"
                        + " \"[resourceId('shared',"
                        + " 'Microsoft.Network/loadBalancers/frontendIPConfigurations', 'theirs',"
                        + " 'front')]\"},"));

    assertThat(topology.notes())
        .extracting(Note::kind, Note::message)
        .contains(
            tuple(
                Note.Kind.ASSUMED,
                "flows of the frontend Public of balancer pass a gateway load balancer; the"
                    + " appliances behind it are taken to let everything through"));
  }
}
